import type { AuditEvent, ChainReport } from '../../../audit/index.ts'
import type { UsedPermission } from '../../../policy/edits/index.ts'
import {
  type PolicyVersion,
  refused,
  type TallyRow,
  totalsOf,
} from '../../../policy/usage/index.ts'
import { minute } from '../minute.ts'
import type { Block, Page } from './page.ts'

/** What the review is made of. */
export interface ReviewMatter {
  /** `YYYY-MM-DD`. */
  from: string
  to: string
  rows: readonly TallyRow[]
  /** What was asked for before the period, as far as the trail goes back. */
  before: readonly TallyRow[]
  versions: readonly PolicyVersion[]
  /** Turns in the life of sidecars and chains within the period. */
  lifecycle: readonly AuditEvent[]
  chains: readonly ChainReport[]
  /** Policies that were found here, with what nothing was allowed by. */
  policies: readonly { file: string; unused: readonly UsedPermission[] }[]
}

/** Rows of one table; the rest is counted. */
const MOST = 50

/** The review of a period: what changed, what was blocked, what nobody used, and what to do about it. */
export function reviewOf(matter: ReviewMatter): Page {
  const { rows, chains } = matter
  const { allowed, blocked, wouldBlock } = totalsOf(rows)
  const monitor = wouldBlock > 0 ? `, and ${wouldBlock} would have been in enforce mode` : ''
  return {
    title: `What agents did, ${matter.from} to ${matter.to}`,
    blocks: [
      {
        kind: 'text',
        text: `${allowed} requests were allowed, ${blocked} blocked${monitor}. ${record(chains)}`,
      },
      ...changed(matter),
      ...stopped(rows),
      ...fresh(matter),
      ...unused(matter),
      ...credentials(rows),
      ...next(matter),
    ],
  }
}

function next({ from, rows }: ReviewMatter): Block[] {
  const names = [...new Set(rows.flatMap(({ policies }) => policies))].sort()
  if (names.length === 0) return []
  return [
    { kind: 'heading', text: 'Next' },
    { kind: 'text', text: 'The least policy that covers what was really used:' },
    ...names.map(
      (name): Block => ({
        kind: 'command',
        text: `governance policy suggest --policy ${name} --since ${from}`,
      }),
    ),
  ]
}

function record(chains: readonly ChainReport[]): string {
  const broken = chains.filter(({ breach }) => breach)
  if (chains.length === 0) return 'There is no record.'
  if (broken.length === 0) return `The record is whole: ${chains.length} chains were followed.`
  return `THE RECORD IS BROKEN: ${broken
    .map(({ project, writer, breach }) => `${project}/${writer}: ${breach?.message}`)
    .join('; ')}`
}

function changed({ versions, lifecycle }: ReviewMatter): Block[] {
  const notable = lifecycle.filter(({ action }) => NOTABLE.has(action))
  return [
    { kind: 'heading', text: 'What changed' },
    table(
      ['Policy', 'Version', 'Decided from', 'to'],
      versions.map(({ policy, digest, first, last }) => [
        policy,
        digest.replace('sha256:', '').slice(0, 12),
        minute(first),
        minute(last),
      ]),
      'No policy decided anything.',
    ),
    ...(notable.length === 0
      ? []
      : [
          table(
            ['When', 'Project', 'What', 'Why'],
            notable.map(({ time, project, resource, action, reason }) => [
              minute(time),
              project,
              `${resource} ${action}`,
              reason,
            ]),
            '',
          ),
        ]),
  ]
}

/** Turns that somebody who reviews wants to know of; starts and stops are none. */
const NOTABLE = new Set(['reload', 'recover', 'gap', 'retire', 'accept'])

function stopped(rows: readonly TallyRow[]): Block[] {
  return [
    { kind: 'heading', text: 'What was blocked' },
    table(
      ['Service', 'What', 'Target', 'Times', 'Last', 'Why'],
      rows
        .filter((row) => refused(row) > 0)
        .map((row) => [
          row.service,
          row.what,
          row.resource,
          row.wouldBlock === 0
            ? String(row.blocked)
            : `${row.blocked} (${row.wouldBlock} let pass)`,
          minute(row.last),
          row.refusal?.reason ?? '',
        ]),
      'Nothing.',
    ),
  ]
}

function fresh({ rows, before }: ReviewMatter): Block[] {
  const known = new Set(before.map(identity))
  const first = rows.filter((row) => row.allowed > 0 && !known.has(identity(row)))
  if (before.length === 0) return []
  return [
    { kind: 'heading', text: 'What was used for the first time' },
    table(
      ['Service', 'What', 'Target', 'Times', 'First'],
      first.map((row) => [
        row.service,
        row.what,
        row.resource,
        String(row.allowed),
        minute(row.first),
      ]),
      'Nothing that was not used before.',
    ),
  ]
}

function unused({ policies }: ReviewMatter): Block[] {
  if (policies.length === 0) {
    return [
      { kind: 'heading', text: 'What nobody used' },
      {
        kind: 'text',
        text: 'No policy of that name is in this folder, so what it allows could not be compared.',
      },
    ]
  }
  return [
    { kind: 'heading', text: 'What nobody used' },
    table(
      ['Permission', 'Where'],
      policies.flatMap(({ file, unused }) =>
        unused.map(({ text, rule, range }) => [text, `${file}:${range.start.line + 1} (${rule})`]),
      ),
      'Every permission was used.',
    ),
  ]
}

function credentials(rows: readonly TallyRow[]): Block[] {
  const keys = rows.filter(({ what, allowed }) => what === 'key' && allowed > 0)
  if (keys.length === 0) return []
  return [
    { kind: 'heading', text: 'Credentials' },
    table(
      ['Key', 'Service', 'Times', 'For', 'Last'],
      keys.map((row) => [
        row.resource,
        row.service,
        String(row.allowed),
        row.usedFor.join(', '),
        minute(row.last),
      ]),
      '',
    ),
  ]
}

function table(columns: readonly string[], rows: string[][], empty: string): Block {
  if (rows.length === 0) return { kind: 'text', text: empty }
  const rest = rows.length - MOST
  return {
    kind: 'table',
    columns,
    rows:
      rest > 0
        ? [...rows.slice(0, MOST), [`and ${rest} more`, ...columns.slice(1).map(() => '')]]
        : rows,
  }
}

function identity({ project, service, what, resource }: TallyRow): string {
  return JSON.stringify([project, service, what, resource])
}
