import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../../engines/engines.ts'
import { GovernedProject } from '../loop/governed-project.ts'

export const policyName = 'egress-policy'

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

/** Each engine has its internet in a documentation range of its own: both may run on one machine at once. */
const ranges: Record<string, { subnet: string; subnet6: string }> = {
  '20.10': { subnet: '192.0.2.64/26', subnet6: '2001:db8:1::/64' },
  '28': { subnet: '192.0.2.128/26', subnet6: '2001:db8:2::/64' },
}

const names = [
  ...['ok.test', 'evil.test', 'secret.test', 'rules.test', 'wild.test', 'a.wild.test'],
  ...['a.b.wild.test', 'fine.wild.test', 'denied.wild.test', 'notok.test', 'xwild.test'],
  ...['ok.test.evil.test', 'dns.evil.test', 'c2VjcmV0.evil.test'],
]

function compose(engine: Engine): string {
  const { subnet, subnet6 } = ranges[engine.name] ?? {
    subnet: '192.0.2.192/26',
    subnet6: '2001:db8:3::/64',
  }
  return `services:
  agent:
    image: IMAGE
    init: true
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
  internet:
    image: IMAGE
    init: true
    command: [node, /internet/egress.mjs]
    volumes: ["./internet:/internet:ro"]
    networks:
      internet:
        aliases: [${names.join(', ')}]
  turner:
    image: IMAGE
    init: true
    command: [node, /internet/egress.mjs]
    volumes: ["./internet:/internet:ro"]
    networks:
      internet:
        aliases: [turn.test]
networks:
  internet:
    enable_ipv6: true
    ipam:
      config: [{ subnet: ${subnet} }, { subnet: "${subnet6}" }]
x-docker-ai-governance:
  policy: ./governance-policy.yaml
  services: [agent, relay]
  exempt:
    internet: stands in for the internet in this test
    turner: stands in for a host whose name turns
  egress:
    network: internet
    certificates: ./internet/cert.pem
`
}

/** A governed agent, an agent beside it, a companion, and an internet on which every name answers. */
export async function createEgressProject(engine: Engine): Promise<GovernedProject> {
  const project = await GovernedProject.create(engine, 'egress', {
    policy,
    compose: compose(engine),
  })
  const here = import.meta.dirname
  const internet = join(project.folder, 'internet')
  cpSync(join(here, 'internet.mjs'), join(internet, 'egress.mjs'))
  mkdirSync(join(project.folder, 'attacks'))
  cpSync(join(here, 'agent'), join(project.folder, 'attacks'), { recursive: true })
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', '/CN=Test internet', '-days', '2', '-addext'],
      `subjectAltName=${[...names, 'turn.test', 'private.test'].map((name) => `DNS:${name}`).join(',')}`,
      ...['-keyout', join(internet, 'key.pem'), '-out', join(internet, 'cert.pem')],
    ],
    { stdio: 'ignore' },
  )
  return project
}
