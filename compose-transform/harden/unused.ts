import { entriesAt } from '../load/node.ts'
import type { Pass } from './pass.ts'

/** Networks that nobody is on any more only puzzle the reader. */
export const unused: Pass = (draft) => {
  const used = new Set<string>()
  for (const [name] of entriesAt(draft.model, 'services')) {
    for (const [network] of entriesAt(draft.model, 'services', name, 'networks')) used.add(network)
  }
  for (const [network] of entriesAt(draft.model, 'networks')) {
    if (!used.has(network)) draft.remove(['networks', network], 'nothing is on it any more')
  }
}
