import { type Document, isScalar, type Scalar } from 'yaml'
import { compilePolicies } from '../../policy/compile.ts'
import { createDecisions, type Decisions } from '../../policy/decisions.ts'
import { parsePolicy } from '../../policy/parse.ts'
import type { YamlSource } from '../../policy/yaml-source.ts'
import type { GovernancePolicy } from '../../schemas/generated/policy.ts'
import type { Spot } from './compose.ts'
import type { SourceFile } from './file.ts'
import { entriesOf, nodeAt, scalarsOf } from './place.ts'

/** The lists of a policy, each entry with its place. Half-written policies give what there is. */
export interface PolicyModel {
  name: Spot | undefined
  allowedDomains: Spot[]
  deniedDomains: Spot[]
  allowedLocal: Spot[]
  allowedKeys: Spot[]
  bindings: Spot[]
  maxExpirationHours: Scalar | undefined
  allowedTools: Spot[]
  deniedTools: Spot[]
}

const models = new WeakMap<Document.Parsed, PolicyModel>()

/** The model of one document of a policy file, made once. */
export function policyModel(document: Document.Parsed | undefined): PolicyModel {
  const present = document && models.get(document)
  if (present) return present
  const root = document?.contents
  const list = (...path: string[]) => scalarsOf(nodeAt(root, ['spec', ...path]))
  const name = nodeAt(root, ['metadata', 'name'])
  const hours = nodeAt(root, ['spec', 'credentials', 'maxExpirationHours'])
  const model: PolicyModel = {
    name:
      isScalar(name) && typeof name.value === 'string'
        ? { value: name.value, node: name }
        : undefined,
    allowedDomains: list('network', 'allowedDomains'),
    deniedDomains: list('network', 'deniedDomains'),
    allowedLocal: list('network', 'allowedLocal'),
    allowedKeys: list('credentials', 'allowedKeys'),
    bindings: entriesOf(nodeAt(root, ['spec', 'credentials', 'bindings'])).map(({ name, key }) => ({
      value: name,
      node: key,
    })),
    maxExpirationHours: isScalar(hours) ? hours : undefined,
    allowedTools: list('mcp', 'allowedTools'),
    deniedTools: list('mcp', 'deniedTools'),
  }
  if (document) models.set(document, model)
  return model
}

/** A policy that is valid, and what answers for it at run time too. */
export interface EffectivePolicy {
  policy: GovernancePolicy
  decisions: Decisions
}

const effective = new WeakMap<YamlSource, EffectivePolicy | 'invalid'>()

/** The decision object of a policy file; undefined while the policy is not valid. */
export function effectivePolicy(file: SourceFile): EffectivePolicy | undefined {
  let known = effective.get(file.source)
  if (!known) {
    const { policy } = parsePolicy(file.text, file.path)
    known = policy ? { policy, decisions: createDecisions(compilePolicies([policy])) } : 'invalid'
    effective.set(file.source, known)
  }
  return known === 'invalid' ? undefined : known
}

/** What several policy files allow together; undefined when one of them is not valid. */
export function combinedDecisions(files: readonly SourceFile[]): Decisions | undefined {
  const policies = files.map((file) => effectivePolicy(file)?.policy)
  if (policies.length === 0 || policies.some((policy) => !policy)) return undefined
  return createDecisions(compilePolicies(policies as GovernancePolicy[]))
}
