import { builtInBinding } from '../../../policy/credential-bindings.ts'
import { composeModel, fieldName } from '../../model/compose.ts'
import type { SourceFile } from '../../model/file.ts'
import { documentAt, type Path } from '../../model/place.ts'
import { policyModel } from '../../model/policy.ts'
import { type KnownKey, keysAt, typesOf } from '../../model/schema.ts'
import { schemaFor } from '../../model/schema-for.ts'
import type { Slot } from '../../model/slot.ts'
import type { Project } from '../../project.ts'
import type { Proposal } from './proposal.ts'

/** Keys that may still be written in the map at a path: those of the schema, and names that the project knows. */
export async function keyProposals(
  file: SourceFile,
  path: Path,
  siblings: ReadonlySet<string>,
  slot: Slot,
  _project: Project,
): Promise<Proposal[]> {
  if (!file.kind) return []
  const about = schemaFor(file.kind, path)
  const known = about ? keysAt(about.schema, about.path) : []
  const proposals = known.map((key) => keyProposal(key, slot))
  const names = file.kind === 'policy' ? policyNames(file, path, slot) : composeNames(file, path)
  const asKeys = names.map((proposal) => ({
    ...proposal,
    text: proposal.text ?? `${proposal.label}${slot.hasColon ? '' : ': '}`,
  }))
  return [...asKeys, ...proposals].filter(({ label }) => !siblings.has(label))
}

function keyProposal(key: KnownKey, slot: Slot): Proposal {
  const [text, snippet] = slot.hasColon ? [key.name, false] : keyText(key, slot.inFlow)
  return {
    label: key.name,
    kind: 'key',
    text,
    ...(snippet && { snippet }),
    ...(key.required && { detail: 'required' }),
    ...(key.description && { documentation: key.description }),
  }
}

/** The key with the beginning of its value, so that the next keystroke is already in the right place. */
function keyText({ name, schema }: KnownKey, inFlow: boolean): [string, boolean] {
  const only = schema.find((part) => part.const !== undefined)?.const
  if (typeof only === 'string') return [`${name}: ${only}`, false]
  const choices = schema
    .flatMap((part) => part.enum ?? [])
    .filter((choice) => typeof choice === 'string')
  if (choices.length > 0) return [`${name}: \${1|${choices.join(',')}|}`, true]
  const types = typesOf(schema)
  if (types.has('boolean')) {
    const usual = schema.find((part) => typeof part.default === 'boolean')?.default ?? true
    return [`${name}: \${1|${usual},${!usual}|}`, true]
  }
  if (inFlow) return [types.has('array') ? `${name}: [$1]` : `${name}: $1`, true]
  if (types.has('string')) return [`${name}: $1`, true]
  if (types.has('array')) return [`${name}:\n  - $1`, true]
  if (types.has('object')) return [`${name}:\n  $1`, true]
  return [`${name}: $1`, true]
}

function policyNames(file: SourceFile, path: Path, slot: Slot): Proposal[] {
  const model = policyModel(documentAt(file.source, slot.start))
  const where = path.join('.')
  if (where === 'spec.credentials.bindings') {
    return model.allowedKeys
      .filter(({ value }) => !builtInBinding(value))
      .map(({ value }) => ({
        label: value,
        kind: 'variable',
        detail: 'has no binding yet',
        text: `${value}:\n  hosts: [$1]\n  header: \${2:Authorization}`,
        snippet: true,
      }))
  }
  if (where === 'spec.mcp.arguments') {
    return model.allowedTools
      .filter(({ value }) => !value.includes('*'))
      .map(({ value }) => ({ label: value, kind: 'tool', detail: 'allowed tool' }))
  }
  return []
}

function composeNames(file: SourceFile, path: Path): Proposal[] {
  const model = composeModel(file.source)
  if (path.length === 0 && !model.field) {
    return [
      {
        label: fieldName,
        kind: 'key',
        documentation: 'Puts the services of this file under a governance policy.',
        text: `${fieldName}:\n  policy: \${1:./governance-policy.yaml}`,
        snippet: true,
      },
    ]
  }
  if (path.length === 2 && path[0] === 'services') {
    return [
      {
        label: fieldName,
        kind: 'key',
        documentation: 'A further policy for this service alone.',
        text: `${fieldName}:\n  policy: \${1:./governance-policy.yaml}`,
        snippet: true,
      },
    ]
  }
  if (path.join('.') === `${fieldName}.exempt`) {
    return [...model.services.keys()].map((name) => ({
      label: name,
      kind: 'service',
      text: `${name}: "\${1:why this service is left alone}"`,
      snippet: true,
    }))
  }
  if (path.join('.') === `${fieldName}.mcp.servers`) {
    return [...model.services.values()].map(({ name, ports }) => ({
      label: name,
      kind: 'service',
      detail: 'service of this file',
      text: `${name.toLowerCase()}:\n  service: ${name}\n  port: \${1:${ports[0] ?? 3000}}`,
      snippet: true,
    }))
  }
  return []
}
