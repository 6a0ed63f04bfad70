import { h } from './dom.ts'

export interface ListOptions<T> {
  label: string
  /** Pixels; the same for each row, so that the place of any of them is known without drawing it. */
  rowHeight(): number
  /** What tells an item from others. */
  key(item: T): string
  draw(item: T): Node[]
  /** Classes of the row. */
  tone(item: T): string
  onOpen(item: T): void
}

/** Rows drawn above and below what is seen. */
const margin = 6
/** Rows that PageUp and PageDown pass. */
const leap = 10

/**
 * A list of any length of which only what is seen is in the document. Driven by keyboard as a listbox is (WAI-ARIA
 * Authoring Practices), and it does not move under the reader's eyes when rows come in above.
 */
export class VirtualList<T> {
  readonly element: HTMLElement
  readonly #space: HTMLElement
  readonly #options: ListOptions<T>
  #items: readonly T[] = []
  #active: string | undefined
  #isDue = false
  /** What is in the document, by its place in the list. */
  #drawn = new Map<number, { item: T; row: HTMLElement }>()
  /** What the pointer went down on; rows may come in before it goes up. */
  #pressed: { key: string; x: number; y: number } | undefined

  constructor(options: ListOptions<T>) {
    this.#options = options
    this.#space = h('div', { class: 'space', role: 'presentation' })
    this.element = h(
      'div',
      {
        class: 'rows',
        role: 'listbox',
        tabindex: 0,
        'aria-label': options.label,
        onscroll: () => this.#redrawSoon(),
        onkeydown: (event: KeyboardEvent) => this.#key(event),
        onpointerdown: (event: PointerEvent) => this.#press(event),
        onpointerup: (event: PointerEvent) => this.#release(event),
        // A click without a pointer is one that assistive technology makes.
        onclick: (event: MouseEvent) => event.detail === 0 && this.#open(this.#under(event)),
        onfocus: () => this.element.matches(':focus-visible') && this.#begin(),
      },
      this.#space,
    )
    new ResizeObserver(() => this.#redrawSoon()).observe(this.element)
  }

  /** @param added how many of them came in at the top since the last time */
  show(items: readonly T[], added = 0): void {
    this.#items = items
    const { element } = this
    const height = this.#options.rowHeight()
    this.#space.style.height = `${items.length * height}px`
    if (added > 0 && element.scrollTop > 0) element.scrollTop += added * height
    this.#draw()
  }

  /** Whether the reader has left the top, where the new is. */
  get isAway(): boolean {
    return this.element.scrollTop > 0
  }

  toTop(): void {
    this.element.scrollTop = 0
  }

  #redrawSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    requestAnimationFrame(() => {
      this.#isDue = false
      this.#draw()
    })
  }

  #draw(): void {
    const { element } = this
    const { rowHeight, key } = this.#options
    const height = rowHeight()
    const first = Math.max(0, Math.floor(element.scrollTop / height) - margin)
    const seen = Math.ceil((element.clientHeight || 600) / height) + 2 * margin
    const drawn = new Map<number, { item: T; row: HTMLElement }>()
    for (const [offset, item] of this.#items.slice(first, first + seen).entries()) {
      const index = first + offset
      const known = this.#drawn.get(index)
      const row = known?.item === item ? known.row : this.#row(index, item)
      row.setAttribute('aria-selected', String(key(item) === this.#active))
      row.setAttribute('aria-setsize', String(this.#items.length))
      row.style.top = `${index * height}px`
      row.style.height = `${height}px`
      drawn.set(index, { item, row })
    }
    this.#drawn = drawn
    const rows = [...drawn.values()].map(({ row }) => row)
    const there = this.#space.children
    if (rows.length !== there.length || rows.some((row, index) => row !== there[index])) {
      this.#space.replaceChildren(...rows)
    }
    const active = this.#activeIndex()
    if (active >= first && active < first + rows.length) {
      element.setAttribute('aria-activedescendant', `row-${active}`)
    } else element.removeAttribute('aria-activedescendant')
  }

  #row(index: number, item: T): HTMLElement {
    return h(
      'div',
      {
        id: `row-${index}`,
        class: `row ${this.#options.tone(item)}`,
        role: 'option',
        'aria-posinset': index + 1,
        'data-index': index,
      },
      ...this.#options.draw(item),
    )
  }

  #activeIndex(): number {
    if (this.#active === undefined) return -1
    return this.#items.findIndex((item) => this.#options.key(item) === this.#active)
  }

  #begin(): void {
    if (this.#activeIndex() < 0 && this.#items.length > 0) {
      const height = this.#options.rowHeight()
      this.#move(Math.ceil(this.element.scrollTop / height))
    }
  }

  #move(index: number): void {
    const bounded = Math.max(0, Math.min(index, this.#items.length - 1))
    const item = this.#items[bounded]
    if (item === undefined) return
    this.#active = this.#options.key(item)
    const { element } = this
    const height = this.#options.rowHeight()
    const top = bounded * height
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + height > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + height - element.clientHeight
    }
    this.#draw()
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const at = this.#activeIndex()
    const steps = new Map([
      ['ArrowDown', at + 1],
      ['j', at + 1],
      ['ArrowUp', at - 1],
      ['k', at - 1],
      ['PageDown', at + leap],
      ['PageUp', at - leap],
      ['Home', 0],
      ['End', this.#items.length - 1],
    ])
    const to = steps.get(event.key)
    const item = this.#items[at]
    if (to !== undefined) this.#move(to)
    else if ((event.key === 'Enter' || event.key === ' ') && item !== undefined) {
      this.#options.onOpen(item)
    } else return
    event.preventDefault()
  }

  #under({ target }: Event): T | undefined {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
    return this.#items[Number(row?.dataset.index ?? Number.NaN)]
  }

  #press(event: PointerEvent): void {
    const item = event.button === 0 ? this.#under(event) : undefined
    this.#pressed = item && { key: this.#options.key(item), x: event.clientX, y: event.clientY }
  }

  #release({ clientX, clientY }: PointerEvent): void {
    const pressed = this.#pressed
    this.#pressed = undefined
    if (!pressed || Math.hypot(clientX - pressed.x, clientY - pressed.y) > 8) return
    this.#open(this.#items.find((item) => this.#options.key(item) === pressed.key))
  }

  #open(item: T | undefined): void {
    if (item === undefined) return
    this.#move(this.#items.indexOf(item))
    this.#options.onOpen(item)
  }
}
