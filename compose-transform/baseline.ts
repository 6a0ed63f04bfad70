import { accessSync } from 'node:fs'

/** Where an organisation places the policy that applies to every governed service. */
const organisationPolicy = '/etc/docker-governance/policy.yaml'

/** Policies that hold for every governed service of this machine, as absolute paths. */
export async function baselinePolicies(): Promise<string[]> {
  const named = process.env.GOVERNANCE_BASELINE
  if (named) return [named]
  return isThere(organisationPolicy) ? [organisationPolicy] : []
}

function isThere(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch (error) {
    // A baseline that is there but cannot be looked at is read, and so refused; it is not passed over.
    const { code } = error as NodeJS.ErrnoException
    return code !== 'ENOENT' && code !== 'ENOTDIR'
  }
}
