import type { TextEdit } from '../finding.ts'
import type { PolicyDocument } from '../policy-document.ts'
import { editBetween } from './policy-text.ts'

/** A change of a policy that is proposed to a person, and never made by itself. */
export interface PolicyEdit {
  /** What it does, as an instruction: `Add "pypi.org:443" to allowedDomains`. */
  readonly title: string
  /** As the Language Server Protocol has it: on the text that the edit was made for. */
  readonly edits: readonly TextEdit[]
  /** The whole new text. */
  readonly text: string
  /** What to think of before it is accepted. Whoever shows the edit shows this too. */
  readonly caution?: string
}

/** An edit, or why there is none, as a sentence for people. */
export type Proposal =
  | { readonly ok: true; readonly edit: PolicyEdit }
  | { readonly ok: false; readonly why: string }

export function proposal(
  document: PolicyDocument,
  title: string,
  text: string,
  cautions: readonly string[] = [],
): Proposal {
  const caution = cautions.join(' ')
  const edits = [editBetween(document, text)]
  return { ok: true, edit: { title, edits, text, ...(caution === '' ? {} : { caution }) } }
}

export function noEdit(why: string): Proposal {
  return { ok: false, why }
}

export const invalidPolicy = 'The policy has errors; governance lint names them.'
export const byHand =
  'The policy is written in a way that cannot be edited safely (an anchor, a merge key); edit it by hand.'
