import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '../../engines/each-engine.ts'
import { createAgentProject } from '../support/agent-project.ts'
import type { GovernedProject } from '../support/governed-project.ts'
import type { Ended } from '../support/run.ts'

interface Report {
  services: {
    service: string
    placement: { from: string; networks: string[] }
    ways: { id: string; verdict: string; by: string; tries: { target: string; by: string }[] }[]
  }[]
  summary: { tried: number; through: number; untried: number }
}

/** Ways out that have to be on the list, whatever else is. */
const everyWay = [
  ...['placement', 'gateway', 'outside', 'outside-udp', 'outside-ipv6', 'resolver', 'names'],
  ...['proxy', 'behind-proxy', 'metadata', 'host', 'containers', 'engine', 'raw', 'rights'],
]

describeEachEngine('governance compose verify', (engine) => {
  let project: GovernedProject
  const verify = (...words: string[]) => project.compose('verify', ...words)
  const read = ({ stdout, stderr }: Ended): Report => {
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout)
  }
  const verdicts = (report: Report) =>
    new Map(report.services.flatMap(({ ways }) => ways).map((way) => [way.id, way.verdict]))

  beforeAll(async () => {
    project = await createAgentProject(engine, 'verify')
  })
  afterAll(() => project?.remove())

  it('tries a project that is not up, and leaves nothing behind', async () => {
    const ended = await verify('--format', 'json')
    const report = read(ended)
    expect([ended.code, report.summary.through]).toEqual([0, 0])
    expect(report.services.map(({ placement }) => placement.from)).toEqual(['file'])
    const left = await project.docker(
      ...['ps', '-aq', '--filter', `label=com.docker.compose.project=${project.name}`],
    )
    expect(left.stdout).toBe('')
  })

  it('tries every way out of a running service, and says of each what stopped it', async () => {
    await project.up()
    const ended = await verify('--format', 'json')
    const report = read(ended)
    const seen = verdicts(report)
    expect([...seen.keys()]).toEqual(everyWay)
    expect([...seen].filter(([, verdict]) => verdict !== 'stopped')).toEqual([])
    expect(report.services[0]?.placement.from).toBe('container')
    expect(ended.code).toBe(0)
    const by = new Map(report.services[0]?.ways.map((way) => [way.id, way.by]))
    expect(by.get('proxy')).toMatch(/policy agent-policy, network\.allowedDomains/)
    expect(by.get('names')).toMatch(/NXDOMAIN/)
  })

  it('refuses a call that it does not understand', async () => {
    expect((await verify('nobody')).code).toBe(2)
    expect((await verify('--format', 'xml')).code).toBe(2)
    expect((await verify('--target', 'example.com')).code).toBe(2)
  })

  it('(control) goes red when the container is put on another network by hand', async () => {
    const network = `${project.name}_internet`
    const agent = `${project.name}-agent-1`
    const address = await project.addressOf('internet')
    await project.docker('network', 'connect', network, agent)
    try {
      const { code, stdout } = await verify('agent', '--target', `${address}:443`)
      expect(code).toBe(1)
      expect(stdout).toMatch(/^agent {2}under agent-policy, as its container is\n/)
      expect(stdout).toMatch(new RegExp(`✘ THROUGH .*it has the network ${network}`))
      const through = ['a router on its network', 'an address outside, directly', 'this host']
      for (const way of [...through, 'other containers']) {
        expect(stdout).toMatch(new RegExp(`✘ THROUGH {2}${way}`))
      }
      // What the proxy decides is as it was.
      expect(stdout).toMatch(/✔ stopped {2}a host that is not allowed, through the proxy/)
      expect(stdout).toMatch(/\d+ ways out tried, [5-9] NOT stopped\n$/)
    } finally {
      await project.docker('network', 'disconnect', network, agent)
    }
  })
})
