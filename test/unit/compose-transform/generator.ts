// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose
import fc from 'fast-check'

/** Settings by which a service could leave its sandbox, each as YAML below a service; most of them are in the wild. */
export const escapes: readonly string[] = [
  'network_mode: host',
  'network_mode: "${NM:-host}"',
  'network_mode: "service:other"',
  'network_mode: "service:governance-proxy"',
  'network_mode: "container:abc"',
  'network_mode: bridge',
  'network_mode: none',
  'network_mode: outside',
  'networks: {}',
  'networks: [open]',
  'networks: [open, shared]',
  'networks: { open: { aliases: [api.openai.com], ipv4_address: 192.0.2.9, gw_priority: 1 } }',
  'networks: [lan]',
  'networks: [default]',
  'dns: [192.0.2.53]',
  'dns_search: [evil.test]',
  'ports: ["0.0.0.0:8080:80", "443"]',
  'ports: ["53:53/udp"]',
  'extra_hosts: ["host.docker.internal:host-gateway", "api.openai.com=192.0.2.1"]',
  'links: [other]',
  'external_links: [abc]',
  'volumes: ["/var/run/docker.sock:/s"]',
  'volumes: ["//var/run/./docker.sock:/s"]',
  'volumes: ["/run:/s:ro"]',
  'volumes: ["/:/host"]',
  'volumes: ["/etc:/s", "/proc:/p", "/sys:/y"]',
  'volumes: ["~/.ssh:/s"]',
  'volumes: ["../..:/s"]',
  'volumes: [".:/work"]',
  'volumes: ["/srv/data:/s"]',
  'volumes: ["./.env:/e"]',
  'volumes: [root:/s]',
  'volumes: [nfs:/s]',
  'volumes: [trail:/s]',
  'volumes: [plain:/data, "./src:/src"]',
  'volumes: [{ type: bind, source: ./src, target: /src, bind: { propagation: rshared } }]',
  'volumes: [{ type: npipe, source: x, target: /x }]',
  'volumes: [{ type: tmpfs, target: /run/governance }]',
  'volumes: [elsewhere:/s]',
  'volumes: [memory:/s]',
  'volumes: [plain:/data, "./deep/er:/deep"]',
  'volumes: [".:/work", "./deep/er:/deep"]',
  'volumes: [{ type: image, source: x, target: /x }, { type: cluster, source: x, target: /y }]',
  'develop: { watch: [{ path: ~/.ssh, action: sync, target: /s }] }',
  'develop: { watch: [{ path: ./.env, action: sync, target: /s }] }',
  'image: docker-ai-governance/sidecar:0.1.0\n    build: .',
  'build: { context: ., tags: ["docker.io/docker-ai-governance/sidecar:0.1.0"] }',
  'build: { context: ., additional_contexts: { host: /etc } }',
  'security_opt: ["label=type:spc_t"]',
  'network_mode: "container:project-agent-1"',
  'volumes_from: ["container:project-governance-broker-1"]',
  'container_name: project-governance-proxy-1',
  'platform: windows/amd64',
  'image: example.com/x:latest',
  'volumes_from: [other]',
  'volumes_from: ["container:abc"]',
  'use_api_socket: true',
  'privileged: true',
  'privileged: "${P:-yes}"',
  'cap_add: [cap_sys_admin]',
  'cap_add: [Net_Admin, ALL]',
  'cap_add: [Net_Admin]',
  'cap_add: [CHOWN]',
  'cap_drop: [ALL]',
  'security_opt: ["seccomp=unconfined", "apparmor:unconfined"]',
  'security_opt: ["label:disable", "no-new-privileges:false", "systempaths=unconfined"]',
  'security_opt: ["seccomp=./profile.json"]',
  'pid: host',
  'pid: "service:other"',
  'ipc: "container:abc"',
  'ipc: shareable',
  'uts: host',
  'cgroup: host',
  'userns_mode: host',
  'devices: [/dev/mem]',
  'device_cgroup_rules: ["a *:* rwm"]',
  'gpus: all',
  'runtime: odd',
  'group_add: [docker, 0]',
  'cgroup_parent: /',
  'sysctls: { net.ipv4.ip_forward: 1 }',
  'sysctls: [net.core.somaxconn=10]',
  'oom_score_adj: -1000',
  'oom_kill_disable: true',
  'logging: { driver: syslog, options: { syslog-address: "udp://192.0.2.1" } }',
  'logging: { driver: "${LOG:-fluentd}" }',
  'build: { context: ., network: host, privileged: true }',
  'build: { context: "https://example.com/x.git", ssh: [default] }',
  'secrets: [token]',
  'configs: [shadow]',
  'environment: { HTTP_PROXY: "", NO_PROXY: "*", SSL_CERT_FILE: /x }',
  'environment: [GITHUB_TOKEN, SLACK_TOKEN, "X=${SLACK_TOKEN}"]',
  'environment: { DATABASE_URL: "postgres://a:secretpassword@db/x" }',
  'env_file: .env',
  'command: ["--token", "${SLACK_TOKEN}"]',
  'labels: { ai.docker.governance.role: x }',
  'labels: { token: "${SLACK_TOKEN}" }',
  'provider: { type: model }',
  'models: [llm]',
  'pre_start: [{ command: x, privileged: true }]',
  'post_start: [{ command: x, privileged: true, user: root }]',
  'pre_stop: [{ command: x, privileged: "yes" }]',
  'develop: { watch: [{ path: ./src, action: sync+exec, target: /s, exec: { command: x } }] }',
  'healthcheck: { test: curl http://192.0.2.1 }',
  'depends_on: [other]',
  'container_name: governance-proxy',
  'hostname: api.openai.com',
  'hostname: governance-gateway',
  'profiles: [debug]',
  'isolation: hyperv',
  'credential_spec: { file: x.json }',
  'annotations: { run.oci.keep_original_groups: "1" }',
  'deploy: { replicas: 2, resources: { reservations: { devices: [{ capabilities: [gpu] }] } } }',
  'mac_address: "02:42:ac:11:65:43"',
  'tmpfs: /run',
  'read_only: true',
  'user: root',
  'extends: other',
  'configs: [socket]',
  'secrets: [socket]',
  'configs: [{ source: inline, target: run/governance/certificates/ca.pem }]',
  'configs: [written]',
  'env_file: [{ path: /etc/passwd, required: false }]',
  'label_file: ["/home/other/.labels"]',
  'sysctls: { net.ipv6.conf.all.disable_ipv6: 0 }',
  'networks: { open: { driver_opts: { com.docker.network.endpoint.sysctls: x } } }',
  'network_mode: project_governance-control',
  'volumes: ["/var/lib:/s"]',
  'volumes: ["/var/lib/docker/volumes/project_governance-broker-state/_data:/s"]',
  'volumes: [lookalike:/s]',
  'volumes: [written:/s]',
  'volumes: ["/tmp/elsewhere:/s", "./src:/src"]',
  'build: /home/other/documents',
  'build: { context: ., network: project_governance-control }',
  'build: { context: ., args: [LATER_TOKEN] }',
  'group_add: ["+0"]',
  'pids_limit: -1',
  'deploy: { resources: { limits: { cpus: "1", pids: 0 } } }',
  'annotations: { cdi.k8s.io/x: vendor.com/gpu=all }',
  'pid: "container:project-agent-1"',
  'ipc: "service:third"',
  'volumes_from: ["container:project-agent-1"]',
  'volumes_from: [third]',
  'develop: { watch: [{ path: ./src, action: rebuild }] }',
  'develop: { watch: [{ path: ./src, action: sync, target: /s }] }',
  'environment: [LATER_TOKEN, LATER]',
  'userns_mode: "${NS_TOKEN:-}"',
]

const trailer = `networks:
  open: {}
  shared: { external: true }
  outside: { external: true, name: bridge }
  lan: { driver: macvlan, driver_opts: { parent: eth0 } }
volumes:
  plain: {}
  elsewhere: { name: other_data }
  memory: { driver_opts: { type: tmpfs, device: tmpfs, o: bind } }
  root: { driver_opts: { type: none, o: bind, device: / } }
  nfs: { driver: local, driver_opts: { type: nfs, o: "addr=192.0.2.1", device: ":/x" } }
  trail: { external: true, name: docker-ai-governance-audit }
  lookalike: { name: project_two_data }
  written: { driver_opts: { type: none, o: bind, device: /project/src } }
secrets: { token: { environment: SLACK_TOKEN }, socket: { file: /run/docker.sock } }
configs:
  shadow: { file: /etc/shadow }
  socket: { file: /var/run/docker.sock }
  inline: { content: x }
  written: { file: ./src/run.sh }
models: { llm: { model: ai/x } }
`

export type Role = 'agent' | 'server' | 'companion' | 'exempt'

export interface Generated {
  text: string
  roles: Map<string, Role>
}

const service = fc.record({
  role: fc.constantFrom<Role>('agent', 'agent', 'server', 'companion', 'exempt'),
  settings: fc.uniqueArray(fc.constantFrom(...escapes), {
    maxLength: 3,
    selector: (setting) => setting.split(':')[0],
  }),
})

/** Random Compose files: an agent, another service, and settings of every case, alone and combined. */
export const composeFiles: fc.Arbitrary<Generated> = fc
  .record({
    agent: fc.uniqueArray(fc.constantFrom(...escapes), {
      maxLength: 3,
      selector: (setting) => setting.split(':')[0],
    }),
    other: service,
    third: fc.option(service, { nil: undefined }),
    profile: fc.constantFrom('baseline', 'strict'),
    local: fc.boolean(),
  })
  .map(({ agent, other, third, profile }) =>
    fileOf(
      [
        ['agent', 'agent', agent],
        ['other', other.role, other.settings],
        ...(third ? [['third', third.role, third.settings] as [string, Role, string[]]] : []),
      ],
      profile,
    ),
  )

/** A file of services with their settings, and the field that gives them their roles. */
export function fileOf(
  services: readonly [string, Role, readonly string[]][],
  profile = 'baseline',
): Generated {
  const lines = services.flatMap(([name, , settings]) => [
    `  ${name}:`,
    ...(settings.some((one) => /^(?:provider|image)/.test(one)) ? [] : [`    image: ${name}`]),
    ...settings
      .filter((one) => !new RegExp(`\\b${name}\\b(?!/)`).test(one) || !/other|third/.test(one))
      .map((setting) => `    ${setting}`),
  ])
  const of = (role: Role) => services.filter(([, own]) => own === role).map(([name]) => name)
  const field = [
    'x-docker-ai-governance:',
    '  policy: governance-policy.yaml',
    `  profile: ${profile}`,
    `  services: [${of('agent').join(', ')}]`,
    ...(of('server').length > 0
      ? [
          `  mcp: { servers: { ${of('server')
            .map((name) => `s-${name}: { service: ${name}, port: 3000 }`)
            .join(', ')} } }`,
        ]
      : []),
    ...(of('exempt').length > 0
      ? [
          `  exempt: { ${of('exempt')
            .map((name) => `${name}: because`)
            .join(', ')} }`,
        ]
      : []),
  ]
  return {
    text: `services:\n${lines.join('\n')}\n${trailer}${field.join('\n')}\n`,
    roles: new Map(services.map(([name, role]) => [name, role])),
  }
}
