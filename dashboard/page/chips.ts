import { foreign, h } from './dom.ts'
import { type Asked, toggled } from './query.ts'
import { shortMoment } from './words.ts'

/** What narrows the list, each as a button that takes it away. */
export function chips(asked: Asked, onAsk: (rest: Asked) => void): HTMLElement[] {
  const { facets, text, stretch } = asked
  const list = [...facets].map(([name, value]): [string, Asked] => [
    `${name}: ${value}`,
    toggled(asked, name, value),
  ])
  if (stretch) {
    const { stretch: _, ...rest } = asked
    list.push([`${shortMoment(stretch.from)} – ${shortMoment(stretch.to)}`, rest])
  }
  if (text !== '') list.push([`“${text}”`, { ...asked, text: '' }])
  return list.map(([words, rest]) =>
    h(
      'button',
      { type: 'button', class: 'chip', onclick: () => onAsk(rest) },
      foreign(words),
      h('span', { 'aria-hidden': 'true' }, ' ✕'),
      h('span', { class: 'visually-hidden' }, ' take away'),
    ),
  )
}
