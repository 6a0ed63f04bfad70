import type { Row, Violation } from '../wire.ts'
import { foreign, h } from './dom.ts'
import { actionWords, ago, decisionWords, figure, moment } from './words.ts'

/** What the kind of a decision says already; the end of a rule says more. */
const section = /^(?:network|credentials|mcp)\./

/** A decision in one line; in two on a phone. */
export function drawRow(row: Row): Node[] {
  const { mark, word } = decisionWords[row.decision]
  return [
    h('time', { class: 'when', datetime: new Date(row.at).toISOString() }, moment(row.at)),
    row.kind === 'lifecycle'
      ? h('span', { class: 'verdict' }, h('i', { 'aria-hidden': 'true' }, '·'), ' ', row.action)
      : h('span', { class: 'verdict' }, h('i', { 'aria-hidden': 'true' }, mark), ` ${word}`),
    foreign(row.service === '' ? '–' : row.service, 'service'),
    h('span', { class: 'action' }, row.kind === 'lifecycle' ? 'sidecar' : actionWords(row)),
    h(
      'span',
      { class: 'what' },
      foreign(row.resource, 'resource'),
      row.note !== undefined && foreign(row.note, 'note'),
      row.kind === 'lifecycle' && row.reason !== '' && foreign(row.reason, 'note'),
    ),
    foreign(row.rule.replace(section, ''), 'rule'),
  ]
}

export function toneOf({ decision, kind }: Row): string {
  return kind === 'lifecycle' ? 'plain' : decisionWords[decision].tone
}

/** One matter: what was refused, why, how often, and when last. */
export function drawViolation({ row, count, first }: Violation): Node[] {
  const { mark, word } = decisionWords[row.decision]
  const since = count > 1 ? `since ${moment(first)}` : ''
  return [
    h('span', { class: 'verdict' }, h('i', { 'aria-hidden': 'true' }, mark), ` ${word}`),
    h(
      'span',
      { class: 'what' },
      h('span', { class: 'action' }, actionWords(row)),
      foreign(row.resource, 'resource'),
      row.note !== undefined && foreign(row.note, 'note'),
    ),
    foreign(row.reason, 'why'),
    h(
      'span',
      { class: 'times' },
      count > 1 && h('b', { title: since }, `${figure(count)} ×`),
      h('time', { datetime: new Date(row.at).toISOString(), title: since }, ago(row.at)),
    ),
    foreign(row.service === '' ? row.project : row.service, 'service'),
  ]
}

export function violationKey({ row }: Violation): string {
  return JSON.stringify([row.project, row.service, row.kind, row.action, row.resource, row.rule])
}
