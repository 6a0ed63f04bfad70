import type { Engine } from '../../engines/engines.ts'
import { GovernedProject } from './governed-project.ts'

export const policyName = 'loop-policy'

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

/** Each engine has its internet in a documentation range of its own: both may run on one machine at once. */
const subnets: Record<string, string> = { '20.10': '198.51.100.0/26', '28': '198.51.100.64/26' }

function compose(engine: Engine): string {
  return `services:
  agent:
    image: IMAGE
    init: true
    command: [sleep, infinity]
    environment:
      GITHUB_TOKEN: \${GITHUB_TOKEN}
      OPENAI_API_KEY: \${OPENAI_API_KEY}
    depends_on: [internet]
  internet:
    image: IMAGE
    init: true
    command: [node, /internet/internet.mjs]
    volumes: ["./internet:/internet:ro"]
    networks:
      internet:
        aliases: [allowed.test, api.openai.com, github.com, forbidden.test]
networks:
  internet:
    ipam:
      config: [{ subnet: ${subnets[engine.name] ?? '198.51.100.128/26'} }]
x-docker-ai-governance:
  policy: ./governance-policy.yaml
  services: [agent]
  exempt:
    internet: stands in for the internet in this test
  egress:
    network: internet
    certificates: ./internet/cert.pem
`
}

/** The project of the end-to-end tests: one agent with two keys, and an internet that knows a forbidden name too. */
export function createLoopProject(engine: Engine, name: string): Promise<GovernedProject> {
  return GovernedProject.create(engine, name, { policy, compose: compose(engine) })
}
