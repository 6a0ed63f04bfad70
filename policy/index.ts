export { type AddressClass, type AddressScope, classifyAddress, unwrapAddress } from './address.ts'
export { canonicalJson } from './canonical-json.ts'
export { compilePolicies, InvalidPolicyError, policyDigest } from './compile.ts'
export {
  type Binding,
  builtInBinding,
  type LeaseShape,
  leaseShape,
  wellKnownKeys,
} from './credential-bindings.ts'
export type { Decision } from './decision.ts'
export {
  type CredentialSurface,
  type CredentialTarget,
  createDecisions,
  type Decisions,
  type LogLevel,
} from './decisions.ts'
export {
  type DomainPattern,
  formatDomainPattern,
  matchesDomain,
  parseDomainPattern,
} from './domain-pattern.ts'
export { explainPolicy } from './explain.ts'
export type { Finding, Fix, Position, Range, Severity, TextEdit } from './finding.ts'
export {
  type Authority,
  type CanonicalHost,
  canonicalAuthority,
  canonicalHost,
  canonicalPort,
  formatAuthority,
  isAddress,
} from './host.ts'
export { lintPolicy, type Rule, rules, wholeExample } from './lint/index.ts'
export { type ParsedPolicy, parsePolicy } from './parse.ts'
export { canonicalPath } from './path.ts'
