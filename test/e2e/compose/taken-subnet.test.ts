import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '../../engines/each-engine.ts'
import { createAgentProject } from '../support/agent-project.ts'
import type { GovernedProject } from '../support/governed-project.ts'

describeEachEngine('a project whose subnet another network has', (engine) => {
  let project: GovernedProject
  const clash = () => `${project.name}-clash`
  beforeAll(async () => {
    project = await createAgentProject(engine, 'taken')
  })
  afterAll(async () => {
    await project?.docker('network', 'rm', clash())
    await project?.remove()
  })

  it('starts all the same, with another one, and keeps that', async () => {
    const { stdout: config } = await project.compose('config')
    const subnet = /subnet: (198\.1[89]\.\S+)/.exec(config)?.[1] ?? 'none'
    const made = await project.docker('network', 'create', '--subnet', subnet, clash())
    expect(made).toMatchObject({ code: 0 })

    await project.up()
    const network = `${project.name}_governance-sandbox`
    const format = '{{(index .IPAM.Config 0).Subnet}}'
    const chosen = () => project.docker('network', 'inspect', '-f', format, network)
    const first = (await chosen()).stdout
    expect(first).not.toBe(`${subnet}\n`)

    await project.docker('network', 'rm', clash())
    await project.up()
    expect((await chosen()).stdout).toBe(first)
  })
})
