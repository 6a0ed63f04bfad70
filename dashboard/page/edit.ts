import type { EditOrder, EventDetail, Proposed } from '../wire.ts'
import type { Connection } from './connection.ts'
import { copyButton, foreign, h } from './dom.ts'

/** A proposed edit: what it does, as a patch to copy, and a way to have it applied that takes two steps. */
export function editBox(
  proposal: NonNullable<EventDetail['proposal']>,
  connection: Connection,
  order: (edit: Proposed) => EditOrder,
  onApplied: () => void,
): HTMLElement {
  if (!proposal.ok) return h('p', { class: 'muted' }, foreign(proposal.why, 'prose'))
  const { edit } = proposal
  const outcome = h('p', { class: 'outcome', role: 'status' })
  const actions = h('div', { class: 'actions' })
  const start = h('button', { type: 'button', onclick: () => confirm() }, 'Apply…')
  const reset = () =>
    actions.replaceChildren(
      copyButton('Copy patch', () => edit.diff),
      ...(edit.isApplicable ? [start] : []),
    )
  const confirm = () => {
    const write = h(
      'button',
      {
        type: 'button',
        class: 'strong',
        onclick: async () => {
          write.disabled = true
          try {
            const { path } = await connection.apply(order(edit))
            actions.replaceChildren()
            outcome.replaceChildren(
              'Written to ',
              foreign(path, 'path'),
              '. Running sidecars take it with ',
              h('code', {}, 'governance compose reload'),
              '.',
            )
            onApplied()
          } catch (error) {
            outcome.replaceChildren(foreign((error as Error).message, 'prose'))
            reset()
          }
        },
      },
      'Write the file',
    )
    const cancel = h(
      'button',
      {
        type: 'button',
        onclick: () => {
          outcome.replaceChildren()
          reset()
          start.focus()
        },
      },
      'Cancel',
    )
    outcome.replaceChildren('This changes ', foreign(edit.path, 'path'), ' on disk.')
    actions.replaceChildren(write, cancel)
    write.focus()
  }
  reset()
  return h(
    'div',
    { class: 'edit' },
    h('p', {}, foreign(edit.title, 'prose')),
    edit.caution !== undefined && h('p', { class: 'caution' }, foreign(edit.caution, 'prose')),
    diffLines(edit.diff),
    actions,
    !edit.isApplicable &&
      h(
        'p',
        { class: 'muted' },
        'To have it applied here, name the file: ',
        h('code', {}, 'governance dashboard --policy FILE'),
      ),
    outcome,
  )
}

function diffLines(diff: string): HTMLElement {
  const lines = diff.split('\n').slice(3, -1)
  return h(
    'div',
    { class: 'diff', tabindex: 0, role: 'group', 'aria-label': 'The change' },
    ...lines.map((line) => {
      const tone = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same'
      return h('div', { class: tone }, foreign(line === '' ? ' ' : line))
    }),
  )
}
