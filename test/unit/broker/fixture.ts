import type { EventDraft } from '../../../audit/event.ts'
import type { AuditStore } from '../../../audit/store.ts'
import { compilePolicies, policyDigest } from '../../../policy/compile.ts'
import type { Configuration } from '../../../schemas/generated/configuration.ts'
import type { GovernancePolicy } from '../../../schemas/generated/policy.ts'
import type { LeaseUse } from '../../../sidecars/broker/exchange.ts'

type Credentials = NonNullable<GovernancePolicy['spec']['credentials']>

/** A project of two agents that may use the keys of the guide. */
export function configuration(credentials: Credentials = {}, project = 'demo'): Configuration {
  const compiled = compilePolicies([
    {
      apiVersion: 'ai.docker.com/v1',
      kind: 'GovernancePolicy',
      metadata: { name: 'agent-policy-001' },
      spec: {
        network: { allowedDomains: ['*.github.com', 'api.openai.com'] },
        credentials: {
          allowedKeys: ['GITHUB_TOKEN', 'OPENAI_API_KEY'],
          maxExpirationHours: 24,
          ...credentials,
        },
      },
    },
  ])
  const policy = policyDigest(compiled)
  return {
    version: 1,
    project,
    policies: { [policy]: compiled },
    services: {
      agent: { policy, role: 'agent', listen: { proxy: '198.18.0.2' } },
      bot: { policy, role: 'agent', listen: { proxy: '198.18.0.66' } },
    },
    servers: {},
    egress: {},
  }
}

/** A trail in memory, which a test can make fail. */
export function memoryTrail() {
  const events: EventDraft[] = []
  const trail = {
    events,
    full: false,
    async append(draft: EventDraft) {
      if (trail.full) throw new Error('the disk is full')
      events.push(structuredClone(draft))
      return { id: `event-${events.length}`, time: '2025-03-25T10:00:00.000Z' }
    },
    async close() {},
    /** `action resource decision` of each event. */
    get lines() {
      return events.map((event) => `${event.action} ${event.resource} ${event.decision}`)
    },
  }
  return trail satisfies AuditStore
}

/** A use that the policy of the fixture allows. */
export function use(lease: string, more: Partial<LeaseUse> = {}): LeaseUse {
  return {
    lease,
    service: 'agent',
    host: 'api.github.com',
    port: 443,
    method: 'GET',
    path: '/user',
    surface: 'header',
    name: 'authorization',
    ...more,
  }
}
