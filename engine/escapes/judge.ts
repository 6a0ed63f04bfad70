import type { Attempt, Observation, ProbeReport } from './attempt.ts'
import type { Placement } from './placement.ts'
import type { Way } from './ways.ts'

export type Verdict = 'stopped' | 'through' | 'untried'

/** What came of one way out. */
export interface Judged {
  readonly id: string
  readonly what: string
  readonly verdict: Verdict
  /** What stopped it, what got through, or why it was not tried. */
  readonly by: string
  readonly tries: readonly { target: string; verdict: Verdict; by: string }[]
}

/** What a service is expected to be. */
export interface Expectation {
  /** The networks that the hardened file gives it. */
  readonly networks: readonly string[]
  /** Whether this host answers an ordinary container; undefined when that was not tried. */
  readonly hostAnswers: boolean | undefined
  /** Capabilities that the hardened file gives back, because an exception says why. */
  readonly capabilities: readonly string[]
}

/** Says of each way out whether it was stopped, and by what. */
export function judgeWays(
  ways: readonly Way[],
  report: ProbeReport,
  placement: Placement,
  expected: Expectation,
): Judged[] {
  const judged: Judged[] = [placed(placement, expected), gateway(report)]
  let at = 0
  for (const way of ways) {
    const observed = report.observations.slice(at, at + way.attempts.length)
    at += way.attempts.length
    judged.push(judgeWay(way, observed, expected))
  }
  return [...judged, rawPackets(report, expected), rights(report)]
}

function judgeWay(
  { id, what, attempts, untried }: Way,
  observed: readonly Observation[],
  expected: Expectation,
): Judged {
  if (untried !== undefined || attempts.length === 0) {
    return { id, what, verdict: 'untried', by: untried ?? 'there is nothing to try', tries: [] }
  }
  const tries = attempts.map((attempt, index) => judgeTry(attempt, observed[index]))
  const through = tries.filter(({ verdict }) => verdict === 'through')
  if (through.length > 0) {
    const places = through.map(({ target, by }) => `${target} ${by}`)
    const more = places.length > 4 ? ` and ${places.length - 4} more` : ''
    return { id, what, verdict: 'through', by: `${places.slice(0, 4).join(', ')}${more}`, tries }
  }
  if (id === 'host' && expected.hostAnswers === false) {
    const by = 'silence proves nothing here: this host answers no ordinary container either'
    return { id, what, verdict: 'untried', by, tries }
  }
  const reasons = [...new Set(tries.map(({ by }) => by))]
  return { id, what, verdict: 'stopped', by: reasons.join('; '), tries }
}

function judgeTry(attempt: Attempt, observation: Observation | undefined) {
  const target = targetOf(attempt)
  if (observation === undefined) {
    return { target, verdict: 'through' as const, by: 'the probe said nothing' }
  }
  return { target, ...outcomeOf(attempt, observation) }
}

function outcomeOf(attempt: Attempt, seen: Observation): { verdict: Verdict; by: string } {
  const stopped = (by: string) => ({ verdict: 'stopped' as const, by })
  const through = (by: string) => ({ verdict: 'through' as const, by })
  const asked = attempt.how === 'tunnel' || attempt.how === 'host-header'
  switch (seen.result) {
    case 'answered':
      return through(attempt.how === 'name' ? `resolved to ${seen.detail}` : seen.detail)
    case 'refused':
      // Of the proxy, and of a socket without a listener, it is a refusal; of anybody else it says: I am here.
      if (asked || attempt.how === 'server-name') return stopped('the proxy closed the connection')
      if (attempt.how === 'name') return stopped('nobody answers for names')
      if (attempt.how === 'socket') return stopped('nothing listens there')
      return through('refused the connection, so packets arrive')
    case 'denied':
      if (attempt.how === 'name') {
        return stopped(`the proxy's name server says ${nameCodes.get(seen.detail) ?? seen.detail}`)
      }
      if (seen.policy) return stopped(`policy ${seen.policy}, ${seen.rule}`)
      return stopped(asked ? `the proxy (${seen.detail})` : 'the proxy closed the connection')
    case 'failed':
      return stopped(failures.get(seen.detail) ?? seen.detail)
    case 'silent':
      return stopped('no answer: it is dropped on the way')
  }
}

const nameCodes = new Map([
  ['ENOTFOUND', 'NXDOMAIN'],
  ['EREFUSED', 'REFUSED'],
  ['ESERVFAIL', 'SERVFAIL'],
  ['ENODATA', 'that there is no address'],
])

const failures = new Map([
  ['ENETUNREACH', 'no route leads out of its network'],
  ['EADDRNOTAVAIL', 'no route leads out of its network'],
  ['EINVAL', 'no route leads out of its network'],
  ['ENODEV', 'no route leads out of its network'],
  ['EHOSTUNREACH', 'nobody is the gateway of its network'],
  ['EPERM', 'the kernel forbids it'],
  ['EACCES', 'the kernel forbids it'],
  ['ENOENT', 'there is none in the container'],
])

function targetOf(attempt: Attempt): string {
  const withPort = (host: string, port: number) =>
    host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  switch (attempt.how) {
    case 'tcp':
      return withPort(attempt.host, attempt.port)
    case 'udp':
      return `${withPort(attempt.host, attempt.port)}/udp`
    case 'name':
      return attempt.server === undefined ? attempt.name : `${attempt.name} at ${attempt.server}`
    case 'tunnel':
      return `CONNECT ${attempt.authority}`
    case 'host-header':
      return `http://${attempt.host}`
    case 'server-name':
      return `https://${attempt.host}`
    case 'socket':
      return attempt.path
  }
}

/** Where it is, as far as that can be read without trying. */
function placed(placement: Placement, { networks }: Expectation): Judged {
  const row = { id: 'placement', what: 'networks beside its own, the host itself', tries: [] }
  const foreign = placement.networks.filter((name) => !networks.includes(name))
  const wrong = [...placement.excess, ...foreign.map((name) => `the network ${name}`)]
  if (wrong.length > 0) return { ...row, verdict: 'through', by: `it has ${wrong.join(', ')}` }
  const [only] = placement.networks
  const by =
    placement.joins !== undefined
      ? 'it shares the network of another governed service'
      : only === undefined
        ? 'it has no network'
        : `it is on ${only} alone`
  return { ...row, verdict: 'stopped', by }
}

function gateway({ self }: ProbeReport): Judged {
  const row = { id: 'gateway', what: 'a router on its network', tries: [] }
  // An IPv6 neighbour is not shown by the kernel, so a route is taken for a way.
  const answering = self.gateways.filter(
    (address) => address.includes(':') || self.neighbours.includes(address),
  )
  if (answering.length > 0) {
    return { ...row, verdict: 'through', by: `${answering.join(', ')} takes its packets` }
  }
  const by =
    self.gateways.length === 0
      ? 'it has no default route'
      : `its default route leads to ${self.gateways.join(', ')}, where nobody answers`
  return { ...row, verdict: 'stopped', by }
}

const bits = new Map([
  [1n << 12n, 'NET_ADMIN'],
  [1n << 13n, 'NET_RAW'],
])

/** Capabilities with which a container is none. Numbers are those of linux/capability.h. */
const escaping = new Map([
  [1n << 2n, 'DAC_READ_SEARCH'],
  [1n << 16n, 'SYS_MODULE'],
  [1n << 17n, 'SYS_RAWIO'],
  [1n << 19n, 'SYS_PTRACE'],
  [1n << 21n, 'SYS_ADMIN'],
  [1n << 22n, 'SYS_BOOT'],
  [1n << 25n, 'SYS_TIME'],
  [1n << 27n, 'MKNOD'],
  [1n << 39n, 'BPF'],
])

function held(hex: string, names: ReadonlyMap<bigint, string>): string[] {
  const mask = BigInt(`0x${hex || 'ffffffffffffffff'}`)
  return [...names].filter(([bit]) => (mask & bit) !== 0n).map(([, name]) => name)
}

function rawPackets({ self }: ProbeReport, expected: Expectation): Judged {
  const row = { id: 'raw', what: 'raw packets, ICMP and routes of its own', tries: [] }
  const names = held(self.capabilities, bits)
  if (names.length > 0 && names.every((name) => expected.capabilities.includes(name))) {
    return { ...row, verdict: 'untried', by: `an exception gives it ${names.join(', ')}` }
  }
  return names.length > 0
    ? { ...row, verdict: 'through', by: `it can have ${names.join(', ')}` }
    : { ...row, verdict: 'stopped', by: 'NET_RAW and NET_ADMIN are taken away for good' }
}

function rights({ self }: ProbeReport): Judged {
  const row = { id: 'rights', what: 'rights by which a container takes its host over', tries: [] }
  const wrong = [
    ...held(self.capabilities, escaping),
    ...(self.noNewPrivileges ? [] : ['new privileges by starting a program']),
    ...(self.seccomp ? [] : ['every system call']),
  ]
  return wrong.length > 0
    ? { ...row, verdict: 'through', by: `it can have ${wrong.join(', ')}` }
    : { ...row, verdict: 'stopped', by: 'capabilities dropped, no new privileges, seccomp' }
}
