import type { SharedBlock } from '../emit/emit.ts'
import { fromData, type Mapping, mapAt, type Node } from '../load/node.ts'
import { isGoverned, type Plan } from '../roles/plan.ts'
import { sidecarVariables } from './environment.ts'
import { proxy } from './names.ts'

/** Settings that hardening gives to every governed service alike, unless the file asks for something else. */
const hardened = ['dns_search', 'cap_drop', 'cap_add', 'security_opt', 'pids_limit', 'logging']

const ofSidecars = [
  'image',
  'pull_policy',
  'read_only',
  'cap_drop',
  'security_opt',
  'sysctls',
].concat(['tmpfs', 'pids_limit', 'restart', 'logging'])

/**
 * What the emitted file says once instead of for every service. The first governed service is the pattern; where
 * another one differs in anything, `emit` writes that one out in full.
 */
export function sharedBlocks(plan: Plan, model: Mapping): SharedBlock[] {
  const { place } = plan.governance
  const governed = [...plan.services.values()].filter((service) => isGoverned(service))
  const pattern = governed.map(({ name }) => mapAt(model, 'services', name))
  const blocks: SharedBlock[] = []
  const common = pattern
    .map((service) => pick(service, hardened))
    .find((settings) => settings.entries.size === hardened.length)
  if (common) {
    blocks.push({
      anchor: 'governance-hardening',
      why: 'What a governed container may do: no more than it needs to start.',
      level: 'service',
      settings: common,
    })
  }
  const variables = fromData(sidecarVariables('mcp-server'), place)
  if (variables.kind === 'map') {
    blocks.push({
      anchor: 'governance-environment',
      why: 'How a governed service finds the proxy and its authority.',
      level: 'environment',
      settings: variables,
    })
  }
  const sidecar = pick(mapAt(model, 'services', proxy), ofSidecars)
  blocks.push({
    anchor: 'governance-sidecar',
    why: 'What every sidecar is: read-only, without rights, and small.',
    level: 'service',
    settings: sidecar,
  })
  return blocks

  function pick(service: Mapping | undefined, keys: readonly string[]): Mapping {
    const entries = keys.flatMap((key): [string, Node][] => {
      const value = service?.entries.get(key)
      return value ? [[key, value]] : []
    })
    return { kind: 'map', entries: new Map(entries), place }
  }
}
