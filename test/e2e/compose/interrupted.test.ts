import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeNewestEngine } from '../../engines/each-engine.ts'
import { GovernedProject } from '../support/governed-project.ts'
import { ended } from '../support/run.ts'

const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: interrupted }
spec:
  network: { allowedDomains: [api.openai.com] }
  credentials: { allowedKeys: [OPENAI_API_KEY], maxExpirationHours: 1 }
  audit: { enabled: true }
`

const compose = `services:
  agent: { image: IMAGE, init: true, command: [sleep, infinity], environment: [OPENAI_API_KEY] }
x-docker-ai-governance: { policy: ./governance-policy.yaml }
`

describeNewestEngine('an up that is interrupted', (engine) => {
  let project: GovernedProject
  const broker = () => project.running('{{.Names}}')

  beforeAll(async () => {
    project = await GovernedProject.create(engine, 'interrupted', { policy, compose })
  })
  afterAll(() => project?.remove())

  it.each([
    ['SIGINT', 130, []],
    ['SIGTERM', 143, ['-d']],
  ] as const)(
    'by %s before the agent runs leaves no sidecar running, one of which holds secrets',
    async (signal, code, words) => {
      const up = project.start(['compose', '-p', project.name, 'up', ...words])
      const end = ended(up)
      await expect.poll(broker, { timeout: 60_000, interval: 50 }).toContain('governance-broker')
      up.kill(signal)
      expect((await end).code).toBe(code)
      expect(await broker()).toBe('')
    },
  )
})
