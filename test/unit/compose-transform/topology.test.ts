import { describe, expect, it } from 'vitest'
import { emittedFile, field, govern, guidePolicy, refusals } from './project.ts'

const localPolicy = guidePolicy.replace(
  'denyLocalNetwork: true',
  'allowedLocal: ["db:5432"]\n    denyLocalNetwork: true',
)

async function emitted(text: string, files: Record<string, string> = {}, env = {}) {
  const { findings, output } = await govern({ ...files, 'compose.yaml': text }, env)
  expect(findings.filter((finding) => finding.action === 'refuse')).toEqual([])
  return emittedFile(output?.text ?? '')
}

function membersOf(file: { services: Record<string, { networks?: unknown }> }, network: string) {
  return Object.entries(file.services)
    .filter(([, { networks }]) =>
      Array.isArray(networks)
        ? networks.includes(network)
        : network in ((networks as object) ?? {}),
    )
    .map(([name]) => name)
}

describe('the topology', () => {
  it('gives each of several agents a network that no other one is on', async () => {
    const file = await emitted(`services:\n  a: { image: a }\n  b: { image: b }\n${field}`)
    for (const name of ['a', 'b']) {
      expect(membersOf(file, `governance-sandbox-${name}`)).toEqual([
        name,
        'governance-proxy',
        'governance-gateway',
      ])
    }
    const subnets = ['a', 'b'].map(
      (name) => file.networks[`governance-sandbox-${name}`].ipam.config[0].subnet,
    )
    expect(new Set(subnets).size).toBe(2)
  })

  it('puts nobody but proxy and broker on the control network, and the proxy alone on the way out', async () => {
    const file = await emitted(
      `services:\n  a: { image: a }\n  db: { image: db }\n${field}  services: [a]\n`,
    )
    expect(membersOf(file, 'governance-control')).toEqual(['governance-proxy', 'governance-broker'])
    expect(membersOf(file, 'governance-egress')).toEqual(['governance-proxy'])
  })

  it('keeps companions together on networks without a way out', async () => {
    const file = await emitted(
      `services:\n  a: { image: a }\n  db: { image: db }\n  cache: { image: c, network_mode: bridge }\n${field}  services: [a]\n`,
    )
    expect(membersOf(file, 'default')).toEqual(['db', 'cache'])
    expect(file.networks.default.internal).toBe(true)
    expect(file.networks.default.driver_opts['com.docker.network.bridge.inhibit_ipv4']).toBe('true')
    expect(file.services.cache.network_mode).toBeUndefined()
  })

  it('opens a companion that a policy names to the proxy alone', async () => {
    const file = await emitted(
      `services:\n  a: { image: a }\n  db: { image: db }\n${field}  services: [a]\n`,
      { 'governance-policy.yaml': localPolicy },
    )
    expect(membersOf(file, 'governance-local-db')).toEqual(['db', 'governance-proxy'])
    expect(file.networks['governance-local-db'].internal).toBe(true)
  })

  it('moves companions off a network that an exempt service keeps open', async () => {
    const file = await emitted(
      `services:\n  a: { image: a }\n  db: { image: db }\n  web: { image: w }\n${field}  services: [a]\n  exempt: { web: public site }\n`,
    )
    expect(membersOf(file, 'default')).toEqual(['web'])
    expect(file.networks.default).toBeNull()
    expect(membersOf(file, 'governance-internal-default')).toEqual(['db', 'web'])
    expect(file.networks['governance-internal-default'].internal).toBe(true)
  })

  it('an empty list of ports is none', async () => {
    const file = await emitted(`services:\n  a: { image: a, ports: [] }\n${field}`)
    expect(file.services.a.ports).toBeUndefined()
    expect(Object.keys(file.services)).not.toContain('governance-ingress')
  })

  it('publishes ports by a forwarder, on loopback only', async () => {
    const file = await emitted(`services:\n  a: { image: a, ports: ["0.0.0.0:8080:80"] }\n${field}`)
    expect(file.services.a.ports).toBeUndefined()
    const ingress = file.services['governance-ingress']
    expect(ingress.ports).toEqual([
      { mode: 'ingress', host_ip: '127.0.0.1', target: 80, published: '8080', protocol: 'tcp' },
    ])
    expect(JSON.parse(ingress.environment.GOVERNANCE_INGRESS)).toEqual([
      { listen: 80, host: 'a', port: 80 },
    ])
    expect(membersOf(file, 'governance-sandbox')).toContain('governance-ingress')
    expect(membersOf(file, 'governance-ingress')).toEqual(['governance-ingress'])
  })

  it('gives every publishing service a forwarder of its own, so that none relays for another', async () => {
    const file = await emitted(
      `services:\n  a: { image: a, ports: ["80:80"] }\n  b: { image: b, ports: ["81:80"] }\n${field}`,
    )
    expect(membersOf(file, 'governance-sandbox-a')).toContain('governance-ingress-a')
    expect(membersOf(file, 'governance-sandbox-b')).not.toContain('governance-ingress-a')
  })

  it('joins an MCP server to the gateway and not to the agent', async () => {
    const { output } = await govern(
      `services:\n  a: { image: a }\n  files: { image: f }\n${field}  services: [a]\n  mcp: { servers: { fs: { service: files, port: 3000 } } }\n`,
    )
    const file = emittedFile(output?.text ?? '')
    expect(membersOf(file, 'governance-sandbox-files')).toEqual([
      'files',
      'governance-proxy',
      'governance-gateway',
    ])
    expect(output?.configuration.servers.fs).toEqual({
      url: 'http://files:3000/mcp',
      service: 'files',
    })
    expect(output?.configuration.services.files?.listen).not.toHaveProperty('gateway')
    expect(file.services.files.environment.MCP_GATEWAY_URL).toBeUndefined()
  })

  it('lets services under the same policy share a network, and knows both by one identity', async () => {
    const { output } = await govern(
      `services:\n  a: { image: a }\n  b: { image: b, network_mode: "service:a", environment: [GITHUB_TOKEN] }\n${field}`,
      { GITHUB_TOKEN: 'ghp_therealtoken' },
    )
    const file = emittedFile(output?.text ?? '')
    expect(file.services.b.networks).toBeUndefined()
    expect(file.services.b.dns).toBeUndefined()
    expect(output?.keys.map((key) => [key.service, key.key])).toEqual([['a', 'GITHUB_TOKEN']])
    expect(Object.keys(output?.configuration.services ?? {})).toEqual(['a'])
  })

  it('leaves a service without any network as it is', async () => {
    const file = await emitted(`services:\n  a: { image: a, network_mode: none }\n${field}`)
    expect(file.services.a.network_mode).toBe('none')
    expect(file.services.a.networks).toBeUndefined()
  })

  it('sends the proxy out by the network that the field names', async () => {
    const file = await emitted(
      `services:\n  a: { image: a }\n  site: { image: s, networks: [internet] }\nnetworks: { internet: {} }\n${field}  services: [a]\n  exempt: { site: stands in }\n  egress: { network: internet }\n`,
    )
    expect(membersOf(file, 'internet')).toEqual(['site', 'governance-proxy'])
    expect(file.networks['governance-egress']).toBeUndefined()
  })

  it.each([
    [
      'an exempt service in the network of a governed one',
      '  web: { image: w, network_mode: "service:a" }',
      'no-foreign-network',
    ],
    [
      'a companion in the network of a governed one',
      '  db: { image: w, network_mode: "service:a" }',
      'no-foreign-network',
    ],
    [
      'a companion that sees the processes of a governed one',
      '  db: { image: w, pid: "service:a" }',
      'no-foreign-namespace',
    ],
    [
      'a companion with the mounts of a governed one',
      '  db: { image: w, volumes_from: [a] }',
      'no-foreign-volumes',
    ],
    [
      'a companion on the network of the host',
      '  db: { image: w, network_mode: host }',
      'no-host-network',
    ],
    [
      'a companion with the socket of the engine',
      '  db: { image: w, volumes: ["/run:/host"] }',
      'no-docker-socket',
    ],
  ])('refuses %s', async (_what, service, rule) => {
    const exempt = service.includes('web:') ? '  exempt: { web: public site }\n' : ''
    const result = await govern(
      `services:\n  a: { image: a }\n${service}\n${field}  services: [a]\n${exempt}`,
    )
    expect(refusals(result)).toContain(rule)
  })
})

describe('what a random file once broke', () => {
  it('an exempt service cannot join a sidecar that is not there yet', async () => {
    const result = await govern(
      `services:\n  a: { image: a }\n  web: { image: w, profiles: [x], network_mode: "service:governance-proxy" }\n${field}  services: [a]\n  exempt: { web: because }\n`,
    )
    expect(new Set(refusals(result))).toEqual(new Set(['reserved-name']))
  })

  it('a service of an inactive profile cannot have two placements', async () => {
    const result = await govern(
      `services:\n  a: { image: a }\n  b: { image: b, profiles: [x], network_mode: none, networks: [n] }\nnetworks: { n: }\n${field}`,
    )
    expect(refusals(result)).toEqual(['conflict'])
  })

  it('services that share processes may each publish ports', async () => {
    const file = await emitted(
      `services:\n  a: { image: a }\n  b: { image: b, pid: "service:a", ports: ["80:80"] }\n${field}`,
    )
    expect(file.services.b.pid).toBe('service:a')
  })
})
