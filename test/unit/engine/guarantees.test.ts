import { describe, expect, it } from 'vitest'
import type { Facts } from '../../../engine/facts.ts'
import { judge } from '../../../engine/guarantees.ts'
import type { ProbeResult } from '../../../engine/probe.ts'
import type { Outcome } from '../../../engine/probe-script.ts'

const facts: Facts = {
  engine: '28.5.2',
  system: 'Debian GNU/Linux 13',
  kernel: '6.12',
  platform: 'linux/x86_64',
  compose: '2.40.3',
  endpoint: 'unix:///var/run/docker.sock',
  remote: false,
  rootless: false,
  cgroup: { version: '2', driver: 'systemd' },
  security: ['seccomp'],
  limits: { memory: true, processes: true },
}

const outcome = (result: Outcome['result'], host = '203.0.113.1'): Outcome => ({ host, result })

function probe(sandbox: Outcome['result'], ordinary: Outcome['result']): ProbeResult {
  return {
    host: [outcome('silent'), outcome(sandbox, '203.0.113.2')],
    neighbour: outcome(sandbox),
    control: { host: [outcome('silent'), outcome(ordinary)], neighbour: outcome(ordinary) },
  }
}

const verdict = (result: ReturnType<typeof judge>, id: string) =>
  result.find((guarantee) => guarantee.id === id)

describe('a guarantee', () => {
  it('holds when the sandbox is silent and an ordinary network is not', () => {
    const judged = judge(facts, probe('silent', 'answered'))
    expect(judged.map((guarantee) => guarantee.verdict)).toEqual(Array(4).fill('holds'))
  })

  it('does not hold when anything at all came back, a refusal included', () => {
    for (const result of ['answered', 'refused'] as const) {
      const judged = judge(facts, probe(result, 'answered'))
      expect(verdict(judged, 'host')).toMatchObject({ verdict: 'does not hold' })
      expect(verdict(judged, 'host')?.why).toContain('203.0.113.2')
      expect(verdict(judged, 'neighbours')).toMatchObject({ verdict: 'does not hold' })
    }
  })

  it('is unknown when an ordinary network is silent too: that proves nothing', () => {
    const judged = judge(facts, probe('silent', 'silent'))
    expect(verdict(judged, 'host')).toMatchObject({ verdict: 'unknown' })
    expect(verdict(judged, 'neighbours')).toMatchObject({ verdict: 'unknown' })
    const remote = { ...facts, remote: true, endpoint: 'tcp://203.0.113.9:2376' }
    expect(verdict(judge(remote, probe('silent', 'silent')), 'host')?.why).toContain('run doctor')
  })

  it('is unknown with the reason when there was no probe', () => {
    const judged = judge(facts, { failure: 'there is no engine.' })
    expect(verdict(judged, 'host')).toMatchObject({
      verdict: 'unknown',
      why: 'there is no engine.',
    })
  })

  it('names the limits that the engine cannot set', () => {
    const weak = { ...facts, limits: { memory: true, processes: false }, security: [] }
    const judged = judge(weak, probe('silent', 'answered'))
    expect(verdict(judged, 'limits')?.why).toContain('processes')
    expect(verdict(judged, 'seccomp')).toMatchObject({ verdict: 'does not hold' })
  })
})
