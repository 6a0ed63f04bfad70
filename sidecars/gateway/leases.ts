import type { Configuration } from '../configuration.ts'

/** The leases in this container's environment, by variable: those that the gateway presents to servers outside. */
export function leasesOf(configuration: Configuration): Map<string, string> {
  const variables = Object.values(configuration.servers).flatMap(
    ({ credential }) => credential?.variable ?? [],
  )
  return new Map(
    variables.flatMap((name) => {
      const lease = process.env[name]
      return lease === undefined ? [] : [[name, lease] as const]
    }),
  )
}
