import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '../../engines/each-engine.ts'
import { createAgentProject } from '../support/agent-project.ts'
import type { GovernedProject } from '../support/governed-project.ts'
import { noProxy, reachableScript } from '../support/probes.ts'

describeEachEngine('a sidecar that dies', (engine) => {
  let project: GovernedProject
  beforeAll(async () => {
    project = await createAgentProject(engine, 'dies')
    await project.up()
  })
  afterAll(() => project?.remove())

  const reaches = async (script: string) => (await project.inside('agent', script)).stdout
  const health = async (service: string) => {
    const container = `${project.name}-${service}-1`
    const asked = await project.docker('inspect', '-f', '{{.State.Health.Status}}', container)
    return asked.stdout.trim()
  }
  const authorized =
    'curl -s -m 8 https://api.openai.com/ -H "Authorization: Bearer $OPENAI_API_KEY"'

  it('broker: credentials stop, the rest goes on', async () => {
    expect(await reaches(authorized)).toContain('"authorization"')
    await project.compose('kill', 'governance-broker')
    expect(await reaches(authorized)).toContain('PolicyViolation')
    expect(await reaches('curl -s -m 8 https://allowed.test/')).toContain('allowed.test')
  })

  it('broker, restarted: it is locked, says so, and up unlocks it', async () => {
    // By docker itself: `governance compose start` would unlock it again.
    await project.docker('start', `${project.name}-governance-broker-1`)
    await expect
      .poll(() => reaches(authorized), { timeout: 20_000, interval: 500 })
      .toMatch(/locked.*governance compose up/s)
    await expect
      .poll(() => health('governance-broker'), { timeout: 90_000, interval: 1_000 })
      .toBe('unhealthy')
    await project.up()
    expect(await reaches(authorized)).toContain('"authorization"')
  })

  it('gateway: tools are gone, the rest goes on', async () => {
    const tools = 'curl -s -m 5 -o /dev/null -w "%{http_code}" http://governance-gateway:8811/mcp'
    expect(await reaches(tools)).toMatch(/^4\d\d$/)
    await project.compose('kill', 'governance-gateway')
    expect(await reaches(tools)).toBe('000')
    expect(await reaches('curl -s -m 8 https://allowed.test/')).toContain('allowed.test')
  })

  it('proxy: the network is gone, and nothing opens instead', async () => {
    await project.compose('kill', 'governance-proxy')
    const { stdout: address } = await project.inside('internet', 'hostname -i')
    expect(await reaches('curl -s -m 5 https://allowed.test/')).toBe('')
    expect(await reaches(`${noProxy} curl -sk -m 5 https://allowed.test/`)).toBe('')
    const { stdout } = await project.inside(
      'agent',
      reachableScript(address.trim().split(/\s+/), 443),
    )
    expect(JSON.parse(stdout)).toEqual([])
  })
})
