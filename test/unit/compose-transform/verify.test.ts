// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose
import { describe, expect, it } from 'vitest'
import { prove } from '../../../compose-transform/verify/index.ts'
import { emittedFile, field, govern } from './project.ts'

const source = `services:
  agent: { image: a, ports: ["8080:80"], volumes: ["./work:/work", "data:/data"] }
  other: { image: o }
  files: { image: f }
  db: { image: d, volumes: ["data:/data"] }
  site: { image: s, networks: [internet] }
networks: { internet: {} }
volumes: { data: {} }
${field}  services: [agent, other]
  mcp: { servers: { fs: { service: files, port: 3000 } } }
  exempt: { site: stands in }
  egress: { network: internet }
`

const cast = {
  governed: new Map([
    ['agent', 'agent p'],
    ['other', 'agent p'],
    ['files', 'mcp-server p'],
  ]),
  exempt: new Set(['site']),
  egress: 'internet',
}
const grounds = {
  directory: '/project',
  home: '/home/dev',
  excepted: new Set<string>(),
  secrets: ['the-real-secret-1'],
}

// biome-ignore lint/suspicious/noExplicitAny: a Compose file of any shape
type File = any

/** Each entry is one way in which a pass could fail, written into a file that was good. */
const breaks: [string, (file: File) => void][] = [
  [
    'an agent on the network of the broker',
    (f) => f.services.agent.networks.push('governance-tokens'),
  ],
  [
    'a companion that asks token servers as the broker',
    (f) => {
      f.networks['governance-tokens'] = f.networks['governance-sandbox-agent']
      f.services.db.networks = ['governance-tokens']
    },
  ],
  ['a secret in a sidecar', (f) => (f.services['governance-proxy'].secrets = ['token'])],
  ["a secret that is not the broker's", (f) => (f.services['governance-broker'].secrets = ['x'])],
  ['a second network', (f) => f.services.agent.networks.push('internet')],
  ['a companion on the sandbox', (f) => (f.services.db.networks = ['governance-sandbox-agent'])],
  [
    'another agent on the sandbox',
    (f) => f.services.other.networks.push('governance-sandbox-agent'),
  ],
  [
    'an exempt service on the sandbox',
    (f) => (f.services.site.networks = ['governance-sandbox-agent']),
  ],
  ['a companion on the sandbox', (f) => f.services.db.networks.push('governance-sandbox-agent')],
  ['an open sandbox', (f) => (f.networks['governance-sandbox-agent'].internal = false)],
  [
    'a bridge with an address',
    (f) =>
      delete f.networks['governance-sandbox-agent'].driver_opts[
        'com.docker.network.bridge.inhibit_ipv4'
      ],
  ],
  ...['gateway_mode_ipv4', 'gateway_mode_ipv6'].map((option): [string, (f: File) => unknown] => [
    `a bridge without ${option}`,
    (f) =>
      delete f.networks['governance-sandbox-agent'].driver_opts[
        `com.docker.network.bridge.${option}`
      ],
  ]),
  [
    'a second network, as closed as its own',
    (f) => {
      f.networks.second = { ...f.networks['governance-sandbox-agent'], ipam: undefined }
      f.services.agent.networks.push('second')
    },
  ],
  ['a sandbox with IPv6', (f) => (f.networks['governance-sandbox-agent'].enable_ipv6 = true)],
  ['an external sandbox', (f) => (f.networks['governance-sandbox-agent'].external = true)],
  ['a macvlan sandbox', (f) => (f.networks['governance-sandbox-agent'].driver = 'macvlan')],
  [
    'the network of the host',
    (f) => {
      delete f.services.agent.networks
      f.services.agent.network_mode = 'host'
    },
  ],
  [
    'the network of another service',
    (f) => {
      delete f.services.agent.networks
      f.services.agent.network_mode = 'service:db'
    },
  ],
  [
    'the network of the proxy',
    (f) => {
      delete f.services.agent.networks
      f.services.agent.network_mode = 'service:governance-proxy'
    },
  ],
  ['another name server', (f) => (f.services.agent.dns = ['192.0.2.1'])],
  ['no name server', (f) => delete f.services.agent.dns],
  [
    'a proxy at another address',
    (f) =>
      (f.services['governance-proxy'].networks['governance-sandbox-agent'].ipv4_address =
        '198.18.0.9'),
  ],
  ['the processes of the host', (f) => (f.services.agent.pid = 'host')],
  ['the processes of the proxy', (f) => (f.services.agent.pid = 'service:governance-proxy')],
  ['the proxy in its processes', (f) => (f.services['governance-proxy'].pid = 'service:agent')],
  ['the mounts of the proxy', (f) => (f.services.agent.volumes_from = ['governance-proxy'])],
  ['the memory of a companion', (f) => (f.services.agent.ipc = 'service:db')],
  ['a companion in its processes', (f) => (f.services.db.pid = 'service:agent')],
  ['privileged', (f) => (f.services.agent.privileged = true)],
  ['capabilities kept', (f) => delete f.services.agent.cap_drop],
  ['a capability', (f) => f.services.agent.cap_add.push('NET_ADMIN')],
  ['new privileges', (f) => (f.services.agent.security_opt = [])],
  ['no seccomp', (f) => f.services.agent.security_opt.push('seccomp=unconfined')],
  ['a device', (f) => (f.services.agent.devices = ['/dev/mem'])],
  ['gpus', (f) => (f.services.agent.gpus = 'all')],
  ['a runtime', (f) => (f.services.agent.runtime = 'odd')],
  [
    'the socket',
    (f) =>
      f.services.agent.volumes.push({ type: 'bind', source: '/var/run/docker.sock', target: '/s' }),
  ],
  [
    'the folder of the socket',
    (f) => f.services.agent.volumes.push({ type: 'bind', source: '/run', target: '/s' }),
  ],
  [
    'the root of the host',
    (f) => f.services.agent.volumes.push({ type: 'bind', source: '/', target: '/s' }),
  ],
  [
    'another folder',
    (f) => f.services.agent.volumes.push({ type: 'bind', source: '/srv', target: '/s' }),
  ],
  [
    'a volume that is a folder',
    (f) => (f.volumes.data = { driver_opts: { type: 'none', o: 'bind', device: '/' } }),
  ],
  ['the trail', (f) => f.services.agent.volumes.push('governance-audit:/x')],
  ['the state of the proxy', (f) => f.services.agent.volumes.push('governance-proxy-state:/x')],
  [
    'certificates it can change',
    (f) => {
      f.services.agent.volumes.find((m: File) => m.source === 'governance-certificates').read_only =
        false
    },
  ],
  ['files shared with an exempt service', (f) => (f.services.site.volumes = ['data:/data'])],
  ['the api socket', (f) => (f.services.agent.use_api_socket = true)],
  ['a provider', (f) => (f.services.agent.provider = { type: 'x' })],
  ['a port', (f) => (f.services.agent.ports = ['80:80'])],
  ['a secret', (f) => (f.services.agent.secrets = ['s'])],
  ['an env file', (f) => (f.services.agent.env_file = ['.env'])],
  ['names of its own', (f) => (f.services.agent.extra_hosts = ['x:host-gateway'])],
  ['a logging driver', (f) => (f.services.agent.logging.driver = 'gelf')],
  [
    'a privileged hook',
    (f) => (f.services.agent.post_start = [{ command: 'x', privileged: true }]),
  ],
  ['a hook before the start', (f) => (f.services.agent.pre_start = [{ command: 'x' }])],
  ['routing', (f) => (f.services.agent.sysctls = { 'net.ipv4.ip_forward': '1' })],
  ['the group of the engine', (f) => (f.services.agent.group_add = ['docker'])],
  ['a companion with a way out', (f) => f.services.db.networks.push('internet')],
  ['a companion on an open network', (f) => (f.networks.default.internal = false)],
  [
    'a companion on the network of the host',
    (f) => {
      delete f.services.db.networks
      f.services.db.network_mode = 'host'
    },
  ],
  ['a companion on the control network', (f) => f.services.db.networks.push('governance-control')],
  ['an agent on the control network', (f) => f.services.agent.networks.push('governance-control')],
  [
    'a forwarder that leads elsewhere',
    (f) =>
      (f.services['governance-ingress'].environment.GOVERNANCE_INGRESS =
        '[{"listen":80,"host":"db","port":80}]'),
  ],
  [
    'a forwarder for everybody',
    (f) => (f.services['governance-ingress'].ports[0].host_ip = '0.0.0.0'),
  ],
  ['a proxy with rights', (f) => (f.services['governance-proxy'].cap_add = ['NET_ADMIN'])],
  ['a proxy that can write', (f) => (f.services['governance-proxy'].read_only = false)],
  [
    'a proxy with a bind',
    (f) =>
      f.services['governance-proxy'].volumes.push({ type: 'bind', source: '/x', target: '/x' }),
  ],
  ['a proxy that is root', (f) => (f.services['governance-proxy'].user = '0:0')],
  ['another image for the proxy', (f) => (f.services['governance-proxy'].image = 'evil')],
  ['a gateway with a way out', (f) => (f.services['governance-gateway'].networks.internet = null)],
  [
    'a companion in the network of an exempt service',
    (f) => {
      delete f.services.db.networks
      f.services.db.network_mode = 'service:site'
    },
  ],
  ['a companion on a network with IPv6', (f) => (f.networks.default.enable_ipv6 = true)],
  [
    'a closed network under the name of another one',
    (f) => (f.networks.default.name = 'other_default'),
  ],
  [
    'an image in the place of the sidecars',
    (f) => {
      f.services.db.build = '.'
      f.services.db.image = 'docker.io/docker-ai-governance/sidecar:0.1.0'
    },
  ],
  [
    'a mounted path that the agent can swap for a link',
    (f) =>
      f.services.db.volumes.push({
        type: 'bind',
        source: '/project/work/db/data',
        target: '/x',
        bind: {},
      }),
  ],
  ['a setting that nobody knows', (f) => (f.services.agent.teleport = true)],
  [
    'files shared with an exempt service by way of a companion',
    (f) => (f.services.site.volumes_from = ['db']),
  ],
  [
    'a config of an exempt service that the agent writes',
    (f) => {
      f.configs = { c: { file: '/project/work/c' } }
      f.services.site.configs = ['c']
    },
  ],
  [
    'its folder as a volume of an exempt service',
    (f) => {
      f.volumes.other = { driver_opts: { type: 'none', o: 'bind', device: '/project/work' } }
      f.services.site.volumes = ['other:/x']
    },
  ],
  ['a companion among the processes of an exempt one', (f) => (f.services.db.pid = 'service:site')],
  [
    'a companion with the mounts of a stranger',
    (f) => (f.services.db.volumes_from = ['container:x']),
  ],
  ['a companion among those of the host', (f) => (f.services.db.ipc = 'host')],
  ['a companion where a variable says', (f) => (f.services.db.uts = '${UTS_KEY}')],
  [
    'the socket as a config of a companion',
    (f) => {
      f.configs = { c: { file: '/run/docker.sock' } }
      f.services.db.configs = [{ source: 'c', target: '/x' }]
    },
  ],
  [
    'what a variable says as a secret of a companion',
    (f) => {
      f.secrets = { s: { file: '${FILE_KEY}' } }
      f.services.db.secrets = ['s']
    },
  ],
  [
    'a companion with IPv6',
    (f) => (f.services.db.sysctls = { 'net.ipv6.conf.all.disable_ipv6': '0' }),
  ],
  [
    'a companion with settings of its place on the network',
    (f) =>
      (f.services.db.networks = {
        default: { driver_opts: { 'com.docker.network.endpoint.sysctls': 'x' } },
      }),
  ],
  [
    'an exempt service on the control network',
    (f) => f.services.site.networks.push('governance-control'),
  ],
  [
    'an exempt service on the control network, by its name at the engine',
    (f) => {
      delete f.services.site.networks
      f.services.site.network_mode = 'project_governance-control'
    },
  ],
  ['IPv6', (f) => (f.services.agent.sysctls = { 'net.ipv6.conf.all.disable_ipv6': '0' })],
  [
    'a file system in memory that is a folder',
    (f) => (f.volumes.data = { driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'bind' } }),
  ],
  [
    'another authority as a config',
    (f) => {
      f.configs = { c: { content: 'x' } }
      f.services.agent.configs = [{ source: 'c', target: 'run/governance/certificates/x' }]
    },
  ],
  [
    'mounts below a mount that stay writable',
    (f) =>
      f.services.agent.volumes.push({
        type: 'bind',
        source: '/project/other',
        target: '/x',
        bind: { recursive: 'writable' },
      }),
  ],
  ['a variable that somebody sets later', (f) => (f.services.agent.environment.LATER = null)],
  ['the group of root, written otherwise', (f) => (f.services.agent.group_add = ['+0'])],
  ['no broker', (f) => delete f.services['governance-broker']],
  ['no agent', (f) => delete f.services.agent],
  ['a real secret', (f) => (f.services.agent.environment.X = 'the-real-secret-1')],
  [
    'an unknown address in the configuration',
    (f) =>
      (f['x-governance-configuration'] = f['x-governance-configuration'].replace(
        /"proxy": "[^"]+"/,
        '"proxy": "198.18.0.1"',
      )),
  ],
]

async function good(): Promise<File> {
  const { output, findings } = await govern(source)
  if (!output) throw new Error(JSON.stringify(findings))
  return emittedFile(output.text)
}

describe('the proof over the finished file', () => {
  it('holds for what the transformer emits, and for the same file written otherwise', async () => {
    expect(prove(JSON.stringify(await good()), cast, grounds)).toEqual([])
  })

  it.each(breaks)('fails for %s', async (_what, spoil) => {
    const file = await good()
    spoil(file)
    const complaints = prove(JSON.stringify(file), cast, grounds)
    expect(complaints).not.toEqual([])
    for (const { what } of complaints) expect(what).not.toContain('cannot be read')
  })

  it('fails for a text that is no single document', () => {
    expect(prove('a: 1\n---\nb: 2\n', cast, grounds)).not.toEqual([])
  })
})
