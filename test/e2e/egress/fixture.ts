import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../../engines/engines.ts'
import { GovernedProject } from '../support/governed-project.ts'
import { internetEgress, internetService, rangeOf } from '../support/internet.ts'

export const policyName = 'egress-policy'

/** The agent's secret, which belongs to secret.test alone. */
export const apiKey = 'k3y-8fQ2xVrTn4KcZw71LdMsYb06HgJpEuXa39Ri'

const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata:
  name: ${policyName}
spec:
  network:
    allowedDomains: [ok.test, "*.wild.test", secret.test, rules.test, turn.test, private.test]
    deniedDomains: ["*.denied.wild.test"]
    allowedLocal: ["cafe:8080"]
    http:
      - { host: rules.test, methods: [GET], paths: ["/ok/**"] }
  credentials:
    allowedKeys: [API_KEY]
    maxExpirationHours: 1
    bindings:
      API_KEY: { hosts: [secret.test], header: X-Api-Key }
`

const names = [
  ...['ok.test', 'evil.test', 'secret.test', 'rules.test', 'wild.test', 'a.wild.test'],
  ...['a.b.wild.test', 'fine.wild.test', 'denied.wild.test', 'notok.test', 'xwild.test'],
  ...['ok.test.evil.test', 'dns.evil.test', 'c2VjcmV0.evil.test'],
]

/** What the agent's Compose file asks for is an attack too: a way out, a name server there, and a name. */
const compose = `services:
  agent:
    image: IMAGE
    init: true
    networks: [default, internet]
    dns: [OUTSIDE]
    extra_hosts: ["evil.test:OUTSIDE"]
    command: [sleep, infinity]
    environment:
      API_KEY: \${API_KEY}
    volumes: ["./attacks:/attacks:ro"]
    depends_on: [internet, relay, cafe, turner]
  relay:
    image: IMAGE
    init: true
    command: [node, -e, "require('net').createServer((s) => s.end('a relay')).listen(3128)"]
  cafe:
    image: IMAGE
    init: true
    command: [node, -e, "require('http').createServer((q, s) => s.end('cafe')).listen(8080)"]
${internetService({ names })}        ipv4_address: OUTSIDE
${internetService({ names: ['turn.test'] }, 'turner')}
networks:
  internet:
    enable_ipv6: true
    ipam:
      config: [{ subnet: SUBNET }, { subnet: "SUBNET6" }]
x-docker-ai-governance:
  policy: ./governance-policy.yaml
  services: [agent, relay]
  exempt:
    internet: stands in for the internet in this test
    turner: stands in for a host whose name turns
${internetEgress}`

/** A governed agent, an agent beside it, a companion, and an internet on which every name answers. */
export async function createEgressProject(engine: Engine): Promise<GovernedProject> {
  const here = import.meta.dirname
  const outside = rangeOf('egress', engine).subnet.replace(
    /(\d+)\/28$/,
    (_, first) => `${Number(first) + 10}`,
  )
  const project = await GovernedProject.create(engine, 'egress', {
    policy,
    compose: compose.replaceAll('OUTSIDE', outside),
    internet: {
      names: [...names, 'turn.test', 'private.test'],
      program: join(here, 'internet.mjs'),
    },
    secrets: { API_KEY: apiKey },
  })
  mkdirSync(join(project.folder, 'attacks'))
  cpSync(join(here, 'agent'), join(project.folder, 'attacks'), { recursive: true })
  return project
}
