import { isScalar } from 'yaml'
import type { Finding } from '../policy/finding.ts'
import type { SourceFile } from './model/file.ts'
import { nodeAt } from './model/place.ts'

/** A quarter: after that long, a policy has to be looked at again. */
export const daysBetweenReviews = 90

const aDay = 24 * 60 * 60_000

/**
 * A policy that says when it was last looked at, and that this is long ago. One that does not say so is left alone:
 * a file's own dates tell who copied it, not who read it.
 *
 * @param now milliseconds since 1970.
 */
export function reviewFindings(file: SourceFile, now: number): Finding[] {
  const node = nodeAt(file.source.documents[0]?.contents, ['metadata', 'labels', 'reviewed'])
  const range = file.source.rangeOf(node)
  if (!isScalar(node) || typeof node.value !== 'string' || !range) return []
  const day = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(node.value) ? Date.parse(node.value) : Number.NaN
  const age = Math.floor((now - day) / aDay)
  if (!Number.isNaN(day) && age <= daysBetweenReviews && age >= -1) return []
  return [
    {
      rule: 'review-overdue',
      severity: 'info',
      message: Number.isNaN(day)
        ? `${JSON.stringify(node.value)} is no date, so nobody knows when this policy was reviewed`
        : age < 0
          ? `This policy says that it was reviewed in the future, on ${node.value}`
          : `This policy was reviewed ${age} days ago`,
      help: 'Look at what it allows and at what was used (governance audit report), then write the day of it: reviewed: "2026-01-31".',
      file: file.path,
      range,
    },
  ]
}
