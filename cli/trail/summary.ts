import pc from 'picocolors'
import { printable } from '../../policy/printable.ts'
import { type TallyRow, totalsOf } from '../../policy/usage/index.ts'
import { minute } from './minute.ts'

const COLUMNS = ['SERVICE', 'WHAT', 'TARGET', 'ALLOWED', 'BLOCKED', 'LAST'] as const

/** The trail in numbers: what was blocked first, one line for each thing that a service asked for. */
export function summaryText(rows: readonly TallyRow[]): string {
  const totals = totalsOf(rows)
  const from = rows.reduce((first, row) => (row.first < first ? row.first : first), '9')
  const to = rows.reduce((last, row) => (row.last > last ? row.last : last), '')
  const projects = new Set(rows.map(({ project }) => project))
  const cells = rows.map((row) => [
    printable(projects.size > 1 ? `${row.project}/${row.service}` : row.service),
    row.what,
    printable(row.resource),
    row.allowed === 0 ? '' : String(row.allowed),
    blockedCell(row),
    minute(row.last),
  ])
  const widths = COLUMNS.map((title, column) =>
    Math.min(60, Math.max(title.length, ...cells.map((line) => line[column]?.length ?? 0))),
  )
  const line = (parts: readonly string[]) =>
    parts
      .map((part, column) =>
        isNumber(column) ? part.padStart(widths[column] ?? 0) : part.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  const monitor = totals.wouldBlock > 0 ? `, ${totals.wouldBlock} would be blocked` : ''
  return [
    `${totals.allowed} allowed, ${totals.blocked} blocked${monitor}, from ${minute(from)} to ${minute(to)} UTC`,
    '',
    pc.bold(line(COLUMNS)),
    ...cells.map((parts, index) => {
      const row = rows[index]
      const text = line(parts)
      if (row && row.blocked > 0) return pc.red(text)
      return row && row.wouldBlock > 0 ? pc.yellow(text) : text
    }),
    '',
  ].join('\n')
}

function blockedCell({ blocked, wouldBlock }: TallyRow): string {
  if (wouldBlock === 0) return blocked === 0 ? '' : String(blocked)
  return blocked === 0 ? `(${wouldBlock})` : `${blocked} (${wouldBlock})`
}

function isNumber(column: number): boolean {
  return column === 3 || column === 4
}
