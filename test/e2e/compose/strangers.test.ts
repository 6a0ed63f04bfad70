import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeNewestEngine } from '../../engines/each-engine.ts'
import { createLoopProject } from '../loop/fixture.ts'
import type { GovernedProject } from '../loop/governed-project.ts'

describeNewestEngine('a plain docker compose up beside a governed project', (engine) => {
  let project: GovernedProject
  const agent = () => `${project.name}-agent-1`
  const plain = (...words: string[]) => project.docker('compose', '-p', project.name, ...words)

  beforeAll(async () => {
    project = await createLoopProject(engine, 'beside')
    await project.up()
  })
  afterAll(async () => {
    await project?.compose('down', '--timeout', '1')
    // The plain one made a network of its own, which no governed file knows.
    await project?.docker('network', 'rm', `${project.name}_default`)
    await project?.remove()
  })

  it('is nothing to be told of before it happens', async () => {
    expect((await project.compose('ps')).stderr).toBe('')
  })

  it('is told by whatever shows the project, with the next step', async () => {
    expect((await plain('up', '-d', '--no-deps', 'agent')).code).toBe(0)
    const said = new RegExp(
      `${agent()} runs WITHOUT governance: it was started from .*docker-compose.yml\n {2}→ governance compose up -d`,
    )
    expect((await project.compose('ps')).stderr).toMatch(said)
    expect((await project.compose('logs', '--tail', '1')).stderr).toMatch(said)
    const doctor = await project.governance(['doctor'])
    expect(doctor.stdout).toMatch(said)
    expect(doctor.code).toBe(1)
  })

  it('is undone by governance compose up, which says so', async () => {
    const { stderr } = await project.up()
    expect(stderr).toMatch(/runs WITHOUT governance/)
    expect((await project.compose('ps')).stderr).toBe('')
    const { stdout } = await project.docker(
      ...['inspect', '-f', '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}'],
      agent(),
    )
    expect(stdout.trim()).toBe(`${project.name}_governance-sandbox`)
  })

  it('is told while an attached up runs, and so is a stranger on the sandbox', async () => {
    const network = `${project.name}_governance-sandbox`
    const stranger = `${project.name}-stranger`
    const attached = project.compose('up', '--timeout', '1')
    await new Promise((resolve) => setTimeout(resolve, 6_000))
    await project.docker(
      ...['run', '-d', '--rm', '--name', stranger, '--network', network, project.image],
      ...['sleep', '60'],
    )
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    await project.docker('rm', '-f', stranger)
    await project.compose('stop', '--timeout', '1')
    const { stderr } = await attached
    expect(stderr).toContain(`${stranger} is on ${network}, where nobody but the project belongs`)
    expect(stderr).toContain(`→ docker network disconnect ${network} ${stranger}`)
  })
})
