import type { NormalizedPolicy } from '../schemas/generated/configuration.ts'
import { type Binding, signingRole } from './credential-bindings.ts'
import { createDomainMatcher } from './domain-index.ts'
import { type CanonicalHost, formatAuthority } from './host.ts'
import { createRequestFilter } from './request-filter.ts'
import { allow, denyAlways, type Verdict } from './verdict.ts'

/** `signature`: not the credential itself, but what is signed with it (SigV4). */
export type CredentialSurface = 'header' | 'basic' | 'query' | 'body' | 'signature'

/** One use of a credential: the request that carries its lease, and where in the request it stands. */
export interface CredentialTarget {
  readonly host: CanonicalHost
  readonly port: number
  readonly method: string
  /** Canonical, see `canonicalPath`. */
  readonly path: string
  readonly surface: CredentialSurface
  /** Name of the header, query parameter or body member, or scope of the signature. Inside Basic it may be left out: that is Authorization. */
  readonly name?: string
}

/** What one policy says about credentials. Its refusals hold in monitor mode too: a secret sent is a secret lost. */
export interface CredentialJudge {
  key(key: string): Verdict
  binding(key: string): Binding | undefined
  /** Whether a bound key may be used there, so that requests have to be seen. */
  concerns(key: string, host: CanonicalHost, port: number): boolean
  use(key: string, target: CredentialTarget): Verdict
  /** Keys of which every request to a host has to carry one. */
  required(host: CanonicalHost, port: number): string[]
}

/** Prepares the credentials section of one policy. */
export function createCredentialJudge(policy: NormalizedPolicy): CredentialJudge {
  const order = new Map(policy.allowedKeys.map((key, index) => [key, index]))
  const bindings = new Map(
    Object.entries(policy.bindings).map(([key, binding]) => [
      key,
      {
        binding,
        matches: createDomainMatcher(binding.hosts),
        filter: createRequestFilter(binding),
        header: binding.header?.toLowerCase(),
      },
    ]),
  )

  const judge: CredentialJudge = {
    key(key) {
      const index = order.get(key)
      if (index !== undefined)
        return allow(`credentials.allowedKeys[${index}]`, `${key} is allowed`)
      return denyAlways(
        'credentials.allowedKeys',
        `the key ${key} is not in allowedKeys; add it there to allow it`,
      )
    },

    binding: (key) => bindings.get(key)?.binding,

    concerns: (key, host, port) => bindings.get(key)?.matches(host, port) ?? false,

    required: (host, port) =>
      [...bindings].flatMap(([key, { binding, matches }]) =>
        binding.require && matches(host, port) ? [key] : [],
      ),

    use(key, target) {
      const verdict = judge.key(key)
      if (!verdict.allowed) return verdict
      const bound = bindings.get(key)
      const rule = `credentials.bindings.${key}`
      const authority = formatAuthority(target.host, target.port)
      if (bound === undefined) return denyAlways(rule, `the key ${key} has no binding`)
      if (!bound.matches(target.host, target.port)) {
        return denyAlways(
          `${rule}.hosts`,
          `${key} is bound to ${bound.binding.hosts.join(', ')}, not to '${authority}'`,
        )
      }
      const part = bound.filter(target.method, target.path)
      if (part !== undefined) {
        const what = part === 'methods' ? target.method : target.path
        return denyAlways(`${rule}.${part}`, `${key} may not be used for ${what} at '${authority}'`)
      }
      const signs = signingRole(key) !== undefined
      if (signs !== (target.surface === 'signature')) {
        return denyAlways(
          rule,
          signs
            ? `${key} signs requests, it is not sent in them`
            : `${key} is sent, it signs nothing`,
        )
      }
      const place = refusedPlace(bound.binding, bound.header, target)
      if (place !== undefined) return denyAlways(`${rule}.${place}`, placeWords(key, target))
      return verdict
    },
  }
  return judge
}

/** The member of the binding that does not allow the place where the lease stands. */
function refusedPlace(
  binding: Binding,
  header: string | undefined,
  { surface, name }: CredentialTarget,
): 'header' | 'query' | 'body' | undefined {
  switch (surface) {
    case 'header':
      return header === undefined || header === name?.toLowerCase() ? undefined : 'header'
    case 'basic':
      return header === undefined || header === (name?.toLowerCase() ?? 'authorization')
        ? undefined
        : 'header'
    case 'query':
      return binding.query !== undefined && binding.query === name ? undefined : 'query'
    case 'signature':
      return undefined
    case 'body':
      return binding.body !== undefined && binding.body === name ? undefined : 'body'
  }
}

function placeWords(key: string, { surface, name }: CredentialTarget): string {
  const places = {
    header: 'the header',
    basic: 'Basic credentials in the header',
    query: 'the query parameter',
    body: 'the body member',
    signature: 'the signature',
  }
  const named = name === undefined ? '' : ` '${name}'`
  return `the binding of ${key} does not allow it in ${places[surface]}${named}`
}
