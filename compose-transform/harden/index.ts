import type { Mapping } from '../load/node.ts'
import type { Plan } from '../roles/plan.ts'
import { bridges } from './bridges.ts'
import { certificates } from './certificates.ts'
import { companions } from './companions.ts'
import { type Change, Draft } from './draft.ts'
import { environment } from './environment.ts'
import { publish } from './ingress.ts'
import { labels } from './labels.ts'
import { locals } from './locals.ts'
import { logging } from './logging.ts'
import { order } from './order.ts'
import { ownFiles } from './own-files.ts'
import type { Ledger, Pass } from './pass.ts'
import { privileges } from './privileges.ts'
import { sandbox } from './sandbox.ts'
import { sidecars } from './sidecars.ts'
import { sources } from './sources.ts'
import { unused } from './unused.ts'
import { upstreamProxy } from './upstream-proxy.ts'
import { upstreams } from './upstreams.ts'

/** In this order: networks first, so that what follows finds every service in its place. */
export const passes: readonly Pass[] = [
  sandbox,
  companions,
  locals,
  publish,
  environment,
  ownFiles,
  certificates,
  bridges,
  privileges,
  logging,
  labels,
  sidecars,
  sources,
  upstreams,
  upstreamProxy,
  order,
  unused,
]

/** Hardens a project: a new model, and every change with its reason. The project itself is left as it is. */
export function harden(plan: Plan, ledger: Ledger): { model: Mapping; changes: Change[] } {
  const draft = new Draft(plan.project.root)
  for (const pass of passes) pass(draft, plan, ledger)
  return { model: draft.model, changes: draft.changes }
}
