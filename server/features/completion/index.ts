import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  type Position,
  type TextEdit,
} from 'vscode-languageserver-types'
import type { SourceFile } from '../../model/file.ts'
import { keysAt, schemasAt, typesOf } from '../../model/schema.ts'
import { schemaFor } from '../../model/schema-for.ts'
import { type Slot, slotsAt } from '../../model/slot.ts'
import type { Project } from '../../project.ts'
import { keyProposals } from './keys.ts'
import type { Proposal } from './proposal.ts'
import { snippetsFor } from './snippets.ts'
import { valueProposals } from './values.ts'

/** What may be written at the cursor. `snippets`: whether the client can fill in places. */
export async function completion(
  file: SourceFile,
  position: Position,
  project: Project,
  options: { snippets: boolean },
): Promise<CompletionItem[]> {
  const { source, kind } = file
  if (!kind) return []
  for (const slot of slotsAt(source, source.offsetAt(position))) {
    const proposals = [...snippetsFor(file, slot), ...(await proposalsFor(file, slot, project))]
    if (proposals.length === 0) continue
    const range = source.rangeBetween(slot.start, slot.end)
    return proposals.map((proposal, index) =>
      itemOf(proposal, index, slot, range, options.snippets),
    )
  }
  return []
}

async function proposalsFor(file: SourceFile, slot: Slot, project: Project): Promise<Proposal[]> {
  const { kind } = file
  if (!kind) return []
  if (slot.role === 'key') return keyProposals(file, slot.path, slot.siblings, slot, project)
  const values = await valueProposals(file, slot, project)
  const about = schemaFor(kind, slot.path)
  if (!about) return values
  const schemas = schemasAt(about.schema, about.path)
  const types = typesOf(schemas)
  const known = schemas.flatMap(({ enum: choices, const: only }) => [
    ...(choices ?? []),
    ...(only === undefined ? [] : [only]),
  ])
  const choices: Proposal[] = [...new Set(known)].map((value) => ({
    label: String(value),
    kind: 'choice',
  }))
  if (types.has('boolean') && choices.length === 0)
    choices.push({ label: 'true', kind: 'choice' }, { label: 'false', kind: 'choice' })
  if (values.length + choices.length > 0) return [...values, ...choices]
  // A map is wanted where a single word stands: on a line of its own that is the beginning of its first key.
  const keys = keysAt(about.schema, about.path)
  if (!slot.sameLine && (keys.length > 0 || types.has('object')))
    return keyProposals(file, slot.path, new Set(), slot, project)
  return []
}

const kinds: Record<Proposal['kind'], CompletionItemKind> = {
  key: CompletionItemKind.Property,
  choice: CompletionItemKind.EnumMember,
  value: CompletionItemKind.Value,
  file: CompletionItemKind.File,
  service: CompletionItemKind.Module,
  variable: CompletionItemKind.Variable,
  tool: CompletionItemKind.Function,
  snippet: CompletionItemKind.Snippet,
}

function itemOf(
  proposal: Proposal,
  index: number,
  slot: Slot,
  range: TextEdit['range'],
  snippets: boolean,
): CompletionItem {
  const text = proposal.text ?? scalarText(proposal.label, slot)
  const dash = slot.needsDash && proposal.kind !== 'snippet' ? '- ' : ''
  const isSnippet = proposal.snippet === true
  const newText = dash + (isSnippet && !snippets ? withoutPlaces(text) : text)
  return {
    label: proposal.label,
    kind: kinds[proposal.kind],
    sortText: String(index).padStart(4, '0'),
    filterText: proposal.label,
    textEdit: { range, newText },
    insertTextFormat: isSnippet && snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(proposal.detail && { detail: proposal.detail }),
    ...(proposal.documentation && {
      documentation: { kind: 'markdown' as const, value: proposal.documentation },
    }),
  }
}

/** A value as it must be written here: quoted where YAML would read something else. */
function scalarText(value: string, slot: Slot): string {
  if (slot.quote) return value
  const plain = /^[A-Za-z0-9_./][\w./:@+-]*$/.test(value) && !/:$/.test(value) && !slot.inFlow
  const inFlow = /^[A-Za-z0-9_./][\w./@+-]*$/.test(value)
  if (slot.role === 'key' || plain || inFlow || /^(true|false|\d+)$/.test(value)) return value
  return JSON.stringify(value)
}

/** A snippet for a client that has none: places become their default text. */
function withoutPlaces(text: string): string {
  return text
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\d+/g, '')
    .replace(/\\([$}\\])/g, '$1')
}
