import type { EventDraft } from './event.ts'

const LONGEST_TEXT = 1024
const MOST_DETAILS = 32

/**
 * A copy of the draft that cannot swell the trail: agents choose host names, tool names and paths, and may choose long
 * ones. What is cut ends in an ellipsis.
 */
export function boundedDraft(draft: EventDraft): EventDraft {
  const bounded: EventDraft = {
    policy: cut(draft.policy),
    policyDigest: cut(draft.policyDigest),
    service: cut(draft.service),
    kind: draft.kind,
    action: cut(draft.action),
    resource: cut(draft.resource),
    decision: draft.decision,
    rule: cut(draft.rule),
    reason: cut(draft.reason),
  }
  if (draft.details !== undefined) {
    const details: [string, string | number | boolean][] = []
    for (const [name, value] of Object.entries(draft.details).slice(0, MOST_DETAILS)) {
      details.push([cut(name), typeof value === 'string' ? cut(value) : value])
    }
    // Not by assignment: a detail may be called __proto__.
    bounded.details = Object.fromEntries(details)
  }
  return bounded
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`
}
