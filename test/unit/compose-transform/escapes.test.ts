// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose
import { describe, expect, it } from 'vitest'
import { emittedFile, govern, guidePolicy, refusals } from './project.ts'

// Ways out beyond the reference, each found by trying. `services` and what follows, and what is to come of it.

const environment = { SLACK_TOKEN: 'xoxb-the-real-slack-token-1' }
const agent = 'agent: { image: a }'
const web = 'exempt: { web: a public site }'
const field = (more = '') =>
  `x-docker-ai-governance: { policy: ./governance-policy.yaml, services: [agent]${more && `, ${more}`} }\n`

const files = (text: string, more?: string) => ({
  'compose.yaml': `${text}\n${field(more)}`,
  '.env': 'A=1\n',
})

describe('is refused', () => {
  it.each<[what: string, rule: string, text: string, more?: string]>([
    [
      'an image that takes the place of the sidecars',
      'reserved-name',
      `services:\n  ${agent}\n  db: { image: docker.io/docker-ai-governance/sidecar:0.1.0, build: . }`,
    ],
    [
      'a tag of a build that does',
      'reserved-name',
      `services:\n  ${agent}\n  web: { build: { context: ., tags: ["docker-ai-governance/sidecar:0.1.0"] } }`,
      web,
    ],
    [
      'a container called like a sidecar',
      'reserved-name',
      `services:\n  ${agent}\n  web: { image: w, container_name: project-governance-broker-1 }`,
      web,
    ],
    [
      'the mounts of a sidecar by the name of its container',
      'reserved-name',
      `services:\n  ${agent}\n  web: { image: w, volumes_from: ["container:project-governance-broker-1"] }`,
      web,
    ],
    [
      'the network of the agent by the name of its container',
      'no-foreign-network',
      `services:\n  ${agent}\n  web: { image: w, network_mode: "container:project-agent-1" }`,
      web,
    ],
    [
      'a companion in the network of an exempt service',
      'no-foreign-network',
      `services:\n  ${agent}\n  db: { image: d, network_mode: "service:web" }\n  web: { image: w }`,
      web,
    ],
    [
      'one network by two keys, closed by one and open by the other',
      'conflict',
      `services:\n  ${agent}\n  db: { image: d, networks: [in] }\n  web: { image: w, networks: [out] }\nnetworks: { in: { name: same }, out: { name: same } }`,
      web,
    ],
    [
      'one volume by two keys, one of them of an exempt service',
      'no-shared-files-with-exempt',
      `services:\n  agent: { image: a, volumes: ["mine:/a"] }\n  web: { image: w, volumes: ["theirs:/b"] }\nvolumes: { mine: { name: project_x }, theirs: { name: project_x } }`,
      web,
    ],
    [
      'the volume of another project by its name, without external',
      'no-external-volume',
      `services:\n  agent: { image: a, volumes: ["data:/a"] }\nvolumes: { data: { name: portainer_data } }`,
    ],
    [
      'the key of another project’s authority',
      'no-sidecar-volume',
      `services:\n  agent: { image: a, volumes: ["data:/a"] }\nvolumes: { data: { name: other_governance-proxy-state } }`,
    ],
    [
      'a bind among the options of a file system in memory',
      'no-host-volume',
      `services:\n  agent: { image: a, volumes: ["data:/a"] }\nvolumes: { data: { driver_opts: { type: tmpfs, device: tmpfs, o: "size=1m,bind" } } }`,
    ],
    [
      'watch that copies keys of the host in',
      'no-system-path',
      `services:\n  agent: { image: a, build: ., develop: { watch: [{ path: ~/.ssh, action: sync, target: /x }] } }`,
    ],
    [
      'watch that copies the env file in',
      'no-own-files',
      `services:\n  agent: { image: a, build: ., env_file: .env, develop: { watch: [{ path: ., action: sync+restart, target: /x }] } }`,
    ],
    [
      'a build that reads the host',
      'no-host-build',
      `services:\n  agent: { image: a, build: { context: ., additional_contexts: { host: /etc } } }`,
    ],
    [
      'a build from the root of the host',
      'no-host-build',
      `services:\n  ${agent}\n  db: { build: / }`,
    ],
    [
      'a companion whose build is on the network of the host',
      'no-host-build',
      `services:\n  ${agent}\n  db: { build: { context: ., network: host } }`,
    ],
    [
      'the socket of the engine as a config of a companion',
      'no-docker-socket',
      `services:\n  ${agent}\n  db: { image: d, user: root, configs: [{ source: s, target: /var/run/docker.sock }] }\nconfigs: { s: { file: /var/run/docker.sock } }`,
    ],
    [
      'the socket of the engine as a secret of a companion',
      'no-docker-socket',
      `services:\n  ${agent}\n  db: { image: d, secrets: [s] }\nsecrets: { s: { file: /run/docker.sock } }`,
    ],
    [
      'the socket of the engine under an exception for a secret',
      'no-docker-socket',
      'services:\n  agent: { image: a, secrets: [s] }\nsecrets: { s: { file: /run/docker.sock } }',
      'exceptions: [{ rule: no-secret-file, service: agent, reason: because }]',
    ],
    [
      'a folder of the system as a config of a companion that runs what the agent wrote',
      'no-system-path',
      'services:\n  agent: { image: a, volumes: ["work:/w"] }\n  db: { image: d, volumes: ["work:/w"], configs: [c] }\nconfigs: { c: { file: /etc } }\nvolumes: { work: {} }',
    ],
    [
      'files shared with an exempt service by way of a companion',
      'no-shared-files-with-exempt',
      'services:\n  agent: { image: a, volumes: ["work:/w"] }\n  db: { image: d, volumes: ["work:/w"] }\n  web: { image: w, volumes_from: [db] }\nvolumes: { work: {} }',
      web,
    ],
    [
      'files shared with an exempt service by the name of the agent’s container',
      'no-shared-files-with-exempt',
      'services:\n  agent: { image: a, volumes: ["work:/w"] }\n  web: { image: w, volumes_from: ["container:project-agent-1"] }\nvolumes: { work: {} }',
      web,
    ],
    [
      'the mounts of the agent by the name of its container, for an exempt service',
      'no-foreign-volumes',
      `services:\n  ${agent}\n  web: { image: w, volumes_from: ["container:project-agent-1"] }`,
      web,
    ],
    [
      'a config of an exempt service that the agent writes',
      'no-shared-files-with-exempt',
      'services:\n  agent: { image: a, volumes: ["./work:/w"] }\n  web: { image: w, configs: [c] }\nconfigs: { c: { file: ./work/nginx.conf } }',
      web,
    ],
    [
      'watch that copies what the agent writes into an exempt service',
      'no-shared-files-with-exempt',
      'services:\n  agent: { image: a, volumes: ["./work:/w"] }\n  web: { build: ./web, develop: { watch: [{ path: ./work/site, action: sync, target: /x }] } }',
      web,
    ],
    [
      'the agent’s folder as a volume of an exempt service',
      'no-shared-files-with-exempt',
      'services:\n  agent: { image: a, volumes: ["./work:/w"] }\n  web: { image: w, volumes: ["data:/v"] }\nvolumes: { data: { driver_opts: { type: none, o: bind, device: /project/work } } }',
      web,
    ],
    [
      'watch that builds what the agent writes',
      'no-writable-build',
      'services:\n  agent: { image: a, build: ., volumes: [".:/w"], develop: { watch: [{ path: ., action: rebuild }] } }',
    ],
    [
      'watch that builds an exempt service from what the agent writes',
      'no-writable-build',
      'services:\n  agent: { image: a, volumes: ["./work:/w"] }\n  web: { build: ./work, develop: { watch: [{ path: ./work, action: rebuild }] } }',
      web,
    ],
    [
      'an exempt service among the agent’s processes, by the name of its container',
      'no-foreign-namespace',
      `services:\n  ${agent}\n  web: { image: w, pid: "container:project-agent-1" }`,
      web,
    ],
    [
      'an exempt service on the agent’s network, by a container name of its own',
      'no-foreign-network',
      'services:\n  agent: { image: a, container_name: mine }\n  web: { image: w, network_mode: "container:mine" }',
      web,
    ],
    [
      'a companion among the processes of an exempt service',
      'no-foreign-namespace',
      `services:\n  ${agent}\n  db: { image: d, pid: "service:web" }\n  web: { image: w }`,
      web,
    ],
    [
      'an exempt service among the processes of a companion',
      'no-foreign-namespace',
      `services:\n  ${agent}\n  db: { image: d }\n  web: { image: w, pid: "service:db" }`,
      web,
    ],
    [
      'the network of the sidecars as a network mode',
      'reserved-name',
      `services:\n  ${agent}\n  web: { image: w, network_mode: project_governance-control }`,
      web,
    ],
    [
      'a build on the network of the sidecars',
      'reserved-name',
      `services:\n  ${agent}\n  web: { build: { context: ., network: project_governance-control } }`,
      web,
    ],
    [
      'the network of another project’s sidecars',
      'reserved-name',
      `services:\n  ${agent}\n  web: { image: w, networks: [x] }\nnetworks: { x: { name: other_governance-control, external: true } }`,
      web,
    ],
    [
      'an env file that is no such thing',
      'no-host-env-file',
      'services:\n  agent: { image: a, env_file: [{ path: /etc/passwd, required: false }] }',
    ],
    [
      'labels from a file of the host',
      'no-host-env-file',
      'services:\n  agent: { image: a, label_file: /etc/os-release, profiles: [x] }',
    ],
    [
      'a companion’s address by IPv6, by which it reaches the host',
      'no-kernel-setting',
      `services:\n  ${agent}\n  db: { image: d, sysctls: { net.ipv6.conf.all.disable_ipv6: 0 } }`,
    ],
    [
      'the same as an option of its place on the network',
      'no-foreign-network-driver',
      `services:\n  ${agent}\n  db: { image: d, networks: { default: { driver_opts: { com.docker.network.endpoint.sysctls: net.ipv6.conf.IFNAME.disable_ipv6=0 } } } }`,
    ],
    [
      'the folder above that of the engine',
      'no-system-path',
      'services:\n  agent: { image: a, volumes: ["/var/lib:/x"] }',
      'exceptions: [{ rule: no-host-path, service: agent, reason: because }]',
    ],
    [
      'the engine’s volumes as a folder',
      'no-sidecar-volume',
      `services:\n  ${agent}\n  db: { image: d, volumes: ["/var/lib/docker/volumes/x/_data:/x"] }`,
    ],
    [
      'a build from a folder that has nothing to do with the project',
      'no-host-build',
      'services:\n  agent: { image: a, build: /home/other/documents }',
    ],
    [
      'a volume of another project whose name begins like this one’s',
      'no-external-volume',
      'services:\n  agent: { image: a, volumes: ["data:/d"] }\nvolumes: { data: { name: project_two_data } }',
    ],
    [
      'another authority by a config with a relative target',
      'no-reserved-mount',
      'services:\n  agent: { image: a, configs: [{ source: c, target: run/governance/certificates/ca.pem }] }\nconfigs: { c: { content: x } }',
    ],
    [
      'a network that takes the whole internet, and this host, for its neighbourhood',
      'no-foreign-network-driver',
      `services:\n  ${agent}\n  db: { image: d, networks: [n] }\nnetworks: { n: { ipam: { config: [{ subnet: 0.0.0.0/0 }] } } }`,
    ],
    [
      'a build that reads the host by another scheme',
      'no-host-build',
      'services:\n  agent: { image: a, build: { context: ., additional_contexts: { x: "oci-layout:///etc" } } }',
    ],
    [
      'Windows with a capital letter',
      'no-windows',
      'services:\n  agent: { image: a, platform: Windows/amd64 }',
    ],
    [
      'a file system in memory over the authority, by a relative path',
      'no-reserved-mount',
      'services:\n  agent: { image: a, tmpfs: [run/governance] }',
    ],
    [
      'the group of root in another spelling',
      'no-privileged-group',
      'services:\n  agent: { image: a, group_add: ["+0"] }',
    ],
    [
      'devices by an annotation',
      'no-runtime-annotation',
      'services:\n  agent: { image: a, annotations: { cdi.k8s.io/x: vendor.com/gpu=all } }',
    ],
    [
      'mounts below a read-only mount that stay writable',
      'no-shared-propagation',
      'services:\n  agent: { image: a, volumes: [{ type: bind, source: ., target: /w, read_only: true, bind: { recursive: writable } }] }',
    ],
    ...[
      ['devices', 'volumes_from: [db]'],
      ['devices', 'configs: [c]'],
      ['devices', 'pid: "service:db"'],
      ['devices', 'build: ./src/db'],
    ].map(([_, setting = '']): [string, string, string] => [
      `a device for a companion that the agent has a hand in, with ${setting}`,
      'no-device',
      `services:\n  agent: { image: a, volumes: ["work:/w", "./src:/s"] }\n  db: { image: d, volumes: ["work:/w"] }\n  helper:\n    image: h\n    devices: [/dev/sda]\n    ${setting}\nconfigs: { c: { file: ./src/run.sh } }\nvolumes: { work: {} }`,
    ]),
    ...[
      ['no-device', 'devices: [/dev/sda]'],
      ['no-added-capability', 'cap_add: [NET_ADMIN]'],
      ['no-system-path', 'volumes: ["work:/w", "/etc:/host"]'],
      ['security-options', 'security_opt: ["seccomp=unconfined"]'],
      ['no-privileged-group', 'group_add: [docker]'],
      ['no-cgroup-parent', 'cgroup_parent: /'],
      ['no-kernel-setting', 'sysctls: { kernel.core_pattern: x }'],
      ['no-foreign-runtime', 'runtime: odd'],
    ].map(([rule = '', setting = '']): [string, string, string] => [
      `a companion that mounts what the agent mounts, with ${setting}`,
      rule,
      `services:\n  agent: { image: a, volumes: ["work:/w"] }\n  db:\n    image: d\n    ${setting}\n${setting.startsWith('volumes') ? '' : '    volumes: ["work:/w"]\n'}volumes: { work: {} }`,
    ]),
  ])('%s', async (_, rule, text, more) => {
    expect(refusals(await govern(files(text, more), environment))).toContain(rule)
  })

  it('what a policy opens to the agent, with a device', async () => {
    const policy = guidePolicy.replace(
      '    denyLocal',
      '    allowedLocal: ["db:80"]\n    denyLocal',
    )
    const of = (setting: string) =>
      govern({
        ...files(`services:\n  ${agent}\n  db: { image: d, ${setting} }`),
        'governance-policy.yaml': policy,
      })
    expect(refusals(await of('devices: [/dev/mem]'))).toEqual(['no-device'])
    expect(refusals(await of('volumes: ["/etc:/x"]'))).toEqual(['no-system-path'])
    expect(refusals(await of('cap_add: [NET_ADMIN]'))).toEqual(['no-added-capability'])
    expect(refusals(await of('gpus: all, cap_add: [SYS_NICE]'))).toEqual([])
  })

  it('variables of an included file that it takes from the host', async () => {
    const result = await govern({
      'compose.yaml': `include: [{ path: ./part.yaml, env_file: /home/dev/.pgpass }]\n${field()}`,
      'part.yaml': 'services: { agent: { image: a, environment: { X: "${localhost}" } } }',
      '/home/dev/.pgpass': 'localhost:5432:db:dev:password\n',
    })
    expect(refusals(result)).toEqual(['no-host-env-file'])
  })

  it('a service whose own field would go with it', async () => {
    const own = 'x-docker-ai-governance: { policy: ./governance-policy.yaml }'
    const result = await govern(
      {
        'compose.yaml': `services:\n  agent: { image: a, ${own} }\n  other: { image: o, ${own} }\n`,
        'more.yaml': 'services: { agent: !override { image: b } }\n',
      },
      {},
      ['compose.yaml', 'more.yaml'],
    )
    expect(refusals(result)).toEqual(['governance-weakened'])
  })

  it('a path below a link, which is not there yet', async () => {
    const { loadProject, transform } = await import('../../../compose-transform/index.ts')
    const texts = new Map(
      Object.entries(files('services:\n  agent: { image: a, volumes: ["./link/new:/x"] }')).map(
        ([name, text]) => [`/project/${name}`, text],
      ),
    )
    texts.set('/project/governance-policy.yaml', guidePolicy)
    const loaded = await loadProject({
      files: ['compose.yaml'],
      workingDirectory: '/project',
      environment: new Map([['HOME', '/home/dev']]),
      readFile: async (path) => {
        const text = texts.get(path)
        if (text === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' })
        return text
      },
      realPath: async (path) => {
        if (path === '/project/link') return '/etc'
        if (path.startsWith('/project/link')) throw new Error('ENOENT')
        return path
      },
    })
    expect(refusals(await transform(loaded))).toContain('no-system-path')
  })
})

describe('is closed', () => {
  const emitted = async (text: string, more?: string) => {
    const { output, findings } = await govern(files(text, more), environment)
    if (!output) throw new Error(JSON.stringify(findings))
    return emittedFile(output.text)
  }

  it('a companion’s network under the name of one that may be there and open', async () => {
    const { networks } = await emitted(
      `services:\n  ${agent}\n  db: { image: d, networks: [data] }\nnetworks: { data: { name: other_default } }`,
    )
    expect(networks.data).toMatchObject({ internal: true })
    expect(networks.data).not.toHaveProperty('name')
  })

  it('a companion’s network with IPv6, by which older engines let it reach the host', async () => {
    const { networks, services } = await emitted(
      `services:\n  ${agent}\n  db: { image: d, networks: { data: { ipv6_address: "2001:db8::5" } } }\nnetworks: { data: { enable_ipv6: true, ipam: { config: [{ subnet: 192.0.2.0/24 }, { subnet: "2001:db8::/64" }] } } }`,
    )
    expect(networks.data).not.toHaveProperty('enable_ipv6')
    expect(networks.data.ipam.config).toEqual([{ subnet: '192.0.2.0/24' }])
    expect(JSON.stringify(services.db)).not.toContain('2001:db8')
  })

  it('what is mounted from a folder that the agent writes to: it cannot be swapped for a link', async () => {
    const { services } = await emitted(
      `services:\n  agent: { image: a, volumes: [".:/work", "./one/two:/two"] }\n  db: { image: d, volumes: ["./data:/data"] }`,
    )
    const mounts = new Map<string, { source: string; read_only?: boolean }>(
      services.agent.volumes.map((mount: { target: string }) => [mount.target, mount]),
    )
    for (const path of ['one', 'one/two', 'data']) {
      expect(mounts.get(`/work/${path}`)?.source, path).toBe(`/project/${path}`)
      expect(mounts.get(`/work/${path}`)?.read_only, path).toBeUndefined()
    }
  })

  it('the rules, where a companion that runs what the agent wrote could change them', async () => {
    const { services } = await emitted(
      'services:\n  agent: { image: a, volumes: ["./src:/w"] }\n  db: { image: d, volumes: [".:/p"] }',
    )
    const over = services.db.volumes.filter((mount: { read_only?: true }) => mount.read_only)
    expect(over.map(({ target }: { target: string }) => target)).toEqual([
      '/p/compose.yaml',
      '/p/governance-policy.yaml',
    ])
  })

  it('nothing that says what is the case anyway', async () => {
    const { services } = await emitted('services:\n  agent: { image: a, isolation: default }')
    expect(services.agent.isolation).toBe('default')
  })

  it('a seccomp profile, in a folder that the agent writes to', async () => {
    const { services } = await emitted(
      'services:\n  agent: { image: a, volumes: [".:/w"], security_opt: ["seccomp=./own.json"] }',
      'exceptions: [{ rule: security-options, service: agent, reason: because it has to }]',
    )
    expect(JSON.stringify(services.agent.volumes)).toContain('"/project/own.json"')
  })

  it('what decides about containment, whatever the variable is called that it came from', async () => {
    const { services, configs } = await emitted(
      `services:\n  agent: { image: a, network_mode: "\${NET_TOKEN:-none}" }\n  db: { image: d, pid: "\${PID_KEY:-}", userns_mode: "\${NS_SECRET:-}", configs: [c], environment: { A: "\${DB_PASSWORD:-x}" } }\nconfigs: { c: { file: "\${FILE_KEY:-/project/c}" } }`,
    )
    expect(services.agent.network_mode).toBe('none')
    expect(JSON.stringify([services.db.pid, services.db.userns_mode, configs])).not.toContain('$')
    expect(services.db.environment.A).toBe('${DB_PASSWORD:-x}')
  })

  it('a variable that nobody has set, before somebody sets it', async () => {
    const { services } = await emitted(
      'services:\n  agent: { image: a, environment: [LATER, ALSO=1], build: { context: ., args: [THEN] } }',
    )
    expect(services.agent.environment).not.toHaveProperty('LATER')
    expect(services.agent.environment.ALSO).toBe('1')
    expect(services.agent.build.args ?? {}).not.toHaveProperty('THEN')
  })

  it.each([
    ['pids_limit: -1', ['pids_limit']],
    ['deploy: { resources: { limits: { cpus: "1" } } }', ['deploy', 'resources', 'limits', 'pids']],
    ['deploy: { resources: { limits: { pids: 0 } } }', ['deploy', 'resources', 'limits', 'pids']],
  ])('the number of processes, with %s', async (setting, path) => {
    const { services } = await emitted(`services:\n  agent:\n    image: a\n    ${setting}`)
    expect(path.reduce((value, key) => value?.[key], services.agent)).toBe(1024)
  })

  it('a secret in a folder that the agent could move away before the next start', async () => {
    const { services } = await emitted(
      'services:\n  agent: { image: a, volumes: [".:/work"], env_file: conf/agent.env }',
    ).catch(() => ({ services: undefined }))
    expect(services).toBeUndefined() // the file has to be there
    const { output } = await govern({
      ...files('services:\n  agent: { image: a, volumes: [".:/work"], env_file: conf/agent.env }'),
      'conf/agent.env': 'B=1\n',
    })
    const volumes = emittedFile(output?.text ?? '').services.agent.volumes
    const at = (target: string) =>
      volumes.find((mount: { target?: string }) => mount.target === target)
    expect(at('/work/conf')?.source).toBe('/project/conf')
    expect(at('/work/conf/agent.env')?.source).toBe('/dev/null')
  })
})
