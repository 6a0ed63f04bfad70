import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import type { Position, Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types'
import type { SourceFile } from '../model/file.ts'
import {
  contentOf,
  type Named,
  namedAt,
  type Occurrence,
  occurrencesOf,
} from '../model/occurrence.ts'
import { placeAt } from '../model/place.ts'
import type { Project } from '../project.ts'
import { pathOf, uriOf } from '../uri.ts'

/** A new name that cannot be taken; its message is for people. */
export class RenameRefused extends Error {
  override readonly name = 'RenameRefused'
}

const forms: Record<string, { pattern: RegExp; words: string }> = {
  anchor: { pattern: /^[^\s[\]{},]+$/, words: 'An anchor has no white space and no brackets.' },
  server: {
    pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    words: 'A server has a DNS label for a name.',
  },
  'policy-name': {
    pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    words: 'A policy has a DNS label for a name: small letters, digits and dashes.',
  },
  tool: { pattern: /^[^\s"'\u0000-\u001f]+$/, words: 'A tool has no white space in its name.' },
}

/** The text that a rename would replace; null where nothing can be renamed. */
export function prepareRename(
  file: SourceFile,
  position: Position,
  project: Project,
): { range: Range; placeholder: string } | null {
  const offset = file.source.offsetAt(position)
  const named = namedAt(file, offset, project)
  if (!named || !renamable(named)) return null
  const part = partAt(file, offset, named)
  if (!part) return null
  return {
    range: file.source.rangeBetween(part.start, part.end),
    placeholder: file.text.slice(part.start, part.end),
  }
}

/**
 * Renames what is under the cursor everywhere it is named. A policy is renamed by its name, or, at its path in a
 * Compose file, as a file: every Compose file that refers to it follows.
 */
export async function rename(
  file: SourceFile,
  position: Position,
  newName: string,
  project: Project,
): Promise<WorkspaceEdit | null> {
  const offset = file.source.offsetAt(position)
  const named = namedAt(file, offset, project)
  if (!named || !renamable(named)) return null
  if (named.kind === 'policy') return renamePolicyFile(file, named.path, newName, project)
  const form = forms[named.kind]
  if (form && !form.pattern.test(newName)) throw new RenameRefused(form.words)
  const part = partAt(file, offset, named)
  const occurrences: Occurrence[] =
    named.kind === 'policy-name'
      ? part
        ? [{ file, ...part, definition: true }]
        : []
      : await occurrencesOf(named, file, project)
  return { documentChanges: changesOf(occurrences.map((each) => ({ ...each, newText: newName }))) }
}

/** The edits that keep Compose files right when policy files move. */
export async function followMovedFiles(
  moves: readonly { oldUri: string; newUri: string }[],
  project: Project,
): Promise<WorkspaceEdit | null> {
  const edits: (Occurrence & { newText: string })[] = []
  for (const { oldUri, newUri } of moves) {
    const [from, to] = [pathOf(oldUri), pathOf(newUri)]
    if (from !== undefined && to !== undefined) edits.push(...(await pathEdits(from, to, project)))
  }
  return edits.length > 0 ? { documentChanges: changesOf(edits) } : null
}

async function renamePolicyFile(
  file: SourceFile,
  from: string,
  newName: string,
  project: Project,
): Promise<WorkspaceEdit> {
  if (!/\.(ya?ml|json)$/i.test(newName) || /[\0$]/.test(newName) || !isAbsolute(file.path))
    throw new RenameRefused('A policy is a .yaml or .yml file.')
  const to = resolve(dirname(file.path), newName)
  if (to === from) return { documentChanges: [] }
  if (await project.read(to)) throw new RenameRefused(`There is a file ${basename(to)} already.`)
  return {
    documentChanges: [
      ...changesOf(await pathEdits(from, to, project)),
      { kind: 'rename', oldUri: uriOf(from), newUri: uriOf(to) },
    ],
  }
}

async function pathEdits(from: string, to: string, project: Project) {
  return (await project.referencesTo(from)).map(({ compose, spot }) => {
    const path = isAbsolute(spot.value)
      ? to
      : relative(dirname(compose.path), to).split(sep).join('/')
    const newText = path.startsWith('.') || isAbsolute(path) ? path : `./${path}`
    return { file: compose, ...contentOf(spot.node), definition: false, newText }
  })
}

function renamable({ kind }: Named): boolean {
  return kind !== 'key' && kind !== 'service'
}

/** The part of the node under the cursor that bears the name: `github` of `github/create_issue`. */
function partAt(
  file: SourceFile,
  offset: number,
  named: Named,
): { start: number; end: number } | undefined {
  const node = placeAt(file.source, offset)?.node
  if (!node?.range) return undefined
  if (named.kind === 'anchor') return { start: node.range[0] + 1, end: node.range[1] }
  const content = contentOf(node as Parameters<typeof contentOf>[0])
  return named.kind === 'server' ? { ...content, end: content.start + named.name.length } : content
}

function changesOf(edits: readonly (Occurrence & { newText: string })[]) {
  const byFile = new Map<SourceFile, TextEdit[]>()
  for (const { file, start, end, newText } of edits) {
    const list = byFile.get(file) ?? []
    list.push({ range: file.source.rangeBetween(start, end), newText })
    byFile.set(file, list)
  }
  return [...byFile].map(([file, textEdits]) => ({
    textDocument: { uri: file.uri, version: file.version ?? null },
    edits: textEdits,
  }))
}
