import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeNewestEngine } from '../../engines/each-engine.ts'
import { createAgentProject } from '../support/agent-project.ts'
import type { GovernedProject } from '../support/governed-project.ts'
import { ended } from '../support/run.ts'

describeNewestEngine('a plain docker compose up beside a governed project', (engine) => {
  let project: GovernedProject
  const agent = () => `${project.name}-agent-1`
  const plain = (...words: string[]) => project.docker('compose', '-p', project.name, ...words)

  beforeAll(async () => {
    project = await createAgentProject(engine, 'beside')
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

  it('is not what an edit of the file makes anew: nothing is told of it, nothing clashes, nothing is left', async () => {
    const file = join(project.folder, 'docker-compose.yml')
    const written = readFileSync(file, 'utf8')
    const second = 'services:\n  second: { image: none, pull_policy: never, scale: 0 }'
    const networks = async () => {
      const filter = `label=com.docker.compose.project=${project.name}`
      const said = await project.docker(
        'network',
        'ls',
        '--filter',
        filter,
        '--format',
        '{{.Name}}',
      )
      return said.stdout.split('\n')
    }
    // A second governed service: what was governance-sandbox is governance-sandbox-agent from here on, and back again.
    const edited = written.replace('services:', second).replace('[agent]', '[agent, second]')
    for (const [text, expected, other] of [
      [edited, 'sandbox-agent', 'sandbox'],
      [written, 'sandbox', 'sandbox-agent'],
    ] as const) {
      writeFileSync(file, text)
      const { stderr } = await project.up()
      expect(stderr).not.toMatch(/which its file does not say|another policy/)
      expect(await networks()).toContain(`${project.name}_governance-${expected}`)
      expect(await networks()).not.toContain(`${project.name}_governance-${other}`)
    }
  })

  it('is told while an attached up runs, and so is a stranger on the sandbox', async () => {
    const network = `${project.name}_governance-sandbox`
    const stranger = `${project.name}-stranger`
    const attached = project.start(['compose', '-p', project.name, 'up', '--timeout', '1'])
    let said = ''
    for (const stream of [attached.stdout, attached.stderr])
      stream?.on('data', (text) => {
        said += text
      })
    const end = ended(attached)
    const patience = { timeout: 60_000 }
    await expect.poll(() => said, patience).toContain('Attaching to')
    await project.docker(
      ...['run', '-d', '--rm', '--name', stranger, '--network', network, project.image],
      ...['sleep', '60'],
    )
    await expect
      .poll(() => said, patience)
      .toContain(`${stranger} is on ${network}, where nobody but the project belongs`)
    await project.docker('rm', '-f', stranger)
    await project.compose('stop', '--timeout', '1')
    expect((await end).stderr).toContain(`→ docker network disconnect ${network} ${stranger}`)
  })
})
