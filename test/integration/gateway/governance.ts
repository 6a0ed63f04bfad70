import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditEvent } from '../../../audit/event.ts'
import { readTrail } from '../../../audit/reader.ts'
import { openStore } from '../../../audit/store.ts'
import { compilePolicies, policyDigest } from '../../../policy/index.ts'
import type { Configuration } from '../../../schemas/generated/configuration.ts'
import type { GovernancePolicy } from '../../../schemas/generated/policy.ts'
import { type Gateway, startGateway } from '../../../sidecars/gateway/gateway.ts'
import type { Limits } from '../../../sidecars/gateway/limits.ts'

export type Mcp = NonNullable<GovernancePolicy['spec']['mcp']>

export interface Governed {
  gateway: Gateway
  /** The endpoint of service `agent`, without the path. */
  origin: string
  /** That of service `other`. */
  otherOrigin: string
  reload(mcp: Mcp): void
  events(): Promise<AuditEvent[]>
  /** Where the gateway keeps what outlives it. */
  stateDirectory: string
  store: { fail: boolean }
  close(): Promise<void>
}

export interface GovernedOptions {
  mcp: Mcp
  mode?: 'enforce' | 'monitor'
  servers: Configuration['servers']
  limits?: Partial<Limits>
  /** Where the proxy listens for `agent`. */
  proxy?: string
  certificates?: string
  certificateDirectory?: string
}

export function configurationFor(options: GovernedOptions): Configuration {
  const policy: GovernancePolicy = {
    apiVersion: 'ai.docker.com/v1',
    kind: 'GovernancePolicy',
    metadata: { name: 'agent-policy-001' },
    spec: { mode: options.mode ?? 'enforce', mcp: options.mcp },
  }
  const compiled = compilePolicies([policy])
  const digest = policyDigest(compiled)
  return {
    version: 1,
    project: 'test',
    policies: { [digest]: compiled },
    services: {
      agent: {
        policy: digest,
        role: 'agent',
        listen: { proxy: options.proxy ?? '127.0.0.1', gateway: '127.0.0.1' },
      },
      other: {
        policy: digest,
        role: 'agent',
        listen: { proxy: '127.0.0.3', gateway: '127.0.0.2' },
      },
      'mcp-files': { policy: digest, role: 'mcp-server', listen: { proxy: '127.0.0.4' } },
    },
    servers: options.servers,
    egress: options.certificates === undefined ? {} : { certificates: options.certificates },
  }
}

/** A gateway with a real trail, for two agents. */
export async function govern(options: GovernedOptions): Promise<Governed> {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-'))
  const opened = await openStore({
    directory: join(directory, 'trail'),
    project: 'test',
    writer: 'gateway',
  })
  const store = {
    fail: false,
    append: (draft: Parameters<typeof opened.append>[0]) =>
      store.fail ? Promise.reject(new Error('full')) : opened.append(draft),
    close: () => opened.close(),
  }
  const gateway = await startGateway({
    configuration: configurationFor(options),
    store,
    stateDirectory: join(directory, 'state'),
    port: 0,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.certificateDirectory === undefined
      ? {}
      : { certificateDirectory: options.certificateDirectory }),
  })
  return {
    gateway,
    origin: (gateway.endpoints.get('agent') ?? '').replace('/mcp', ''),
    otherOrigin: (gateway.endpoints.get('other') ?? '').replace('/mcp', ''),
    stateDirectory: join(directory, 'state'),
    store,
    reload: (mcp) => gateway.reload(configurationFor({ ...options, mcp })),
    async events() {
      const events: AuditEvent[] = []
      for await (const event of readTrail(join(directory, 'trail'))) events.push(event)
      return events
    },
    async close() {
      await gateway.close()
      await store.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
