import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '../../engines/each-engine.ts'
import { freePort } from '../../support/free-port.ts'
import { GovernedProject } from '../support/governed-project.ts'
import { openHostService, reachableScript } from '../support/probes.ts'

const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: companions-policy }
spec:
  network: { allowedLocal: ["db:5432"] }
`

const compose = (port: number) => `services:
  agent:
    image: IMAGE
    init: true
    command: [python3, -m, http.server, "8000"]
    ports: ["${port}:8000"]
  db:
    image: IMAGE
    init: true
    command: [bash, -c, "for p in 5432 6000; do while :; do echo db:$$p | nc -l -p $$p -q 1; done & done; wait"]
  other:
    image: IMAGE
    init: true
    command: [bash, -c, "while :; do echo other | nc -l -p 5432 -q 1; done"]
x-docker-ai-governance:
  policy: ./governance-policy.yaml
  services: [agent]
`

describeEachEngine('an agent beside services that are not governed', (engine) => {
  let project: GovernedProject
  let port: number

  beforeAll(async () => {
    port = await freePort()
    project = await GovernedProject.create(engine, 'companions', { policy, compose: compose(port) })
    await project.up()
  })
  afterAll(() => project?.remove())

  it('reaches the one port of the one service that allowedLocal names, by its name', async () => {
    const { stdout } = await project.inside('agent', 'timeout 5 nc db 5432')
    expect(stdout).toBe('db:5432\n')
  })

  it('reaches neither another port of it nor another service', async () => {
    for (const target of ['db 6000', 'other 5432']) {
      const { stdout, code } = await project.inside('agent', `timeout 3 nc ${target}`)
      expect([stdout, code === 0], target).toEqual(['', false])
    }
  })

  it('is reached from this machine on the port that it publishes, and on loopback alone', async () => {
    await expect
      .poll(() => fetch(`http://127.0.0.1:${port}/`).then(({ status }) => status, String), {
        timeout: 15_000,
      })
      .toBe(200)
    const ports = await project.running('{{.Ports}}')
    expect(ports).toContain(`127.0.0.1:${port}->`)
    expect(ports).not.toMatch(new RegExp(`(0\\.0\\.0\\.0|::|\\[::\\]):${port}->`))
  })

  it('has companions that have no way out either, not even to the host', async () => {
    const host = await openHostService()
    try {
      for (const service of ['db', 'other']) {
        const script = reachableScript(host.addresses(), host.port)
        expect(JSON.parse((await project.inside(service, script)).stdout), service).toEqual([])
      }
    } finally {
      host.close()
    }
  })
})
