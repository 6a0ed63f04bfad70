import { rangeOf, scalar } from '../load/node.ts'
import { leaseReference, leaseVariable, proxy } from './names.ts'
import type { Pass } from './pass.ts'

/**
 * Gives the proxy a lease of the credential that the operator's own proxy wants to see. The secret goes to the broker,
 * as every secret does; the lease is issued to the proxy itself, and is worth something at that one place.
 */
export const upstreamProxy: Pass = (draft, plan, ledger) => {
  const { credential: key, place } = plan.governance.upstreamProxy ?? {}
  if (key === undefined || place === undefined) return
  const variable = leaseVariable(proxy, key)
  draft.set(
    ['services', proxy, 'environment', variable],
    { ...scalar('', place), template: leaseReference(proxy, key), references: [] },
    place,
    'a lease: worth nothing anywhere else',
    { hidden: true },
  )
  ledger.keys.push({
    service: proxy,
    key,
    variable,
    range: rangeOf(place),
    file: place.source.file,
  })
  const secret = plan.project.environment.get(key)
  if (secret) ledger.secrets.set(key, secret)
}
