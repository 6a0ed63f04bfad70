// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose

export interface Fixture {
  files: Record<string, string>
  /** Files for -f; none: they are searched for. */
  use?: string[]
  environment?: Record<string, string>
  /** Why Compose shows something else, or nothing, when it is told not to interpolate. */
  onlyInterpolated?: string
  /** Why the other form cannot be compared. */
  onlyAsWritten?: string
}

const one = (text: string, environment: Record<string, string> = {}): Fixture => ({
  files: { 'compose.yaml': text },
  environment,
})

/** Projects in the shapes that are found in the wild, and at the corners where a reading can go wrong. */
export const accepted: Record<string, Fixture> = {
  'env files, whose variables see the service, what is above them, and what came before': {
    files: {
      'compose.yaml':
        'services: { a: { image: x, env_file: [e, f], environment: { OWN: own } }, b: { image: x, env_file: [f, { path: e, format: raw }] } }',
      e: 'A=1\nOWN=file\nB=$OWN',
      f: 'A=2\nC=$A$B\nD=${OWN:-none}${HOME}',
    },
  },
  'label files, whose variables see the files before': {
    files: {
      'compose.yaml':
        'services: { a: { image: x, label_file: [e, f], labels: { own: l, A: own } } }',
      e: 'A=1\nC=$own',
      f: 'A=2\nB=$A$C$HOME',
    },
  },
  'targets of mounts that take a detour': one(
    `services:
  a:
    image: x
    volumes:
      - { type: bind, source: ./a, target: /x/../run/./governance/ }
      - { type: tmpfs, target: //tmp// }
      - { type: npipe, source: //./pipe/a, target: //./pipe/b }
      - ./b:/y/../z/
`,
  ),
  'ports that are a number here and a text there': one(
    'services: { a: { image: x, ports: [{ target: 80, published: 8080 }, { target: 80, published: "8080" }, "8080:80"] } }',
  ),
  'tags that name the type that a value has': one(
    'services: { a: { image: x, environment: { A: !!int 0x10, B: !!float 1, C: !!bool true, D: !!null ~ } } }',
  ),
  'addresses of a host, as a mapping and as a list': {
    files: {
      'compose.yaml': 'services: { a: { image: x, extra_hosts: { h: [192.0.2.5] } } }',
      'other.yaml': 'services: { a: { extra_hosts: ["h:192.0.2.1", "h=192.0.2.5"] } }',
    },
    use: ['compose.yaml', 'other.yaml'],
  },
  'an anchor that is given again after another one used it': one(`x-a: &a { A: first, B: first }
x-b: &b { <<: *a, C: c }
x-c: &a { A: second }
services:
  a: { image: x, environment: *b }
  b: { image: x, environment: { <<: [*a, *b] } }
`),
  'variables without a value, in a mapping': {
    ...one('services: { a: { image: x, environment: { SET: , UNSET: } } }', { SET: 'set' }),
  },
  'a lone carriage return, which ends a comment': one(
    'services:\n  a:\n    image: x # nothing to see\r    privileged: true\n',
  ),
  'tags that leave a value to be guessed, or make it a text': one(
    'services: { a: { image: x, environment: { A: ! 0777, B: !override 0777, C: !x 0777 }, command: !override null } }',
  ),
  'colons inside braces of a mount': one(
    'services: { a: { image: x, volumes: ["./${X:-a}:/x"] } }',
  ),
  'SSH keys as a list': {
    ...one('services: { a: { image: x, build: { context: ., ssh: ["k=./key"] } } }'),
    onlyAsWritten: 'Compose fails to print it as JSON otherwise',
  },
  'a base without anything': {
    files: {
      'compose.yaml': 'services: { a: { image: x, extends: { file: b.yaml, service: b } } }',
      'b.yaml': 'services: { b: }',
    },
  },
  'an env file whose last line is a name alone': {
    files: {
      'compose.yaml': 'services: { a: { image: x, env_file: [e.env] } }',
      'e.env': 'A=1\nHOME',
    },
  },
  'numbers that are too large': {
    ...one(
      'services: { a: { image: x, environment: { INFINITE: .inf, LONG: 12345678901234567890 } } }',
    ),
    onlyInterpolated: 'JSON has no such numbers, and Compose fails to print them',
  },
  'large numbers with a point or a power': {
    ...one(`services:
  a:
    image: x
    environment: { A: 1e6, B: 18446744073709551616, C: 123456789.0, D: 1234567.5, E: 999999.5 }
    labels: { A: 1e6, B: 20e18, C: 1e21, D: 100000.0 }
`),
    onlyInterpolated:
      'as written they are still numbers there, and the texts that they become here',
  },
  'scalars in the dialect of the YAML reader': one(`services:
  a:
    image: x
    privileged: yes
    init: "on"
    environment:
      OCTAL: 0777
      FLOAT: 1e3
      BINARY: 0b11
      NOTHING:
      TRUTH: true
      WORD: yes
      UNDERSCORE: 1_000
      SIXTY: 22:22
      LONGER: 123456789012345678901234567890
      SMALL: 0.00001
      ZERO: -0
      PLUS: +12
      QUOTED: "0777"
      DOT: .5
      SPACE: "  padded "
      EMPTY: ""
    ports: [22:22, "80", 8080]
`),
  'every form of interpolation': one(
    `services:
  a:
    image: "x:\${TAG:-1}\${EMPTY-unset}\${EMPTY:-empty}"
    command: ["\${UNSET-a}", "\${SET+b}", "\${EMPTY:+c}", "\${EMPTY+d}", "\${UNSET:-\${SET}}", "$$SET $\${SET}", "\${SET:?needed}", "$SET.x", "\${UNSET:-a}} \${SET}"]
    environment:
      A: \${UNSET:-http://\${SET}:80/}
      B: "\${SET:-x}-\${SET:+y}"
      C: \${lower}
    hostname: \${H:-a-b-c}
    cpus: "\${CPUS:-0.5}"
    stdin_open: "\${OPEN}"
`,
    { SET: 'set', EMPTY: '', lower: 'low', OPEN: 'TRUE' },
  ),
  'anchors, aliases and merge keys': one(`x-base: &base
  image: x
  environment: &env { A: "1", B: "2" }
  labels: [one=1]
x-more: &more { restart: always, image: y }
services:
  a:
    <<: *base
    environment: { <<: *env, B: "3" }
  b:
    <<: [*base, *more]
    command: run
  c: *base
`),
  'short forms of everything': {
    files: {
      'a.env': 'A=1\n',
      'compose.yaml': `services:
  a:
    image: x
    build: ./dir/
    ports: ["80", "127.0.0.1::81", "3000-3002:4000-4002/udp", "[::1]:90:90", "9000-9010:9000"]
    volumes: ["./x:/y:ro,z", "v:/z", "data:/data:nocopy", "/anonymous/", "~/h:/h", "data2:/data2/./sub/", "./r:/r:rshared"]
    devices: ["/dev/null", "/dev/zero:/dev/z:r"]
    depends_on: [b]
    env_file: a.env
    dns: 192.0.2.1
    dns_search: example.com
    tmpfs: /run
    expose: [80, "81"]
    extra_hosts: ["h:192.0.2.1", "i=192.0.2.2", "j:[2001:db8::1]"]
    ulimits: { nofile: 100, nproc: { soft: 1, hard: 2 } }
    healthcheck: { test: curl x, interval: 1m30s }
    secrets: [s]
    configs: [c]
    networks: [n, default]
    labels: [a=b, c]
    sysctls: [net.core.somaxconn=1]
    command: sh -c "echo 'a b' \\"c\\""
    gpus: all
  b: { image: y, labels: { a: 1, b: true, c: } }
networks: { n: }
volumes: { data: , data2: { name: other } }
secrets: { s: { file: ./s.txt } }
configs: { c: { content: "x: y" } }
`,
    },
  },
  'sizes, times and numbers': one(`services:
  a:
    image: x
    mem_limit: 1.5g
    memswap_limit: 2gb
    shm_size: 64m
    cpus: 1.50
    pids_limit: 100
    stop_grace_period: 1m
    oom_score_adj: 5
    deploy: { replicas: 2, resources: { reservations: { memory: 20M } } }
`),
  'networks with everything': one(`services:
  a:
    image: x
    networks:
      n: { aliases: [one, two], ipv4_address: 192.0.2.9, priority: 1 }
networks:
  n:
    driver: bridge
    internal: "yes"
    labels: [a=b]
    driver_opts: { o: 1 }
    ipam: { driver: default, config: [{ subnet: 192.0.2.0/24, gateway: 192.0.2.1, ip_range: 192.0.2.128/25 }] }
  ext: { external: true, name: outside }
`),
  'names of the project and its things': one(`name: "My.Project-\${X:-1}"
services: { a: { image: x, volumes: [v:/v, w:/w], networks: [n] } }
volumes: { v: , w: { external: true } }
networks: { n: { external: true, name: "\${COMPOSE_PROJECT_NAME}_x" } }
`),
  'implied dependencies': one(`services:
  a: { image: x, links: ["b:bb", c], volumes_from: ["d:ro"], pid: "service:e" }
  b: { image: x }
  c: { image: x }
  d: { image: x }
  e: { image: x }
  f: { image: x, network_mode: "service:a" }
`),
  'an override file that is found by itself': {
    files: {
      'docker-compose.yml': `services:
  a:
    image: x
    command: [one]
    environment: [A=1, B=2]
    ports: ["80:80", "81:81"]
    volumes: ["./a:/a", "./b:/b"]
    cap_add: [CHOWN]
    dns: [192.0.2.1]
    depends_on: [b]
    logging: { driver: json-file, options: { max-size: 1m } }
    labels: { a: "1" }
    ulimits: { nofile: { soft: 1, hard: 2 } }
    build: .
  b: { image: y }
`,
      'docker-compose.override.yml': `services:
  a:
    command: [two]
    environment: { B: "3", C: "4" }
    ports: ["82:82", "80:80"]
    volumes: ["./c:/b"]
    cap_add: [CHOWN, KILL]
    dns: [192.0.2.2]
    depends_on: { c: { condition: service_healthy } }
    logging: { options: { max-file: "2" } }
    labels: [b=2]
    ulimits: { nofile: 5 }
    build: { target: t }
    healthcheck: { test: [CMD, x] }
  c: { image: z }
`,
    },
  },
  'a second document is an override': one(`services:
  a: { image: x, environment: [A=1], ports: ["80:80"] }
---
services:
  a: { privileged: true, environment: [B=2] }
`),
  'reset and override': {
    files: {
      'one.yaml':
        'services:\n  a: { image: x, ports: ["80:80"], environment: { A: "1", B: "2" }, command: [c] }\n  b: { image: y, ports: ["1:1"] }\n',
      'two.yaml':
        'services:\n  a:\n    ports: !override ["81:81"]\n    environment:\n      A: !reset null\n    command: !reset []\n  b:\n    ports: !reset []\n',
    },
    use: ['one.yaml', 'two.yaml'],
  },
  'extends in the file, from another one and in a chain': {
    files: {
      'compose.yaml': `services:
  a: { extends: b, environment: { A: a }, volumes: ["./own:/own"] }
  b: { extends: { file: other/base.yaml, service: c }, ports: ["80:80"] }
`,
      'other/base.yaml': `services:
  c: { extends: d, volumes: ["./rel:/rel"], env_file: e.env, labels: { l: c } }
  d: { image: x, build: ., environment: [A=d, B=d], command: [d], labels: [m=d] }
`,
      'other/e.env': 'FROM_FILE=1\n',
    },
  },
  'include, short and long, with variables of its own': {
    onlyInterpolated: 'Compose still looks up bare variables of an included file in its env file',
    files: {
      'compose.yaml':
        'include:\n  - one/compose.yaml\n  - { path: [two/a.yaml, two/b.yaml], project_directory: two, env_file: two.env }\nservices: { main: { image: "m:${TAG}", depends_on: [one, two] } }\n',
      'one/compose.yaml':
        'services: { one: { image: "x:${TAG}", volumes: ["./data:/data", v:/v] } }\nvolumes: { v: }\n',
      'one/.env': 'TAG=from-one\n',
      'two/a.yaml': 'services: { two: { image: "x:${TAG}", environment: [TAG] } }\n',
      'two/b.yaml': 'services: { two: { command: [b] } }\n',
      'two.env': 'TAG=from-two\n',
      '.env': 'TAG=from-main\n',
    },
  },
  'env files': {
    files: {
      'compose.yaml': `services:
  a:
    image: "x:\${TAG}"
    env_file:
      - a.env
      - { path: missing.env, required: false }
      - { path: raw.env, format: raw }
    environment: [OWN=1, BARE, TAG]
    label_file: l.env
`,
      'a.env':
        '# comment\nexport A=1\nB = two words # comment\nC=\'single $TAG\'\nD="double $TAG\\n"\nE: yaml\nF=${A}${UNSET:-u}\nBARE\nG="multi\nline"\nOWN=file\n',
      'raw.env': 'R=$TAG "quoted"\n',
      'l.env': 'label=1\n',
      '.env': 'TAG=9\nBARE=bare\n',
    },
  },
  profiles: one(`services:
  a: { image: x, profiles: [one] }
  b: { image: x, depends_on: [a] }
  c: { image: x, profiles: [two, one] }
`),
  'the settings of a build': one(`services:
  a:
    build:
      context: ./dir
      args: [A=1, B, "C=2"]
      additional_contexts: [one=./one, two=docker-image://x]
      labels: { l: 1 }
      extra_hosts: ["h:192.0.2.1"]
      platforms: [linux/amd64]
      no_cache: "yes"
      dockerfile_inline: |
        FROM x
        RUN echo $$HOME
`),
  'values of every kind for a mount': one(`services:
  a:
    image: x
    volumes:
      - { type: bind, source: ./x, target: /x, read_only: "true", bind: { propagation: rprivate, create_host_path: false } }
      - { type: volume, source: v, target: /v, volume: { nocopy: true, subpath: s } }
      - { type: tmpfs, target: /t, tmpfs: { size: 10m, mode: 0755 } }
      - { type: volume, target: /anonymous }
volumes:
  v: { driver: local, driver_opts: { type: none, o: bind, device: ./d } }
`),
  JSON: {
    files: { 'compose.json': '{"services":{"a":{"image":"x","ports":[80]}}}' },
    use: ['compose.json'],
  },
  hooks: one(`services:
  a:
    image: x
    post_start: [{ command: ./x.sh, user: root, environment: [A=1] }]
    pre_stop: [{ command: [./y.sh] }]
    develop: { watch: [{ path: ./src, action: sync, target: /src, ignore: node_modules/ }] }
`),
}

/** What Compose refuses, and we have to. */
export const refused: Record<string, Fixture> = {
  'a limit of which one half is missing': one(
    'services: { a: { image: x, ulimits: { nofile: { hard: 9 } } } }',
  ),
  'a limit of which an override gives one half': {
    files: {
      'compose.yaml': 'services: { a: { image: x, ulimits: { nofile: { soft: 1, hard: 2 } } } }',
      'other.yaml': 'services: { a: { ulimits: { nofile: { hard: 9 } } } }',
    },
    use: ['compose.yaml', 'other.yaml'],
  },
  'a dependency that need not be there, and that nobody defines': one(
    'services: { a: { image: x, depends_on: { b: { condition: service_started, required: false } } } }',
  ),
  'a tag that names another type': one(
    'services: { a: { image: x, environment: { A: !!int x } } }',
  ),
  'an empty value under the tag of a number': one(
    'services: { a: { image: x, environment: { A: !!int "" } } }',
  ),
  'a control character': one('services: { a: { image: "x\u0007" } }'),
  'a directive for another YAML': one('%YAML 1.2\n---\nservices: { a: { image: x } }'),
  'a raw env file with a name of two words': {
    files: {
      'compose.yaml': 'services: { a: { image: x, env_file: [{ path: e.env, format: raw }] } }',
      'e.env': 'A B=1\n',
    },
  },
  'an env file with a variable that is none': {
    files: {
      'compose.yaml': 'services: { a: { image: x, env_file: e.env } }',
      'e.env': 'A=1\nB=${_\n',
    },
  },
  'a .env with a variable that is none': {
    files: { 'compose.yaml': 'services: { a: { image: x } }', '.env': 'A="${_"\n' },
  },
  'an unknown key': one('services: { a: { image: x, privilegedd: true } }'),
  'an unknown section': one('services: { a: { image: x } }\nservice: {}'),
  'a key given twice': one('services:\n  a: { image: x }\n  a: { image: y }\n'),
  'a key that is a large float': one('services: { a: { image: x, environment: { 1e6: x } } }'),
  'a key that is no string': one('services: { a: { image: x, environment: { 1: x } } }'),
  'an undefined network': one('services: { a: { image: x, networks: [n] } }'),
  'an undefined volume': one('services: { a: { image: x, volumes: ["vol:/x"] } }'),
  'network_mode and networks': one(
    'services: { a: { image: x, network_mode: host, networks: [n] } }\nnetworks: { n: }',
  ),
  'a required variable': one('services: { a: { image: "${V:?set it}" } }'),
  'a stray dollar': one('services: { a: { image: "x${-y}" } }'),
  'a switch that is none': one('services: { a: { image: x, privileged: maybe } }'),
  'a number that is none': one('services: { a: { image: x, pids_limit: "many" } }'),
  'a service that depends on itself': one(
    'services: { a: { image: x, depends_on: [b] }, b: { image: x, depends_on: [a] } }',
  ),
  'an unknown dependency': one('services: { a: { image: x, depends_on: [b] } }'),
  'extends in a circle': one(
    'services: { a: { extends: b, image: x }, b: { extends: a, image: x } }',
  ),
  'extends of nothing': one('services: { a: { extends: b, image: x } }'),
  'no image': one('services: { a: { command: x } }'),
  'an empty file': one(''),
  'a list': one('- a'),
  'broken YAML': one('services: { a: { image: [ }'),
  'a mount given twice': one('services: { a: { image: x, tmpfs: [/x], volumes: ["./y:/x"] } }'),
  'a missing env file': one('services: { a: { image: x, env_file: none.env } }'),
  'a container name for two': one('services: { a: { image: x, container_name: c, scale: 2 } }'),
  'a wrong port': one('services: { a: { image: x, ports: ["a:b"] } }'),
  'a missing include': one('include: [none.yaml]\nservices: { a: { image: x } }'),
  'an include that includes itself': {
    files: {
      'compose.yaml': 'include: [b.yaml]\nservices: { a: { image: x } }',
      'b.yaml': 'include: [compose.yaml]\nservices: { b: { image: x } }',
    },
  },
  'an external volume with options': one(
    'services: { a: { image: x, volumes: [v:/v] } }\nvolumes: { v: { external: true, driver: d } }',
  ),
  'a config without content': one(
    'services: { a: { image: x, configs: [c] } }\nconfigs: { c: { labels: { a: b } } }',
  ),
  'an alias to itself': one('services: { a: &a { image: x, labels: { b: *a } } }'),
  'a wrong health test': one('services: { a: { image: x, healthcheck: { test: [curl, x] } } }'),
}
