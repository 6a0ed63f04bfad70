import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { agentEnvironment, certificatesInside } from '../../../policy/agent-environment.ts'
import { compilePolicies, policyDigest } from '../../../policy/compile.ts'
import { parsePolicy } from '../../../policy/parse.ts'
import type { Configuration } from '../../../schemas/generated/configuration.ts'
import { LeafMaker, makeAuthority } from '../../../sidecars/proxy/tls/certificate-maker.ts'
import { bundle } from '../audit/bundle.ts'
import { type Namespace, openNamespace, type Ran } from './namespace.ts'

export const PROXY = '198.18.0.2'
export const BROKER = '198.18.64.2'
const NAME_SERVER = '203.0.113.53'
const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * The real bundle in its real roles, on real ports, for real clients: each in a network namespace in which the whole
 * internet is a handful of documentation addresses. Clients find what a governed service finds, and nothing else.
 */
export interface ClientSpace {
  space: Namespace
  /** The hosts of the internet; they tell what is asked of them. */
  internet: { output(): string }
  proxy: ChildProcess
  configuration: Configuration
  /** key → lease */
  leases: Record<string, string>
  /** How a client may come: told of the proxy by its environment, or not at all. */
  ways: Record<Way, Record<string, string>>
  /** Runs a role of the bundle to its end. */
  sidecar(words: readonly string[], input?: string): Promise<Ran>
  close(): Promise<void>
}

export const ways = ['HTTP_PROXY', 'no settings at all'] as const
export type Way = (typeof ways)[number]

export interface ClientSpaceOptions {
  policy: string
  /** name → its addresses; at those a host of that name answers with HTTP and HTTPS */
  hosts: Record<string, readonly string[]>
  /** name → further addresses, at which nobody answers */
  others?: Record<string, readonly string[]>
  secrets?: Record<string, string>
  /** A folder whose files the hosts show, beneath the namespace's own folder. */
  files?: string
  /** A file that the hosts show in large transfers, beneath the namespace's own folder. */
  large?: string
  /** A folder with repositories for git, beneath the namespace's own folder. */
  repositories?: string
}

export async function openClientSpace(options: ClientSpaceOptions): Promise<ClientSpace> {
  const { hosts, others = {}, secrets = {} } = options
  const space = await openNamespace(
    [`${PROXY}/26`, `${BROKER}/26`, NAME_SERVER, '10.9.9.9', ...Object.values(hosts).flat()],
    PROXY,
    `127.0.0.1 localhost\n${BROKER} governance-broker\n${PROXY} governance-proxy\n`,
    { certificates: certificatesInside },
  )
  const at = (name: string) => join(space.directory, name)
  const program = await bundle(join(root, 'sidecars/main.ts'), space.directory)

  const authority = await makeAuthority('the test internet', 30)
  const leaves = await LeafMaker.create(authority)
  const served = []
  for (const [name, addresses] of Object.entries(hosts))
    served.push({ addresses, cert: await leaves.make(name, 24), key: leaves.key })
  const { files, large, repositories } = options
  const names = Object.keys({ ...hosts, ...others })
  await writeFile(
    at('internet.json'),
    JSON.stringify({
      nameServer: NAME_SERVER,
      names: Object.fromEntries(
        names.map((name) => [name, [...(others[name] ?? []), ...(hosts[name] ?? [])]]),
      ),
      hosts: served,
      ...(files && { files: at(files) }),
      ...(large && { large: at(large) }),
      ...(repositories && { repositories: at(repositories) }),
    }),
  )
  const internet = await space.start(
    ['node', join(root, 'test/integration/proxy/internet.mjs'), at('internet.json')],
    'ready',
  )

  const parsed = parsePolicy(options.policy, 'policy.yaml')
  if (parsed.policy === undefined) throw new Error(JSON.stringify(parsed.findings, null, 1))
  const compiled = compilePolicies([parsed.policy])
  const digest = policyDigest(compiled)
  const configuration: Configuration = {
    version: 1,
    project: 'clients',
    policies: { [digest]: compiled },
    services: {
      agent: { policy: digest, role: 'agent', listen: { proxy: PROXY, gateway: '198.18.0.3' } },
    },
    servers: {},
    egress: { nameServers: [NAME_SERVER], certificates: authority.certificate },
  }
  const env = (role: string) => ({
    GOVERNANCE_CONFIGURATION: JSON.stringify(configuration),
    GOVERNANCE_AUDIT_DIRECTORY: at('audit'),
    GOVERNANCE_STATE_DIRECTORY: at(`state-${role}`),
    GOVERNANCE_CERTIFICATE_DIRECTORY: at('certificates'),
    GOVERNANCE_BROKER_SOCKET: at('broker.sock'),
  })
  const sidecar: ClientSpace['sidecar'] = ([role = '', ...words], input) =>
    space.run(['node', program, role, ...words], {
      env: env(role === 'unlock' ? 'broker' : 'proxy'),
      ...(input !== undefined && { input }),
    })
  await space.start(['node', program, 'broker'], '', env('broker'))
  const proxy = await space.start(['node', program, 'proxy'], '', env('proxy'))
  const unlocked = await succeeded(() => sidecar(['unlock'], JSON.stringify({ secrets })))
  const leases = JSON.parse(unlocked.stdout).leases.agent ?? {}
  await succeeded(() => sidecar(['healthcheck', 'proxy']))

  const proxyUrl = `http://${PROXY}:3128`
  const told = {
    ...Object.fromEntries(agentEnvironment({ proxyUrl, certificateDirectory: certificatesInside })),
    ...leases,
  }
  return {
    space,
    internet,
    proxy: proxy.child,
    configuration,
    leases,
    ways: { HTTP_PROXY: told, 'no settings at all': untold(told) },
    sidecar,
    close: () => space.close(),
  }
}

/** The same without a word of the proxy. */
function untold(environment: Record<string, string>): Record<string, string> {
  const rest = Object.entries(environment).filter(([name]) => !/proxy$/i.test(name))
  return Object.fromEntries(
    rest.map(([name, value]) => [name, value.replace(/-Dhttps?\.\S*prox\S* /gi, '')]),
  )
}

async function succeeded(run: () => Promise<Ran>): Promise<Ran> {
  for (let tries = 0; ; tries++) {
    const ran = await run()
    if (ran.code === 0) return ran
    if (tries === 50) throw new Error(`It did not start: ${ran.stdout}${ran.stderr}`)
    await new Promise((go) => setTimeout(go, 100))
  }
}
