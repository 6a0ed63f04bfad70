import { describe, expect, it } from 'vitest'
import { emittedFile, govern, refusals } from './project.ts'

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

  it('a path below a link, which is not there yet', async () => {
    const { loadProject, transform } = await import('../../../compose-transform/index.ts')
    const texts = new Map(
      Object.entries(files('services:\n  agent: { image: a, volumes: ["./link/new:/x"] }')).map(
        ([name, text]) => [`/project/${name}`, text],
      ),
    )
    const { guidePolicy } = await import('./project.ts')
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
