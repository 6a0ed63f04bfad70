import { createHash } from 'node:crypto'
import type { CompiledPolicy, NormalizedPolicy } from '../schemas/generated/configuration.ts'
import type { GovernancePolicy } from '../schemas/generated/policy.ts'
import { canonicalJson } from './canonical-json.ts'
import { type Binding, bindingPorts, builtInBinding } from './credential-bindings.ts'
import { formatDomainPattern, parseDomainPattern, webPorts } from './domain-pattern.ts'
import { canonicalAuthority, formatAuthority } from './host.ts'

type Spec = GovernancePolicy['spec']

/** A policy that `parsePolicy` would have refused was handed to the compiler. */
export class InvalidPolicyError extends Error {
  override readonly name = 'InvalidPolicyError'
}

/**
 * Combines policies into the plain document that the sidecars are configured with: every default filled in, every host
 * canonical, built-in bindings written out. Entries keep their order, so that a rule's index is the one in the file.
 *
 * @param policies at least one, each from `parsePolicy`. Something is allowed when all of them allow it.
 * @throws InvalidPolicyError when there is none, or one holds what `parsePolicy` reports as an error.
 */
export function compilePolicies(policies: readonly GovernancePolicy[]): CompiledPolicy {
  const [first, ...others] = policies.map(normalize)
  if (first === undefined) throw new InvalidPolicyError('there is no policy to compile')
  const monitored = policies.every((policy) => policy.spec.mode === 'monitor')
  return {
    mode: monitored ? 'monitor' : 'enforce',
    names: [first.name, ...others.map((policy) => policy.name)],
    policies: [first, ...others],
  }
}

/** `sha256:` and the hexadecimal digest of the compiled document: the same for every spelling that means the same. */
export function policyDigest(compiled: CompiledPolicy): string {
  return `sha256:${createHash('sha256').update(canonicalJson(compiled)).digest('hex')}`
}

function normalize({ metadata, spec }: GovernancePolicy): NormalizedPolicy {
  const { network, credentials, mcp, audit } = spec
  const hours = credentials?.maxExpirationHours
  const allowedKeys = [...new Set(credentials?.allowedKeys ?? [])]
  return {
    name: metadata.name,
    allowedDomains: (network?.allowedDomains ?? []).map((text) => domain(text, webPorts)),
    deniedDomains: (network?.deniedDomains ?? []).map((text) => domain(text, webPorts)),
    denyLocalNetwork: network?.denyLocalNetwork ?? true,
    allowedLocal: (network?.allowedLocal ?? []).map(local),
    http: (network?.http ?? []).map((rule) => ({ ...rule, host: domain(rule.host, webPorts) })),
    allowedKeys,
    ...(hours === undefined ? {} : { maxExpirationHours: hours }),
    bindings: Object.fromEntries(
      allowedKeys.map((key) => [key, binding(key, bindingOf(spec, key))]),
    ),
    allowedTools: [...(mcp?.allowedTools ?? [])],
    deniedTools: [...(mcp?.deniedTools ?? [])],
    arguments: mcp?.arguments ?? {},
    audit: { enabled: audit?.enabled ?? true, logLevel: audit?.logLevel ?? 'info' },
  }
}

/** The binding that holds for a key: the policy's own, otherwise the built-in one. */
export function bindingOf(spec: Spec, key: string): Binding | undefined {
  const written = spec.credentials?.bindings
  return written && Object.hasOwn(written, key) ? written[key] : builtInBinding(key)
}

function binding(key: string, found: Binding | undefined): NormalizedPolicy['bindings'][string] {
  const [first, ...others] = (found?.hosts ?? []).map((text) => domain(text, bindingPorts))
  if (found === undefined || first === undefined) {
    throw new InvalidPolicyError(`the key ${key} has no binding`)
  }
  const { methods, paths, ...places } = found
  return {
    ...places,
    hosts: [first, ...others],
    ...(methods === undefined ? {} : { methods: [...methods] }),
    ...(paths === undefined ? {} : { paths: [...paths] }),
  }
}

function domain(text: string, ports: readonly number[]): string {
  const result = parseDomainPattern(text, ports)
  if (!result.ok) throw new InvalidPolicyError(`'${text}' is not a domain: ${result.problem}`)
  return formatDomainPattern(result.pattern)
}

function local(text: string): string {
  const authority = canonicalAuthority(text)
  if (authority === undefined) throw new InvalidPolicyError(`'${text}' is not host:port`)
  return formatAuthority(authority.host, authority.port)
}
