import { capability } from '../inspect/capability.ts'
import { itemsAt, textAt, textOf } from '../load/node.ts'
import { isGoverned, type Plan } from '../roles/plan.ts'
import { baselineCapabilities, keepsFilter } from './baseline.ts'
import type { Draft } from './draft.ts'
import type { Pass } from './pass.ts'

const mostProcesses = 1024

/** Takes rights from governed services: capabilities, new privileges, endless processes. */
export const privileges: Pass = (draft, plan) => {
  for (const [name, service] of plan.services) {
    if (!isGoverned(service)) continue
    capabilities(draft, plan, name)
    securityOptions(draft, plan, name)
    limits(draft, plan, name)
    if (plan.governance.profile === 'strict') strict(draft, plan, name)
  }
}

function capabilities(draft: Draft, plan: Plan, name: string): void {
  const { place } = plan.services.get(name) ?? plan.governance
  const path = ['services', name]
  const added = itemsAt(draft.model, ...path, 'cap_add').map((item) => capability(textOf(item)))
  const dropped = itemsAt(draft.model, ...path, 'cap_drop').map((item) => capability(textOf(item)))
  const base =
    plan.governance.profile === 'strict' || dropped.includes('ALL') ? [] : [...baselineCapabilities]
  const kept = [...new Set([...base, ...added])].filter(
    (one) => added.includes(one) || !dropped.includes(one),
  )
  draft.set([...path, 'cap_drop'], ['ALL'], place, 'every capability is taken away')
  if (kept.length > 0) {
    draft.set(
      [...path, 'cap_add'],
      kept.sort(),
      place,
      'and those that an image starts with are given back',
    )
  } else draft.remove([...path, 'cap_add'], 'no capability is given back')
}

function securityOptions(draft: Draft, plan: Plan, name: string): void {
  const { place } = plan.services.get(name) ?? plan.governance
  const path = ['services', name, 'security_opt']
  const kept = itemsAt(draft.model, ...path)
    .map((item) => textOf(item) ?? '')
    .filter(keepsFilter)
  draft.set(
    path,
    [...kept, 'no-new-privileges:true'],
    place,
    'no program gains rights by being started',
  )
}

function limits(draft: Draft, plan: Plan, name: string): void {
  const path = ['services', name]
  const { place } = plan.services.get(name) ?? plan.governance
  if (textAt(draft.model, ...path, 'oom_kill_disable') === 'true') {
    draft.remove([...path, 'oom_kill_disable'], 'the host could run out of memory')
  }
  if (Number(textAt(draft.model, ...path, 'oom_score_adj') ?? 0) < 0) {
    draft.remove([...path, 'oom_score_adj'], 'others would be killed in its place')
  }
  const limits = ['deploy', 'resources', 'limits', 'pids']
  const given = [['pids_limit'], limits].filter((way) => draft.get(...path, ...way))
  const limited = given.some((way) => Number(textAt(draft.model, ...path, ...way)) > 0)
  if (limited) return
  for (const way of given) draft.remove([...path, ...way], 'no fork bomb')
  // Compose takes both settings only where they say the same.
  const way = draft.get(...path, ...limits.slice(0, -1)) ? limits : ['pids_limit']
  draft.set([...path, ...way], mostProcesses, place, 'no fork bomb')
}

function strict(draft: Draft, plan: Plan, name: string): void {
  const path = ['services', name]
  const { place } = plan.services.get(name) ?? plan.governance
  draft.set(
    [...path, 'read_only'],
    true,
    place,
    'strict: nothing is written but to volumes and tmpfs',
  )
  const present = itemsAt(draft.model, ...path, 'tmpfs').map((item) => textOf(item) ?? '')
  const mounts = itemsAt(draft.model, ...path, 'volumes').map((mount) => textAt(mount, 'target'))
  for (const folder of ['/tmp', '/run']) {
    const taken = present.some((entry) => entry.split(':')[0] === folder) || mounts.includes(folder)
    if (!taken)
      draft.append(
        [...path, 'tmpfs'],
        folder,
        place,
        'strict: a writable place that is gone afterwards',
      )
  }
}
