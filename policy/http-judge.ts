import type { NormalizedPolicy } from '../schemas/generated/configuration.ts'
import { createDomainMatcher } from './domain-index.ts'
import { type CanonicalHost, formatAuthority } from './host.ts'
import { createRequestFilter } from './request-filter.ts'
import { allow, deny, type Verdict } from './verdict.ts'

/** What one policy says about the methods and paths of requests. */
export interface HttpJudge {
  /** Whether a rule is about the host, so that its requests have to be seen. */
  concerns(host: CanonicalHost, port: number): boolean
  request(host: CanonicalHost, port: number, method: string, path: string): Verdict
}

/** Prepares the http rules of one policy. Among rules about the same host, one that allows is enough. */
export function createHttpJudge(policy: NormalizedPolicy): HttpJudge {
  const rules = policy.http.map((rule) => ({
    matches: createDomainMatcher([rule.host]),
    filter: createRequestFilter(rule),
  }))
  const about = (host: CanonicalHost, port: number) =>
    [...rules.entries()].filter(([, rule]) => rule.matches(host, port))

  return {
    concerns: (host, port) => rules.some((rule) => rule.matches(host, port)),
    request(host, port, method, path) {
      const concerned = about(host, port)
      const [first] = concerned
      if (first === undefined) return allow('network.http', 'no http rule is about this host')
      for (const [index, rule] of concerned) {
        if (rule.filter(method, path) === undefined) {
          return allow(`network.http[${index}]`, `${method} ${path} is allowed`)
        }
      }
      const [index, rule] = first
      const part = concerned.length === 1 ? rule.filter(method, path) : undefined
      const rulePath = concerned.length === 1 ? `network.http[${index}].${part}` : 'network.http'
      const what = part === 'methods' ? method : part === 'paths' ? path : `${method} ${path}`
      return deny(
        rulePath,
        `${what} is not allowed for '${formatAuthority(host, port)}' by the http rules of ${policy.name}`,
      )
    },
  }
}
