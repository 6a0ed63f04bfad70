import type { DecidedBy, EventDetail } from '../wire.ts'
import type { Connection } from './connection.ts'
import { copyButton, foreign, h } from './dom.ts'
import { editBox } from './edit.ts'
import { decisionWords, moment } from './words.ts'

/** Everything about one event: what it was, the line that decided it, what would change that, and the record itself. */
export function eventDetail(
  detail: EventDetail,
  connection: Connection,
  onApplied: () => void,
): HTMLElement[] {
  const { event, sentence, decidedBy, proposal } = detail
  const { word, tone } = decisionWords[event.decision]
  return [
    h(
      'p',
      { class: `stamp ${event.kind === 'lifecycle' ? 'plain' : tone}` },
      event.kind === 'lifecycle' ? event.action : word,
      h('span', {}, ` · ${moment(Date.parse(event.time))}`),
    ),
    h('h2', {}, foreign(sentence.replace(/^\[[^\]]*\] [A-Z]+: /, ''), 'prose')),
    h('p', {}, foreign(event.reason, 'prose')),
    ...(event.kind === 'lifecycle'
      ? []
      : [h('h3', {}, 'Decided by'), ...decidedBy.map(drawDecidedBy)]),
    ...(proposal
      ? [
          h('h3', {}, 'To allow it'),
          editBox(
            proposal,
            connection,
            ({ file, digest }) => ({ do: 'allow', event: event.id, file, digest }),
            onApplied,
          ),
        ]
      : []),
    h('h3', {}, 'On record'),
    record(detail),
    h(
      'div',
      { class: 'actions' },
      copyButton('Copy as JSON', () => JSON.stringify(event, null, 2)),
    ),
  ]
}

function drawDecidedBy({ rule, policy, place, why }: DecidedBy): HTMLElement {
  if (!place) {
    return h(
      'div',
      { class: 'decided' },
      rule !== '' && h('p', {}, foreign(rule, 'code'), ' of ', foreign(policy, 'prose')),
      why !== undefined && h('p', { class: 'muted' }, foreign(why, 'prose')),
    )
  }
  const where = `${place.path}:${place.range.start.line + 1}`
  return h(
    'div',
    { class: 'decided' },
    h(
      'p',
      {},
      foreign(where, 'path'),
      ' ',
      copyButton('Copy place', () => where),
    ),
    h(
      'pre',
      { tabindex: 0, role: 'group', 'aria-label': 'Line of the policy' },
      ...place.lines.map((line) => foreign(line)),
    ),
    h('p', { class: 'muted' }, foreign(rule, 'code')),
    place.changedSince &&
      h(
        'p',
        { class: 'caution' },
        'The file says something else by now than when this was decided.',
      ),
  )
}

function record({ event }: EventDetail): HTMLElement {
  const { details, ...members } = event
  const entries = [
    ...Object.entries(members),
    ...Object.entries(details ?? {}).map(([name, value]) => [`details.${name}`, value] as const),
  ]
  return h(
    'dl',
    { class: 'record' },
    ...entries
      .filter(([, value]) => value !== '')
      .flatMap(([name, value]) => [
        h('dt', {}, foreign(name)),
        h('dd', {}, foreign(String(value))),
      ]),
  )
}
