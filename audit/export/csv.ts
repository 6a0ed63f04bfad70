import type { AuditEvent } from '../event.ts'

const COLUMNS = [
  'time',
  'project',
  'service',
  'kind',
  'action',
  'resource',
  'decision',
  'policy',
  'rule',
  'reason',
  'details',
  'id',
  'writer',
  'seq',
  'hash',
] as const satisfies readonly (keyof AuditEvent)[]

/** The first line of a table of events (RFC 4180), with its line end. */
export function csvHeader(): string {
  return `${COLUMNS.join(',')}\r\n`
}

/** One event as a line of a table (RFC 4180), with its line end. */
export function csvLine(event: AuditEvent): string {
  return `${COLUMNS.map((column) => cell(event[column])).join(',')}\r\n`
}

function cell(value: string | number | object | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = typeof value === 'object' ? JSON.stringify(value) : value
  // Agents choose names, and a spreadsheet runs what begins like a formula.
  const tamed = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(tamed) ? `"${tamed.replaceAll('"', '""')}"` : tamed
}
