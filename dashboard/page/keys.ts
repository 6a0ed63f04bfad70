import { byId, h } from './dom.ts'

/** A key that works anywhere on the page, with what it does. */
export interface Shortcut {
  key: string
  does: string
  run(): void
}

/** Keys that others handle; they are listed with the rest. */
const local: readonly [string, string][] = [
  ['↑ ↓ j k', 'move in a list'],
  ['Enter', 'open what is chosen'],
  ['← →', 'move in the timeline; Enter narrows to a bar'],
]

/** Makes the shortcuts work, but not while somebody types, and lists them behind `?`. */
export function setUpKeys(shortcuts: readonly Shortcut[]): void {
  const dialog = byId('keys') as HTMLDialogElement
  const list: [string, string][] = [
    ...shortcuts.map(({ key, does }): [string, string] => [key, does]),
    ...local,
  ]
  dialog.append(
    h('h2', { id: 'keys-title' }, 'Keyboard'),
    h(
      'dl',
      {},
      ...list.flatMap(([key, does]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, does)]),
    ),
    h('button', { type: 'button', onclick: () => dialog.close() }, 'Close'),
  )
  byId('help').addEventListener('click', () => dialog.showModal())
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return
    const isTyping = event.target instanceof HTMLInputElement && event.target.type === 'search'
    if (isTyping && event.key !== 'Escape') return
    if (event.key === '?') dialog.showModal()
    const shortcut = shortcuts.find(
      ({ key }) => key === event.key || (key === 'Esc' && event.key === 'Escape'),
    )
    if (!shortcut) return
    event.preventDefault()
    shortcut.run()
  })
}
