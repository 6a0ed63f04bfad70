import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '../../engines/each-engine.ts'
import type { GovernedProject } from '../support/governed-project.ts'
import { type HostService, openHostService } from '../support/probes.ts'
import { apiKey, createEgressProject, policyName } from './fixture.ts'

// The known attacks on egress proxies, tried from inside a governed container. Most of them run in one go, in
// agent/cases.mjs; those that need a hand on the outside are below; those that are about what is written in a file (35,
// 42, 47) need no engine: test/integration/cli/written-openings.test.ts. Nothing is dialled but containers of this test,
// addresses of this machine and documentation ranges.

interface CaseEnd {
  number: number
  title: string
  attempts: { name: string; expected: string; end: string; held: boolean }[]
}

interface Hit {
  way: string
  host: string
  url: string
  more: string
}

const ALLOWED_HOSTS = /^((ok|secret|rules|turn|([\w.-]+\.)?wild)\.test\.?|cafe)(:\d+)?$/i

describeEachEngine('attacks on the way out', (engine) => {
  let project: GovernedProject
  let host: HostService
  let land: Record<string, unknown>
  let ends: CaseEnd[]
  let hits: Hit[]

  const run = async (cases: readonly number[], extra = ''): Promise<CaseEnd[]> => {
    const variables = `LAY_OF_THE_LAND='${JSON.stringify(land)}' ${extra}`
    const { stdout, stderr } = await project.inside(
      'agent',
      `${variables} node /attacks/main.mjs ${cases.join(' ')}`,
    )
    if (!stdout.startsWith('[')) throw new Error(`the attacks ended with: ${stderr}${stdout}`)
    return JSON.parse(stdout)
  }
  const arrived = async (service = 'internet'): Promise<Hit[]> => {
    const { stdout } = await project.inside(service, 'curl -s http://127.0.0.1:9000/')
    return JSON.parse(stdout)
  }
  const network = (name: string) => `${project.name}_${name}`
  const container = async (service: string) =>
    (await project.compose('ps', '-q', service)).stdout.trim()

  beforeAll(async () => {
    host = await openHostService()
    project = await createEgressProject(engine)
    await project.up()
    land = {
      internet: await project.addressOf('internet'),
      internet6: await project.addressOf('internet', 'GlobalIPv6Address'),
      sibling: await project.addressOf('relay'),
      host: host.addresses(),
      hostPort: host.port,
    }
    await project.docker(
      ...['network', 'connect', '--alias', 'private.test', network('governance-control')],
      await container('internet'),
    )
    ends = await run([])
    hits = await arrived()
  })
  afterAll(async () => {
    host?.close()
    await project?.remove()
  })

  it('ran every case that runs in the container', () => {
    const elsewhere = [42, 47, 49] // 35 is tried in both places
    const all = Array.from({ length: 52 }, (_, index) => index + 1)
    expect(ends.map(({ number }) => number)).toEqual(
      all.filter((number) => !elsewhere.includes(number)),
    )
  })

  it('all end as they should', () => {
    const failed = ends.flatMap(({ number, title, attempts }) =>
      attempts
        .filter(({ held }) => !held)
        .map(({ name, expected, end }) => `${number} ${title}: ${name}: ${end}, not ${expected}`),
    )
    expect(failed).toEqual([])
  })

  it('nothing arrived for a host that is not allowed, nothing by UDP, nothing on another port', () => {
    expect(hits.filter(({ host: name }) => name !== '' && !ALLOWED_HOSTS.test(name))).toEqual([])
    expect(hits.filter(({ way }) => /^(udp|tcp):/.test(way))).toEqual([])
    expect(
      hits.filter(({ url }) => /smuggled|pipelined|second|upgraded|followed/.test(url)),
    ).toEqual([])
  })

  it('the key arrived where it belongs, and nowhere else; no lease arrived anywhere', () => {
    expect(JSON.stringify(hits)).not.toContain('govlease')
    expect(hits.some(({ host: name }) => name === 'secret.test')).toBe(true)
    expect(
      hits.filter(({ host: name, more }) => more.includes(apiKey) && name !== 'secret.test'),
    ).toEqual([])
  })

  it('15: a name that turns to a private address is refused from then on, in kept connections too', async () => {
    const turner = await container('turner')
    await project.docker('network', 'disconnect', network('internet'), turner)
    await project.docker(
      ...['network', 'connect', '--alias', 'turn.test', network('governance-control'), turner],
    )
    const before = (await arrived('turner')).length
    // Until the engine's name server tells of the new address it may tell of none, which is no way out either.
    const notRefused = async () => {
      const [turned] = await run([15], 'TURNED=1')
      return turned?.attempts.filter(({ held }) => !held)
    }
    await expect.poll(notRefused, { timeout: 60_000, interval: 1_000 }).toEqual([])
    expect(await arrived('turner')).toHaveLength(before)
  })

  it('every refusal is on record', async () => {
    const events = await project.events(policyName)
    const blocked = events.filter(({ decision }) => decision === 'blocked')
    for (const resource of ['evil.test:443', 'denied.wild.test:443', 'ok.test:22', 'ok.test:443'])
      expect(blocked.map((event) => event.resource)).toContain(resource)
    expect(JSON.stringify(events)).not.toMatch(/govlease[A-Za-z0-9]/)
  })

  it('49: without the proxy there is no way out, and with it again its certificates still hold', async () => {
    const authority = 'sha256sum /run/governance/certificates/ca.crt'
    const before = (await project.inside('agent', authority)).stdout
    await project.docker('kill', await container('governance-proxy'))
    const [ignored] = await run([30])
    expect(ignored?.attempts.filter(({ end }) => /^(200|ANSWERED)/.test(end))).toEqual([])
    const without = await project.inside('agent', 'curl -sk --max-time 3 https://ok.test/')
    expect([without.code === 0, without.stdout]).toEqual([false, ''])
    await project.compose('up', '-d')
    expect((await project.inside('agent', authority)).stdout).toBe(before)
    const again = await project.inside(
      'agent',
      'curl -s --retry 10 --retry-all-errors --retry-delay 1 https://secret.test/',
    )
    expect(again.stdout).toContain('https:443 secret.test GET /')
  })

  it('(control) the same attempts arrive from a container that nothing governs', async () => {
    const { stdout } = await project.docker(
      ...['run', '--rm', '--network', network('internet')],
      ...['--volume', `${join(project.folder, 'attacks')}:/attacks:ro`],
      ...['--env', `LAY_OF_THE_LAND=${JSON.stringify({ ...land, host: [] })}`],
      ...[project.image, 'node', '/attacks/main.mjs', '30', '31', '32'],
    )
    const free: CaseEnd[] = JSON.parse(stdout)
    const ended = (number: number, name: string) =>
      free.find((one) => one.number === number)?.attempts.find((one) => one.name === name)?.end
    expect(ended(30, 'TCP 80')).toMatch(/^ANSWERED/)
    // Between containers of Engine 20.10, as the tests run it, IPv6 is not carried.
    if (engine.name !== '20.10') expect(ended(32, 'its address')).toMatch(/^connected|^ANSWERED/)
    const ways = (await arrived()).map(({ way }) => way)
    for (const way of ['udp:443', 'udp:53', 'udp:9999']) expect(ways).toContain(way)
  })
})
