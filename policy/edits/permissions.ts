import type { Range } from '../finding.ts'
import { at } from '../lint/context.ts'
import type { Path } from '../located.ts'
import { type PolicyDocument, readPolicyDocument } from '../policy-document.ts'
import { entriesAt } from '../policy-entries.ts'
import { byHand, invalidPolicy, noEdit, type Proposal, proposal } from './edit.ts'
import { withoutEntry } from './list-text.ts'
import { readPolicyText } from './policy-text.ts'

/** One entry of a policy that allows something. */
export interface Permission {
  readonly kind: 'domain' | 'local' | 'key' | 'tool'
  /** As it is written. */
  readonly text: string
  /** As decisions name it: `network.allowedDomains[0]`. */
  readonly rule: string
  readonly path: Path
  readonly range: Range
}

/** The lists that allow something. http rules restrict: to take one away would widen. */
const lists: readonly [Permission['kind'], Path][] = [
  ['domain', at.allowedDomains],
  ['local', at.allowedLocal],
  ['key', at.allowedKeys],
  ['tool', at.allowedTools],
]

/** Everything that a policy allows, entry by entry, in the order of the text. */
export function permissionsOf(text: string, file: string): Permission[] {
  return permissionsIn(readPolicyDocument(text, file))
}

export function permissionsIn(document: PolicyDocument): Permission[] {
  return lists
    .flatMap(([kind, list]) =>
      entriesAt(document, list).map(({ text, path }) => ({
        kind,
        text,
        rule: `${list.slice(1).join('.')}[${path.at(-1)}]`,
        path,
        range: document.locate(path),
      })),
    )
    .sort((a, b) => a.range.start.line - b.range.start.line)
}

/** The edit that takes a permission out of a policy; what depends on it (a binding, an argument rule) stays. */
export function removeEdit(
  text: string,
  file: string,
  { path }: Pick<Permission, 'path'>,
): Proposal {
  const read = readPolicyText(text, file)
  if (!read) return noEdit(invalidPolicy)
  const list = path.slice(0, -1)
  const isPermission = lists.some(([, known]) => known.join('.') === list.join('.'))
  const entry = read.document.part(path)?.value
  if (!isPermission || typeof entry !== 'string') return noEdit('There is no such permission.')
  const removed = withoutEntry(read.document, path)
  if (removed === undefined) return noEdit(byHand)
  return proposal(read.document, `Remove "${entry}" from ${list.at(-1)}`, removed)
}
