import { access } from 'node:fs/promises'

/** Where an organisation places the policy that applies to every governed service. */
const organisationPolicy = '/etc/docker-governance/policy.yaml'

/** Policies that hold for every governed service of this machine, as absolute paths. */
export async function baselinePolicies(): Promise<string[]> {
  const named = process.env.GOVERNANCE_BASELINE
  if (named) return [named]
  const present = await access(organisationPolicy).then(
    () => true,
    // A baseline that is there but cannot be looked at is read, and so refused; it is not passed over.
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  )
  return present ? [organisationPolicy] : []
}
