import type { Facts } from './facts.ts'
import type { ProbeResult } from './probe.ts'

/** Something that governing promises, and whether it is true on this machine. */
export interface Guarantee {
  readonly id: 'host' | 'neighbours' | 'limits' | 'seccomp'
  readonly promise: string
  readonly verdict: 'holds' | 'does not hold' | 'unknown'
  readonly why: string
}

/**
 * What this machine can guarantee, judged by what was seen.
 *
 * @param probed what the probe found, or why there was none.
 */
export function judge(
  facts: Facts,
  probed: ProbeResult | { readonly failure: string },
): Guarantee[] {
  return [host(facts, probed), neighbours(probed), limits(facts), seccomp(facts)]
}

function host(facts: Facts, probed: ProbeResult | { readonly failure: string }): Guarantee {
  const guarantee = { id: 'host', promise: 'A governed container cannot reach this host.' } as const
  if ('failure' in probed) return { ...guarantee, verdict: 'unknown', why: probed.failure }
  const reached = probed.host.filter(({ result }) => result !== 'silent')
  if (reached.length > 0) {
    const addresses = reached.map((outcome) => outcome.host).join(', ')
    const why = `a container on a sandbox network reached a service of this host at ${addresses}.`
    return { ...guarantee, verdict: 'does not hold', why }
  }
  if (!probed.control.host.some(({ result }) => result === 'answered')) {
    const why = facts.remote
      ? `the engine is on another machine (${facts.endpoint}); run doctor there.`
      : 'not even an ordinary container reaches this host (a firewall, or an engine in a virtual machine), so its ' +
        'silence in the sandbox proves nothing.'
    return { ...guarantee, verdict: 'unknown', why }
  }
  const tried = probed.host.length
  const answered = probed.control.host.filter(({ result }) => result === 'answered').length
  const why =
    `none of ${tried} addresses of this host answered a container on a sandbox network; ` +
    `${answered} answered one on an ordinary network.`
  return { ...guarantee, verdict: 'holds', why }
}

function neighbours(probed: ProbeResult | { readonly failure: string }): Guarantee {
  const promise = 'A governed container cannot reach containers on other networks.'
  const guarantee = { id: 'neighbours', promise } as const
  if ('failure' in probed) return { ...guarantee, verdict: 'unknown', why: probed.failure }
  if (probed.neighbour.result !== 'silent') {
    const why = `a container on a sandbox network reached one on another network at ${probed.neighbour.host}.`
    return { ...guarantee, verdict: 'does not hold', why }
  }
  if (probed.control.neighbour.result !== 'answered') {
    const why = 'not even a container on the same network was reached, so silence proves nothing.'
    return { ...guarantee, verdict: 'unknown', why }
  }
  const why =
    'a container on an ordinary network answered its neighbour there, and not the one on a sandbox network.'
  return { ...guarantee, verdict: 'holds', why }
}

function limits(facts: Facts): Guarantee {
  const promise = 'Limits on memory and on the number of processes take effect.'
  const guarantee = { id: 'limits', promise } as const
  const lacking = [
    ...(facts.limits.memory ? [] : ['memory']),
    ...(facts.limits.processes ? [] : ['processes']),
  ]
  const where = `cgroup ${facts.cgroup.version}${facts.rootless ? ', rootless' : ''}`
  return lacking.length === 0
    ? { ...guarantee, verdict: 'holds', why: `the engine supports both (${where}).` }
    : {
        ...guarantee,
        verdict: 'does not hold',
        why: `the engine cannot limit ${lacking.join(' and ')} (${where}): a sidecar or an agent can use up the machine.`,
      }
}

function seccomp(facts: Facts): Guarantee {
  const promise = 'Dangerous system calls are filtered.'
  const guarantee = { id: 'seccomp', promise } as const
  return facts.security.includes('seccomp')
    ? { ...guarantee, verdict: 'holds', why: "the engine's default seccomp profile is in force." }
    : { ...guarantee, verdict: 'does not hold', why: 'the engine runs containers without seccomp.' }
}
