import type { Bucket, Numbers } from '../wire.ts'
import { h, s } from './dom.ts'
import { count, figure, shortMoment, span } from './words.ts'

/** Height of the drawing above and below its axis, in its own units. */
const above = 34
const below = 22

/**
 * What was refused stands above the axis and what was allowed hangs below it, each to a scale of its own: one refusal
 * among ten thousand allowed things is still seen. A slider, so that a keyboard reaches every bar.
 */
export class Timeline {
  readonly element: HTMLElement
  readonly #drawing: SVGSVGElement
  readonly #caption: HTMLElement
  readonly #onPick: (stretch: { from: number; to: number }) => void
  #buckets: readonly Bucket[] = []
  #length = 1
  #at: number | undefined

  constructor(onPick: (stretch: { from: number; to: number }) => void) {
    this.#onPick = onPick
    this.#drawing = s('svg', { preserveAspectRatio: 'none', 'aria-hidden': 'true' })
    this.#caption = h('p', { class: 'caption' })
    const slider = h(
      'div',
      {
        class: 'bars',
        role: 'slider',
        tabindex: 0,
        'aria-label': 'Timeline; Enter narrows to a bar',
        'aria-valuemin': 0,
        'aria-valuemax': 0,
        'aria-valuenow': 0,
        onkeydown: (event: KeyboardEvent) => this.#key(event),
        onpointermove: (event: PointerEvent) => this.#point(this.#under(event)),
        onpointerleave: () => this.#point(undefined),
        onclick: (event: MouseEvent) => this.#pick(this.#under(event)),
      },
      this.#drawing,
    )
    this.element = h('div', {}, slider, this.#caption)
  }

  show({ timeline, bucket }: Numbers): void {
    this.#buckets = timeline
    this.#length = bucket
    const width = timeline.length
    const most = (of: (bucket: Bucket) => number) => Math.max(1, ...timeline.map(of))
    const refused = most((each) => each.refused)
    const allowed = most((each) => each.allowed)
    // What is there at all is seen.
    const size = (value: number, all: number, room: number) =>
      value === 0 ? 0 : Math.max(2, (value / all) * room)
    this.#drawing.setAttribute('viewBox', `0 0 ${width} ${above + below + 1}`)
    this.#drawing.replaceChildren(
      ...timeline.flatMap((each, index) => {
        const up = size(each.refused, refused, above)
        const down = size(each.allowed, allowed, below)
        const bar = { x: index + 0.12, width: 0.76 }
        return [
          s('rect', { ...bar, y: above - up, height: up, class: 'refused' }),
          s('rect', { ...bar, y: above + 1, height: down, class: 'allowed' }),
        ]
      }),
      s('rect', { x: 0, y: above, width, height: 0.6, class: 'axis' }),
    )
    this.#describe()
  }

  get #slider(): Element {
    return this.element.firstElementChild as Element
  }

  #describe(): void {
    const slider = this.#slider
    const at = this.#at ?? this.#buckets.length - 1
    slider.setAttribute('aria-valuemax', String(Math.max(0, this.#buckets.length - 1)))
    slider.setAttribute('aria-valuenow', String(Math.max(0, at)))
    slider.setAttribute('aria-valuetext', this.#wordsOf(at))
    const [first, last] = [this.#buckets[0], this.#buckets.at(-1)]
    this.#caption.replaceChildren(
      h('span', {}, first ? shortMoment(first.at) : ''),
      h('span', {}, this.#at === undefined ? this.#summary() : this.#wordsOf(at)),
      h('span', {}, last ? endWords(last.at + this.#length) : ''),
    )
    const bars = this.#drawing.querySelectorAll('rect:not(.axis)')
    for (const [index, bar] of bars.entries()) {
      bar.classList.toggle('at', index >> 1 === this.#at)
    }
  }

  #summary(): string {
    const refused = Math.max(0, ...this.#buckets.map((each) => each.refused))
    const allowed = Math.max(0, ...this.#buckets.map((each) => each.allowed))
    return `refused above, at most ${figure(refused)} in ${span(this.#length)}; allowed below, at most ${figure(allowed)}`
  }

  #wordsOf(index: number): string {
    const bucket = this.#buckets[index]
    if (!bucket) return 'nothing'
    const { at, refused, allowed } = bucket
    return `${shortMoment(at)} – ${shortMoment(at + this.#length)}: ${count(refused, 'refusal')}, ${figure(allowed)} allowed`
  }

  #under(event: MouseEvent): number {
    const { left, width } = this.#slider.getBoundingClientRect()
    const index = Math.floor(((event.clientX - left) / width) * this.#buckets.length)
    return Math.max(0, Math.min(index, this.#buckets.length - 1))
  }

  #point(index: number | undefined): void {
    this.#at = index
    this.#describe()
  }

  #pick(index: number): void {
    const bucket = this.#buckets[index]
    if (bucket) this.#onPick({ from: bucket.at, to: bucket.at + this.#length })
  }

  #key(event: KeyboardEvent): void {
    const last = this.#buckets.length - 1
    const at = this.#at ?? last
    const steps = new Map([
      ['ArrowLeft', at - 1],
      ['ArrowDown', at - 1],
      ['ArrowRight', at + 1],
      ['ArrowUp', at + 1],
      ['Home', 0],
      ['End', last],
    ])
    const to = steps.get(event.key)
    if (to !== undefined) this.#point(Math.max(0, Math.min(to, last)))
    else if (event.key === 'Enter') this.#pick(at)
    else return
    event.preventDefault()
  }
}

function endWords(end: number): string {
  return end >= Date.now() ? 'now' : shortMoment(end)
}
