/**
 * What one policy says to one question, before policies are combined and the mode is applied.
 * `always` marks a refusal that monitor mode does not lift.
 */
export type Verdict =
  | { readonly allowed: true; readonly rule: string; readonly reason: string }
  | {
      readonly allowed: false
      readonly rule: string
      readonly reason: string
      readonly always?: true
    }

export function allow(rule: string, reason: string): Verdict {
  return { allowed: true, rule, reason }
}

export function deny(rule: string, reason: string): Verdict {
  return { allowed: false, rule, reason }
}

export function denyAlways(rule: string, reason: string): Verdict {
  return { allowed: false, rule, reason, always: true }
}
