import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Engine } from '../../engines/engines.ts'
import { GovernedProject } from '../support/governed-project.ts'
import { internetEgress, internetService } from '../support/internet.ts'
import { secrets } from './secrets.ts'

const root = new URL('../../../', import.meta.url).pathname
const here = new URL('.', import.meta.url).pathname

export const policyName = 'credentials-policy'

const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: ${policyName} }
spec:
  network:
    allowedDomains: ["*.github.com", api.openai.com, registry.npmjs.org, pypi.test, api.test, "*.amazonaws.com"]
  credentials:
    allowedKeys:
      [GITHUB_TOKEN, OPENAI_API_KEY, NPM_TOKEN, PIP_TOKEN, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, COMMAND_KEY, MOUNTED_KEY, MINTED_KEY]
    maxExpirationHours: 4
    bindings:
      PIP_TOKEN: { hosts: [pypi.test] }
      COMMAND_KEY: { hosts: [api.test], header: X-Command-Key }
      MOUNTED_KEY: { hosts: [api.test], header: X-Mounted-Key }
      MINTED_KEY: { hosts: [api.test], header: Authorization }
`

const internet = {
  names: [
    ...['github.com', 'api.github.com', 'api.openai.com', 'registry.npmjs.org', 'pypi.test'],
    ...['s3.us-east-1.amazonaws.com', 'id.test', 'api.test'],
  ],
  program: join(here, 'internet.mjs'),
}

const compose = `services:
  agent:
    image: IMAGE
    init: true
    command: [sleep, infinity]
    env_file: agent.env
    environment:
      - GITHUB_TOKEN
      - OPENAI_API_KEY
      - NPM_TOKEN
      - AWS_ACCESS_KEY_ID
      - AWS_SECRET_ACCESS_KEY
      - AWS_SESSION_TOKEN
      - COMMAND_KEY
      - MOUNTED_KEY
      - MINTED_KEY
      - PIP_INDEX_URL=https://agent:\${PIP_TOKEN}@pypi.test/simple
      - DATABASE_URL=postgres://app:\${DATABASE_PASSWORD}@db/app
    volumes: ["./agent:/agent:ro"]
    depends_on: [internet]
${internetService(internet)}
networks:
  internet:
    ipam: { config: [{ subnet: SUBNET }] }
secrets:
  mounted: { file: ./private/mounted }
x-docker-ai-governance:
  policy: ./governance-policy.yaml
  services: [agent]
  exempt: { internet: stands in for the internet in this test }
${internetEgress}  credentials:
    sources:
      COMMAND_KEY: { command: [./private/print-key] }
      MOUNTED_KEY: { secret: mounted }
      MINTED_KEY:
        clientCredentials:
          tokenUrl: https://id.test/token
          clientId: agent
          clientSecret: { file: ./private/client-secret }
`

/** An agent with real clients and ten keys of every origin, and an internet that knows the real credentials. */
export async function createCredentialsProject(engine: Engine): Promise<GovernedProject> {
  const {
    COMMAND_KEY: _1,
    MOUNTED_KEY: _2,
    CLIENT_SECRET: _3,
    MINTED_KEY: _4,
    ...callers
  } = secrets
  const files = { policy, compose, internet, secrets: callers }
  const project = await GovernedProject.create(engine, 'credentials', files)
  const at = (...path: string[]) => join(project.folder, ...path)
  writeFileSync(at('internet/secrets.json'), JSON.stringify(secrets))
  writeFileSync(at('agent.env'), `EXTRA=${secrets.DATABASE_PASSWORD}\nLEVEL=debug\n`)
  mkdirSync(at('private'), { mode: 0o700 })
  writeFileSync(at('private/mounted'), `${secrets.MOUNTED_KEY}\n`, { mode: 0o644 })
  writeFileSync(at('private/client-secret'), `${secrets.CLIENT_SECRET}\n`, { mode: 0o600 })
  writeFileSync(
    at('private/print-key'),
    `#!/bin/sh\necho "using ${secrets.COMMAND_KEY}" >&2\necho "${secrets.COMMAND_KEY}"\n`,
  )
  chmodSync(at('private/print-key'), 0o700)
  mkdirSync(at('agent'))
  for (const file of ['clients.mjs', 'read-everything.mjs', 'clients.sh'])
    cpSync(join(here, file), at('agent', file))
  copyPackages(['@aws-sdk/client-s3', '@octokit/rest', 'openai'], at('agent/node_modules'))
  copyPackages(['@smithy/signature-v4'], at('internet/node_modules'))
  cpSync(npmFolder(), at('agent/npm'), { recursive: true, dereference: true })
  return project
}

/** Packages of this repository with all that they need, as they lie in its flat node_modules. */
function copyPackages(wanted: readonly string[], target: string): void {
  const done = new Set<string>()
  const queue = [...wanted]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const from = join(root, 'node_modules', name)
    if (done.has(name) || !existsSync(from)) continue
    done.add(name)
    const { dependencies = {} } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'))
    queue.push(...Object.keys(dependencies))
    cpSync(from, join(target, name), { recursive: true })
  }
}

/** The npm that came with the Node that runs the tests. */
function npmFolder(): string {
  const prefix = dirname(dirname(process.execPath))
  return join(prefix, 'lib/node_modules/npm')
}
