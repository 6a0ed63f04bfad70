import { differencesBetween, type Outcome } from './suite.ts'

/** A scenario that comes out otherwise behind the gateway than bare, and why that is right. */
export interface Exception {
  revision: string
  scenario: string
  /** Checks that pass and fail: bare, and behind the gateway with everything allowed. */
  bare: readonly [passed: number, failed: number]
  behind: readonly [passed: number, failed: number]
  why: string
}

const resultType =
  "The suite's own server leaves resultType out of results, which this revision demands; the gateway supplies it."
const extension =
  "The suite's own server has no tasks; what it answers instead is no valid answer, and the gateway's refusal is one."

function completed(scenario: string): Exception {
  return { revision: '2026-07-28', scenario, bare: [1, 1], behind: [2, 0], why: resultType }
}

function withoutTasks(
  scenario: string,
  bare: readonly [number, number],
  behind: readonly [number, number],
): Exception {
  return { revision: '2026-07-28', scenario, bare, behind, why: extension }
}

/** All of them. Whatever else differs fails the run, and so does an entry that is no longer true. */
export const exceptions: readonly Exception[] = [
  {
    revision: '2025-11-25',
    scenario: 'server-sse-polling',
    bare: [3, 0],
    behind: [2, 0],
    why: 'The server breaks its stream off; the gateway resumes it, so that the client sees none break off and has nothing to resume.',
  },
  completed('tools-call-simple-text'),
  completed('tools-call-image'),
  completed('tools-call-audio'),
  completed('tools-call-embedded-resource'),
  completed('tools-call-mixed-content'),
  completed('tools-call-error'),
  completed('tools-call-with-progress'),
  {
    revision: '2026-07-28',
    scenario: 'http-header-validation',
    bare: [4, 5],
    behind: [14, 0],
    why: "The suite's own server does not compare headers with bodies; the gateway refuses what differs.",
  },
  withoutTasks('tasks-lifecycle', [1, 8], [2, 7]),
  withoutTasks('tasks-capability-negotiation', [1, 4], [2, 3]),
  withoutTasks('tasks-wire-fields', [0, 4], [1, 3]),
  withoutTasks('tasks-request-state-removal', [0, 2], [1, 1]),
  withoutTasks('tasks-mrtr-input', [0, 4], [1, 3]),
  withoutTasks('tasks-request-headers', [0, 5], [2, 3]),
  withoutTasks('tasks-dispatch-and-envelope', [3, 6], [6, 3]),
  withoutTasks('tasks-required-task-error', [0, 2], [1, 1]),
  withoutTasks('tasks-mrtr-composition', [0, 2], [1, 1]),
]

/** What differs and is no exception, and exceptions that are not true any more; a line each. */
export function unexpectedBetween(
  revision: string,
  bare: ReadonlyMap<string, Outcome>,
  behind: ReadonlyMap<string, Outcome>,
): string[] {
  const line = (scenario: string, before: readonly number[], after: readonly number[]): string =>
    `${scenario}: passed/failed ${before.join('/')} bare, ${after.join('/')} behind the gateway`
  const expected = exceptions
    .filter((exception) => exception.revision === revision)
    .map((one) => line(one.scenario, one.bare, one.behind))
  const found = differencesBetween(bare, behind).map((one) =>
    line(one.scenario, one.before, one.after),
  )
  return [
    ...found.filter((text) => !expected.includes(text)),
    ...expected.filter((text) => !found.includes(text)).map((text) => `not true any more: ${text}`),
  ]
}
