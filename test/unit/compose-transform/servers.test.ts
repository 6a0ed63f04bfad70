import { describe, expect, it } from 'vitest'
import { emittedFile, govern, guidePolicy, refusals } from './project.ts'

const policy = guidePolicy
  .replace('"api.openai.com"]', '"api.openai.com", mcp.example.com]')
  .replace('OPENAI_API_KEY]', 'OPENAI_API_KEY, SEARCH_TOKEN]')
  .replace(
    'maxExpirationHours: 24',
    'maxExpirationHours: 24\n    bindings: { SEARCH_TOKEN: { hosts: [mcp.example.com] } }',
  )
const environment = { GITHUB_TOKEN: 'ghp_therealtoken', SEARCH_TOKEN: 'the-real-search-token' }

function project(servers: string, services = '  agent: { image: a }\n') {
  return govern(
    {
      'governance-policy.yaml': policy,
      'compose.yaml': `services:\n${services}x-docker-ai-governance:\n  policy: ./governance-policy.yaml\n  services: [agent]\n  mcp:\n    servers:\n${servers}`,
    },
    environment,
  )
}

async function emitted(servers: string, services?: string) {
  const result = await project(servers, services)
  expect(result.findings.filter(({ action }) => action === 'refuse')).toEqual([])
  const { output } = result
  if (!output) throw new Error('nothing was emitted')
  return { file: emittedFile(output.text), output, result }
}

describe('an MCP server on standard input and output', () => {
  const local =
    '      local: { command: [server, --stdio], image: my-mcp, environment: { GITHUB_TOKEN: null, DEPTH: 3 } }\n'

  it('gets a container of its own, contained like every governed service', async () => {
    const { file, output } = await emitted(local)
    const service = file.services['governance-mcp-local']
    expect(service.image).toBe('my-mcp')
    expect(service.entrypoint.at(-1)).toBe('bridge')
    expect(service.command).toEqual(['8811', 'server', '--stdio'])
    expect(service.cap_drop).toEqual(['ALL'])
    expect(service.security_opt).toContain('no-new-privileges:true')
    expect(service.networks).toEqual(['governance-sandbox-governance-mcp-local'])
    expect(service.environment.MCP_GATEWAY_URL).toBeUndefined()
    expect(service.environment.DEPTH).toBe('3')
    expect(service.depends_on['governance-gateway'].condition).toBe('service_healthy')
    expect(output.roles.get('governance-mcp-local')).toBe('mcp-server')
    expect(output.configuration.services['governance-mcp-local']?.role).toBe('mcp-server')
    expect(output.configuration.servers.local).toEqual({
      url: 'tcp://governance-mcp-local:8811',
      service: 'governance-mcp-local',
    })
  })

  it('holds leases of its own and no secret', async () => {
    const { file, output } = await emitted(local)
    const { environment } = file.services['governance-mcp-local']
    expect(environment.GITHUB_TOKEN).toMatch(
      /^\$\{GOVERNANCE_LEASE_GOVERNANCE_MCP_LOCAL_GITHUB_TOKEN:\?/,
    )
    expect(output.keys.map(({ service, key }) => [service, key])).toEqual([
      ['governance-mcp-local', 'GITHUB_TOKEN'],
    ])
    expect(output.text).not.toContain('ghp_therealtoken')
  })

  it('finds the bridge in a volume that it cannot change', async () => {
    const { file } = await emitted(local)
    const mount = (name: string) =>
      file.services[name].volumes.find(
        (one: { source?: string }) => one.source === 'governance-bridge',
      )
    expect(mount('governance-mcp-local')).toMatchObject({
      target: '/run/governance/bridge',
      read_only: true,
    })
    expect(file.services['governance-gateway'].volumes).toContain(
      'governance-bridge:/var/lib/governance/bridge',
    )
  })

  it("without an image runs in the sidecars' image, which can write nowhere but in /tmp", async () => {
    const { file } = await emitted('      bare: { command: [node, server.js] }\n')
    const service = file.services['governance-mcp-bare']
    expect(service.image).toMatch(/^docker-ai-governance\/sidecar:/)
    expect(service.read_only).toBe(true)
    expect(service.user).toBe('65534:65534')
    expect(file.volumes).not.toHaveProperty('governance-bridge')
  })

  it('can run in a service that the user wrote, with its own mounts', async () => {
    const { file } = await emitted(
      '      box: { service: box, command: [cat] }\n',
      '  agent: { image: a }\n  box: { image: b, volumes: ["./data:/data"], working_dir: /data }\n',
    )
    expect(file.services.box.command).toEqual(['8811', 'cat'])
    expect(file.services.box.working_dir).toBe('/data')
    expect(file.services.agent.depends_on.box).toEqual({ condition: 'service_started' })
  })

  it('does not let the user write a service by the name that is made for it', async () => {
    const result = await project(
      local,
      '  agent: { image: a }\n  governance-mcp-local: { image: evil }\n',
    )
    expect(refusals(result)).toContain('reserved-name')
    expect(result.output).toBeUndefined()
  })

  it('has its service to itself: two commands in one are refused', async () => {
    const result = await project(
      '      one: { service: box, command: [cat] }\n      two: { service: box, command: [tac] }\n',
      '  agent: { image: a }\n  box: { image: b }\n',
    )
    expect(refusals(result)).toEqual(['mcp-two-commands'])
  })

  it('does not wait in a circle when it waits for the agent itself', async () => {
    const { file } = await emitted(
      '      box: { service: box, command: [cat] }\n',
      '  agent: { image: a }\n  box: { image: b, depends_on: [agent] }\n',
    )
    expect(file.services.agent.depends_on).not.toHaveProperty('box')
  })
})

describe('a server outside with a credential', () => {
  const search = '      search: { url: "https://mcp.example.com/mcp", credential: SEARCH_TOKEN }\n'

  it('is reached by an identity that only the gateway has, and only that has the lease', async () => {
    const { file, output } = await emitted(search)
    const identity = 'governance-mcp-search'
    expect(file.services).not.toHaveProperty(identity)
    const on = Object.entries<{ networks?: object }>(file.services)
      .filter(([, { networks }]) =>
        Object.keys(networks ?? {}).includes('governance-upstream-search'),
      )
      .map(([name]) => name)
    expect(on).toEqual(['governance-proxy', 'governance-gateway'])
    expect(file.networks['governance-upstream-search'].internal).toBe(true)
    const variable = 'GOVERNANCE_LEASE_GOVERNANCE_MCP_SEARCH_SEARCH_TOKEN'
    expect(output.configuration.servers.search?.credential).toEqual({
      service: identity,
      header: 'authorization',
      variable,
    })
    expect(output.keys.map(({ service, key }) => [service, key])).toEqual([
      [identity, 'SEARCH_TOKEN'],
    ])
    const holders = Object.entries<{ environment?: object }>(file.services)
      .filter(([, { environment }]) => Object.hasOwn(environment ?? {}, variable))
      .map(([name]) => name)
    expect(holders).toEqual(['governance-gateway'])
    expect(output.text).not.toContain('the-real-search-token')
  })

  it.each([
    ['a key that no policy allows', search.replace('SEARCH_TOKEN', 'OTHER_TOKEN')],
    ['a key that is bound elsewhere', search.replace('SEARCH_TOKEN', 'GITHUB_TOKEN')],
    ['a connection that everybody can read', search.replace('https:', 'http:')],
  ])('is refused %s', async (_what, servers) => {
    expect(refusals(await project(servers))).toEqual(['mcp-credential'])
  })
})

describe('a pinned server', () => {
  it.each([
    '      one: { service: box, port: 80, pin: true }\n',
    '      one: { service: box, command: [cat], pin: true }\n',
    '      one: { command: [cat], image: i, pin: true }\n',
    '      one: { url: "https://mcp.example.com/mcp", pin: true }\n',
  ])('of any kind is pinned by the gateway, which remembers: %s', async (servers) => {
    const { file, output } = await emitted(servers, '  agent: { image: a }\n  box: { image: b }\n')
    expect(output.configuration.servers.one?.pin).toBe(true)
    expect(file.services['governance-gateway'].volumes).toContain(
      'governance-gateway-state:/var/lib/governance/state',
    )
    expect(file.volumes).toHaveProperty('governance-gateway-state')
  })
})
