import { describe, expect, it } from 'vitest'
import type { Observation, ProbeReport } from '../../../engine/escapes/attempt.ts'
import { judgeWays } from '../../../engine/escapes/judge.ts'
import { type Placement, placementArguments } from '../../../engine/escapes/placement.ts'
import { type Surroundings, type Tried, waysOut } from '../../../engine/escapes/ways.ts'

const placement: Placement = {
  networks: ['p_governance-sandbox'],
  user: '1000:1000',
  groups: [],
  dns: ['198.18.0.1'],
  dnsSearch: ['.'],
  dnsOptions: [],
  capabilitiesAdded: ['CHOWN'],
  capabilitiesDropped: ['ALL'],
  securityOptions: ['no-new-privileges:true'],
  sysctls: new Map(),
  runtime: '',
  excess: [],
}
const container = (id: string, role: string, network: string, address: string) => ({
  id,
  name: id,
  labels: new Map([['ai.docker.governance.role', role]]),
  addresses: new Map([[network, [address]]]),
  ports: [],
})
const around: Surroundings = {
  outside: [{ host: '203.0.113.1' }, { host: '2001:db8::1' }],
  metadata: ['169.254.169.254'],
  host: { addresses: ['192.0.2.1'], tcp: [4000], udp: [4001] },
  containers: [
    container('me', 'agent', 'p_governance-sandbox', '198.18.0.40'),
    container('proxy', 'proxy', 'p_governance-sandbox', '198.18.0.1'),
    container('broker', 'broker', 'p_governance-control', '192.0.2.70'),
    container('stranger', '', 'p_governance-sandbox', '198.18.0.41'),
  ],
}
const tried: Tried = {
  placement,
  own: new Set(['me']),
  expected: new Set(['proxy']),
  proxy: '198.18.0.1',
  untriable: () => undefined,
}
const self: ProbeReport['self'] = {
  gateways: [],
  neighbours: [],
  capabilities: '0000000000000001',
  noNewPrivileges: true,
  seccomp: true,
}
const expected = { networks: placement.networks, hostAnswers: true, capabilities: ['CHOWN'] }

/** The verdicts when every try of one way ends so and all others are silent. */
function judged(way: string, seen: Observation, change: Partial<typeof expected> = {}) {
  const ways = waysOut(tried, around)
  const observations = ways.flatMap(({ id, attempts }) =>
    attempts.map((): Observation => (id === way ? seen : { result: 'silent', detail: '' })),
  )
  const all = judgeWays(ways, { observations, self }, placement, { ...expected, ...change })
  return new Map(all.map((one) => [one.id, one.verdict]))
}

describe('the verdict on a way out', () => {
  it('is that it was stopped when nothing comes back', () => {
    const verdicts = judged('', { result: 'silent', detail: '' })
    expect([...verdicts.values()].filter((verdict) => verdict !== 'stopped')).toEqual([])
  })

  it.each(['outside', 'outside-udp', 'outside-ipv6', 'resolver', 'metadata', 'host', 'containers'])(
    'is that %s leads out when somebody answers, be it with a refusal',
    (way) => {
      for (const result of ['answered', 'refused'] as const) {
        expect(judged(way, { result, detail: '' }).get(way)).toBe('through')
      }
      expect(judged(way, { result: 'failed', detail: 'ENETUNREACH' }).get(way)).toBe('stopped')
    },
  )

  it.each(['names', 'proxy', 'behind-proxy'])(
    'is that %s is stopped when the proxy says no, and that it leads out when it does not',
    (way) => {
      expect(judged(way, { result: 'denied', detail: '403' }).get(way)).toBe('stopped')
      expect(judged(way, { result: 'answered', detail: '200' }).get(way)).toBe('through')
    },
  )

  it('is none when not even an ordinary container is answered by the host', () => {
    const silent = { result: 'silent', detail: '' } as const
    expect(judged('', silent, { hostAnswers: false }).get('host')).toBe('untried')
  })

  it('is that it leads out when the probe said nothing about it', () => {
    const ways = waysOut(tried, around)
    const all = judgeWays(ways, { observations: [], self }, placement, expected)
    expect(all.find(({ id }) => id === 'outside')?.verdict).toBe('through')
  })

  it('tells what the container itself shows: a network by hand, a router, rights', () => {
    const ways = waysOut(tried, around)
    const silent = ways.flatMap(({ attempts }) =>
      attempts.map((): Observation => ({ result: 'silent', detail: '' })),
    )
    const report: ProbeReport = {
      observations: silent,
      self: {
        gateways: ['172.18.0.1'],
        neighbours: ['172.18.0.1'],
        capabilities: '0000000000203000',
        noNewPrivileges: false,
        seccomp: true,
      },
    }
    const elsewhere = { ...placement, networks: [...placement.networks, 'bridge'] }
    const all = judgeWays(ways, report, elsewhere, expected)
    const through = all.filter(({ verdict }) => verdict === 'through').map(({ id }) => id)
    expect(through).toEqual(['placement', 'gateway', 'raw', 'rights'])
  })
})

describe('what is tried', () => {
  it('is every container but itself and the sidecars on its own network', () => {
    const ways = waysOut(tried, around)
    const targets = ways.find(({ id }) => id === 'containers')?.attempts
    expect(targets).toEqual([
      { how: 'tcp', host: '192.0.2.70', port: 8700 },
      { how: 'tcp', host: '198.18.0.41', port: 80 },
    ])
  })

  it('is nothing that the proxy would carry out', () => {
    const open: Tried = { ...tried, untriable: () => 'the policy allows it' }
    for (const { id, untried, attempts } of waysOut(open, around)) {
      if (!['names', 'proxy', 'behind-proxy'].includes(id)) continue
      expect([id, attempts.length]).toEqual([id, 0])
      expect(untried).toMatch(/allows it|opens all/)
    }
  })

  it('is tried with the rights of the service', () => {
    const words = placementArguments(placement).join(' ')
    expect(words).toBe(
      '--network p_governance-sandbox --user 1000:1000 --dns 198.18.0.1 --dns-search . ' +
        '--cap-drop ALL --cap-add CHOWN --security-opt no-new-privileges:true',
    )
  })
})
