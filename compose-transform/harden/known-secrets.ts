import { isHarmlessValue, looksSecretName, shortestSecret } from '../inspect/secret-shapes.ts'
import type { Plan } from '../roles/plan.ts'

const known = new WeakMap<Plan, string[]>()

/** Values of the caller's environment that are credentials by their name, long enough to be told from chance. */
export function knownSecrets(plan: Plan): readonly string[] {
  const present = known.get(plan)
  if (present) return present
  const secrets = new Set<string>()
  const allowed = [...plan.services.values()].flatMap((service) => [
    ...(service.policy?.decisions.allowedKeys ?? []),
  ])
  const { credential } = plan.governance.upstreamProxy ?? {}
  const keys = new Set([...allowed, ...(credential ? [credential] : [])])
  for (const [key, value] of plan.project.environment) {
    if (value.length < shortestSecret || isHarmlessValue(value)) continue
    // A password such as "postgres" stands in any file; what is not a key of a policy has to be unmistakable.
    const unmistakable = value.length >= 16 && /[0-9]/.test(value) && /[A-Za-z]/.test(value)
    const byName = looksSecretName(key) && unmistakable && !/^[./~]|\s/.test(value)
    if (keys.has(key) || byName) secrets.add(value)
  }
  const found = [...secrets]
  known.set(plan, found)
  return found
}
