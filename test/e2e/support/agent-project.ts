import { join } from 'node:path'
import type { Engine } from '../../engines/engines.ts'
import { GovernedProject } from './governed-project.ts'
import { internetEgress, internetService } from './internet.ts'

export const policyName = 'agent-policy'

const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata:
  name: ${policyName}
spec:
  network:
    allowedDomains: [allowed.test, "*.github.com", api.openai.com]
    denyLocalNetwork: true
  credentials:
    allowedKeys: [GITHUB_TOKEN, OPENAI_API_KEY]
    maxExpirationHours: 24
  mcp:
    allowedTools: [read_file]
    deniedTools: [send_email]
  audit:
    enabled: true
    logLevel: info
`

/** `forbidden.test` resolves there too, but no policy allows it. */
const internet = {
  names: ['allowed.test', 'api.openai.com', 'github.com', 'forbidden.test'],
  program: join(import.meta.dirname, 'internet.mjs'),
}

const compose = `services:
  agent:
    image: IMAGE
    init: true
    command: [sleep, infinity]
    environment:
      GITHUB_TOKEN: \${GITHUB_TOKEN}
      OPENAI_API_KEY: \${OPENAI_API_KEY}
    depends_on: [internet]
${internetService(internet)}
networks:
  internet:
    ipam: { config: [{ subnet: SUBNET }] }
x-docker-ai-governance:
  policy: ./governance-policy.yaml
  services: [agent]
  exempt: { internet: stands in for the internet in this test }
${internetEgress}`

/** One agent with two keys, and an internet that knows a forbidden name too. */
export function createAgentProject(engine: Engine, name: string): Promise<GovernedProject> {
  return GovernedProject.create(engine, name, { policy, compose, internet })
}
