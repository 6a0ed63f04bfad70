export { type AddressClass, type AddressScope, classifyAddress } from './address.ts'
export { compilePolicies, policyDigest } from './compile.ts'
export { type Binding, leaseShape } from './credential-bindings.ts'
export type { Decision } from './decision.ts'
export {
  type CredentialSurface,
  type CredentialTarget,
  createDecisions,
  type Decisions,
} from './decisions.ts'
export { explainPolicy } from './explain.ts'
export type { Finding, Fix, Position, Range, Severity, TextEdit } from './finding.ts'
export {
  type CanonicalHost,
  canonicalAuthority,
  canonicalHost,
  formatAuthority,
  isAddress,
} from './host.ts'
export { lintPolicy } from './lint/index.ts'
export { type ParsedPolicy, parsePolicy } from './parse.ts'
export { canonicalPath } from './path.ts'
