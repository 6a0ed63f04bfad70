import { allowEdit, type Occurrence, type Proposal, removeEdit } from '../../policy/edits/index.ts'
import { printable } from '../../policy/printable.ts'
import type { SourceFile } from '../model/file.ts'

/** Allows what was blocked; its arguments are the policy's URI and the event. */
export const allowCommand = 'governance.allow'
/** Takes an entry out; its arguments are the policy's URI, the entry's path and its text. */
export const removeCommand = 'governance.remove'

export const policyCommands: readonly string[] = [allowCommand, removeCommand]

/** An edit of a policy that a person has asked for, or why there is none. */
export function policyEdit(
  command: string,
  file: SourceFile,
  [first, second]: readonly unknown[],
): Proposal {
  const proposed =
    command === allowCommand
      ? isOccurrence(first)
        ? allowEdit(file.text, file.path, first)
        : unknown
      : isPath(first) && textAt(file, first) === second
        ? removeEdit(file.text, file.path, { path: first })
        : unknown
  return proposed.ok ? proposed : { ok: false, why: printable(proposed.why) }
}

const unknown: Proposal = { ok: false, why: 'The policy is not what it was; try again.' }

/** What stands at a path now: the text may have changed since the lens was drawn. */
function textAt({ source }: SourceFile, path: readonly (string | number)[]): unknown {
  return source.documents[0]?.getIn(path)
}

function isPath(value: unknown): value is (string | number)[] {
  return (
    Array.isArray(value) &&
    value.every((step) => typeof step === 'string' || typeof step === 'number')
  )
}

function isOccurrence(value: unknown): value is Occurrence {
  const event = value as Partial<Occurrence> | null
  return (
    typeof event === 'object' &&
    event !== null &&
    [event.kind, event.action, event.resource, event.decision, event.rule].every(
      (part) => typeof part === 'string',
    )
  )
}
