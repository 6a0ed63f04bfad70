import { isDeepStrictEqual } from 'node:util'
import { labelPrefix } from '../../compose-transform/harden/names.ts'
import type { AppliedFile } from './applied-file.ts'

/**
 * What differs between two emitted files besides what a running project can be told: paths such as
 * `services.agent.image`. Policies can be told, and so can leases that end; anything else takes new containers.
 */
export function needsRecreation(before: AppliedFile, after: AppliedFile): string[] {
  const differing = [...differences(before.document, after.document, [])].filter(
    ({ path, left, right }) => !canBeTold(path, left, right),
  )
  const configuration = [
    ...differences(withoutPolicies(before.configuration), withoutPolicies(after.configuration), [
      'configuration',
    ]),
  ]
  return [...new Set([...differing, ...configuration].map(({ path }) => path.join('.')))]
}

interface Difference {
  path: string[]
  left: unknown
  right: unknown
}

function canBeTold(path: readonly string[], left: unknown, right: unknown): boolean {
  if (path[0] === 'x-governance-configuration') return true
  const [section, , setting, key = ''] = path
  if (section !== 'services') return false
  if (setting === 'labels') {
    return [`${labelPrefix}policy`, `${labelPrefix}digest`].includes(key)
  }
  if (setting !== 'environment') return false
  const endsLease = String(left).startsWith('${GOVERNANCE_LEASE_') && right === undefined
  return key === 'GOVERNANCE_CONFIGURATION' || endsLease
}

function withoutPolicies({ policies: _, services, ...rest }: AppliedFile['configuration']) {
  const placed = Object.entries(services).map(([name, { policy: __, ...service }]) => [
    name,
    service,
  ])
  return { ...rest, services: Object.fromEntries(placed) }
}

function* differences(left: unknown, right: unknown, path: string[]): Iterable<Difference> {
  if (isDeepStrictEqual(left, right)) return
  const [one, other] = [entriesOf(left), entriesOf(right)]
  if (one === undefined || other === undefined || path.length > 3) {
    yield { path, left, right }
    return
  }
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    yield* differences(one.get(key), other.get(key), [...path, key])
  }
}

function entriesOf(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return new Map(Object.entries(value))
}
