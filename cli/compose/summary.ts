import { createDecisions } from '../../policy/index.ts'
import type { Configuration } from '../../schemas/generated/configuration.ts'
import { progress } from '../progress.ts'

/** Says in one line per service what governs it, before it starts. */
export function reportGovernance(configuration: Configuration): void {
  for (const [service, { policy }] of Object.entries(configuration.services)) {
    const compiled = new Map(Object.entries(configuration.policies)).get(policy)
    if (!compiled) continue
    const decisions = createDecisions(compiled)
    const domains = compiled.policies.flatMap((one) => one.allowedDomains).length
    const tools = compiled.policies.flatMap((one) => one.allowedTools).length
    const hours = decisions.maxExpirationHours
    const keys = decisions.allowedKeys.size
    const leases = `${count(keys, 'key')}${keys === 0 ? '' : hours === undefined ? ' WITHOUT END' : ` for ${hours} h`}`
    // Of several policies all have to allow: how many patterns each has says nothing.
    const parts =
      compiled.policies.length > 1
        ? [`what all ${compiled.policies.length} allow`, leases]
        : [count(domains, 'domain pattern'), leases, count(tools, 'tool pattern')]
    const mode = decisions.mode === 'monitor' ? ', monitor mode: recorded, not blocked' : ''
    progress(`${service} is governed by ${decisions.name}: ${parts.join(', ')}${mode}`)
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
