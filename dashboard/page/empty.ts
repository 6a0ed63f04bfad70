import { h } from './dom.ts'

/** What is said where there is nothing: what that means, and the next step. */
export function emptyState(title: string, text: string, command?: string): HTMLElement {
  return h(
    'div',
    { class: 'empty' },
    h('h2', {}, title),
    h('p', {}, text, command !== undefined && h('code', {}, command)),
  )
}
