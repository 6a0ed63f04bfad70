import {
  type LiveEvents,
  mostRows,
  type Numbers,
  type Permission,
  type PolicyFile,
  type Row,
  type Violation,
} from '../wire.ts'
import { chips } from './chips.ts'
import { type Connection, Refused } from './connection.ts'
import { eventDetail } from './detail.ts'
import { byId, foreign, h } from './dom.ts'
import { editBox } from './edit.ts'
import { emptyState } from './empty.ts'
import { facetLists } from './facets.ts'
import { figures } from './figures.ts'
import { setUpKeys } from './keys.ts'
import { emptyList, moreWords } from './list-words.ts'
import { permissionsView } from './permissions.ts'
import { type Asked, nothingAsked, parametersOf, ranges, toggled, widened } from './query.ts'
import { drawRow, drawViolation, toneOf, violationKey } from './rows.ts'
import { runningView } from './running.ts'
import { type TabName, Tabs, tabNames } from './tabs.ts'
import { Timeline } from './timeline.ts'
import { VirtualList } from './virtual-list.ts'
import { count, figure } from './words.ts'

/** Until a search is sent, after the last key, in milliseconds. */
const searchDelay = 150
/** Until the server is asked again after it was gone. */
const retryDelay = 1_500

const narrow = matchMedia('(max-width: 700px)')

/** The page: what is asked for, what is known, and where it is shown. */
export class App {
  readonly #connection: Connection
  readonly #tabs: Tabs
  readonly #timeline: Timeline
  readonly #decisions: VirtualList<Row>
  readonly #violations: VirtualList<Violation>
  #asked: Asked = nothingAsked
  #rows: readonly Row[] = []
  #numbers: Numbers | undefined
  #news: LiveEvents['status'] | undefined
  #policies: readonly PolicyFile[] | undefined
  #policiesAsked = 0
  #stop = new AbortController()
  #opened: Element | null = null
  #detailToken = 0
  /** Rows that came while the reader was further down. */
  #unseen = 0
  readonly #newer = h('button', {
    type: 'button',
    class: 'newer',
    hidden: true,
    onclick: () => {
      this.#decisions.toTop()
      this.#showList(0)
      this.#focusList()
    },
  })

  constructor(connection: Connection) {
    this.#connection = connection
    this.#tabs = new Tabs(() => this.#showTab())
    this.#timeline = new Timeline((stretch) => this.#ask({ ...this.#asked, stretch }))
    this.#decisions = new VirtualList<Row>({
      label: 'Decisions, the newest first',
      rowHeight: () => (narrow.matches ? 58 : 30),
      key: ({ id }) => id,
      draw: drawRow,
      tone: toneOf,
      onOpen: ({ id }) => void this.#openEvent(id),
    })
    this.#violations = new VirtualList<Violation>({
      label: 'Violations, the latest first',
      rowHeight: () => (narrow.matches ? 84 : 56),
      key: violationKey,
      draw: drawViolation,
      tone: ({ row }) => toneOf(row),
      onOpen: ({ row }) => void this.#openEvent(row.id),
    })
  }

  start(): void {
    byId('timeline').append(this.#timeline.element)
    this.#setUpRange()
    this.#setUpSearch()
    narrow.addEventListener('change', () => this.#showTab())
    const facets = byId('facets') as HTMLDetailsElement
    facets.open = !matchMedia('(max-width: 1000px)').matches
    setUpKeys([
      { key: '/', does: 'search', run: () => byId('search').focus() },
      ...tabNames.map((name, index) => ({
        key: String(index + 1),
        does: `show ${name}`,
        run: () => this.#chooseTab(name),
      })),
      { key: 'l', does: 'go to the list', run: () => this.#focusList() },
      { key: 'x', does: 'clear all filters', run: () => this.#clear() },
      { key: 't', does: 'change the theme', run: () => byId('theme').click() },
      { key: 'Esc', does: 'close the detail, leave the search', run: () => this.#escape() },
    ])
    this.#decisions.element.addEventListener('scroll', () => {
      if (this.#unseen > 0 && !this.#decisions.isAway) this.#showList(0)
    })
    setInterval(() => this.#tick(), 15_000)
    this.#showTab()
    this.#ask(this.#asked)
  }

  /** Asks for something else; what is shown stays until the answer is there. */
  #ask(asked: Asked): void {
    this.#asked = asked
    this.#showChips()
    this.#stop.abort()
    this.#stop = new AbortController()
    void this.#follow(this.#stop.signal)
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#connection.live(
          parametersOf(this.#asked),
          (name, data) => {
            if (!signal.aborted) this.#take(name, data)
          },
          signal,
        )
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof Refused && error.status !== 503) {
          this.#pulse('gone', error.message)
          return
        }
      }
      if (signal.aborted) return
      this.#pulse('gone', 'not connected')
      await new Promise((resolve) => setTimeout(resolve, retryDelay))
    }
  }

  #take<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): void {
    switch (name) {
      case 'view': {
        const { rows, numbers } = data as LiveEvents['view']
        this.#rows = rows
        this.#takeNumbers(numbers)
        this.#showFacets()
        this.#showList(0)
        break
      }
      case 'rows': {
        const { rows } = data as LiveEvents['rows']
        this.#rows = [...rows, ...this.#rows].slice(0, mostRows)
        this.#showList(rows.length)
        break
      }
      case 'numbers':
        this.#takeNumbers(data as Numbers)
        break
      case 'status':
        this.#news = data as LiveEvents['status']
        this.#showNotice()
        this.#showFigures()
        if (this.#tabs.current === 'running') this.#showTab()
        break
    }
  }

  #takeNumbers(numbers: Numbers): void {
    const { trail } = numbers
    this.#numbers = numbers
    const events = count(trail.read, 'event')
    if (trail.reading) this.#pulse('busy', 'reading', events)
    else this.#pulse('live', 'live', events)
    this.#timeline.show(numbers)
    byId('main').classList.toggle('is-empty', trail.read === 0)
    this.#showFigures()
    // Counts change all the time; what somebody points at is not pulled away from below the pointer.
    if (!byId('facet-lists').matches(':hover')) this.#showFacets()
    this.#tabs.count(
      'violations',
      numbers.violations.length > 0
        ? figure(numbers.violations.length + numbers.moreViolations)
        : '',
    )
    if (this.#tabs.current === 'violations') this.#showList(0)
    if (!trail.reading) void this.#askPolicies(false)
  }

  #showFacets(): void {
    if (!this.#numbers) return
    const place = byId('facet-lists')
    const chosen = (document.activeElement as HTMLElement | null)?.dataset.facet
    place.replaceChildren(
      ...facetLists(this.#numbers, this.#asked, (name, value) =>
        this.#ask(toggled(this.#asked, name, value)),
      ),
    )
    if (chosen === undefined) return
    const buttons = [...place.querySelectorAll('button')]
    buttons.find(({ dataset }) => dataset.facet === chosen)?.focus()
  }

  #showFigures(): void {
    if (!this.#numbers) return
    const unused = this.#unused()
    this.#tabs.count('permissions', unused === undefined || unused === 0 ? '' : figure(unused))
    const place = byId('figures')
    const at = [...place.children].indexOf(document.activeElement as Element)
    place.replaceChildren(
      ...figures(this.#numbers, unused, this.#news?.status.leases ?? [], (tab) =>
        this.#chooseTab(tab),
      ),
    )
    if (at >= 0) (place.children[at] as HTMLElement | undefined)?.focus()
  }

  #unused(): number | undefined {
    const known = this.#policies?.filter(
      ({ since, incomplete }) => since !== undefined && !incomplete,
    )
    if (!known || known.length === 0) return undefined
    return known.flatMap(({ permissions }) => permissions).filter((each) => each.count === 0).length
  }

  #showNotice(): void {
    const notice = byId('notice')
    const engine = this.#news?.status.engine
    notice.hidden = engine === undefined || engine.ok
    if (engine && !engine.ok) {
      notice.replaceChildren(
        h('strong', {}, 'No Docker engine. '),
        'What governance exec recorded is shown. ',
        foreign(engine.reason.split('\n')[0] ?? '', 'prose'),
      )
    }
  }

  #showChips(): void {
    const place = byId('chips')
    const list = chips(this.#asked, (rest) => {
      ;(byId('search') as HTMLInputElement).value = rest.text
      this.#ask(rest)
    })
    place.hidden = list.length === 0
    place.replaceChildren(...list)
    for (const input of document.querySelectorAll<HTMLInputElement>('#range input')) {
      input.checked = input.value === String(this.#asked.range.length)
    }
  }

  #chooseTab(name: TabName): void {
    this.#tabs.choose(name)
    this.#showTab()
  }

  #showTab(): void {
    const place = byId('list')
    switch (this.#tabs.current) {
      case 'violations':
      case 'decisions':
        this.#showList(0)
        break
      case 'permissions':
        place.replaceChildren(
          this.#policies
            ? permissionsView(
                this.#policies,
                (file, permission) => void this.#openRemoval(file, permission),
              )
            : emptyState('Reading the policies.', ''),
        )
        void this.#askPolicies(true)
        break
      case 'running': {
        const before = place.firstElementChild
        const view = this.#news ? runningView(this.#news) : emptyState('Asking the engine.', '')
        const hasFocus = before !== null && before === document.activeElement
        const top = before?.scrollTop ?? 0
        place.replaceChildren(view)
        view.scrollTop = top
        if (hasFocus) view.focus({ preventScroll: true })
        break
      }
    }
  }

  #showList(added: number): void {
    const tab = this.#tabs.current
    if (tab !== 'violations' && tab !== 'decisions') return
    const place = byId('list')
    const length = tab === 'violations' ? this.#numbers?.violations.length : this.#rows.length
    if (!length) {
      const empty = emptyList(tab, this.#numbers, this.#asked)
      if (place.textContent !== empty.textContent) place.replaceChildren(empty)
      return
    }
    const list = tab === 'violations' ? this.#violations : this.#decisions
    this.#unseen = this.#decisions.isAway ? this.#unseen + added : 0
    if (place.firstElementChild !== list.element) {
      place.replaceChildren(list.element, h('p', { class: 'more' }), this.#newer)
    }
    if (tab === 'violations') this.#violations.show(this.#numbers?.violations ?? [])
    else this.#decisions.show(this.#rows, added)
    const more = this.#numbers ? moreWords(tab, this.#numbers, this.#rows.length) : ''
    const line = list.element.nextElementSibling
    if (line && line.textContent !== more) line.textContent = more
    this.#newer.hidden = tab === 'violations' || this.#unseen === 0
    this.#newer.textContent = `↑ ${count(this.#unseen, 'new decision')}`
  }

  async #openEvent(id: string): Promise<void> {
    const token = this.#openDetail()
    try {
      const detail = await this.#connection.event(id)
      if (token !== this.#detailToken) return
      this.#showDetail(eventDetail(detail, this.#connection, () => void this.#askPolicies(true)))
    } catch (error) {
      if (token === this.#detailToken) this.#showDetail([h('p', {}, (error as Error).message)])
    }
  }

  async #openRemoval(file: PolicyFile, permission: Permission): Promise<void> {
    const token = this.#openDetail()
    const { rule, text } = permission
    try {
      const proposal = await this.#connection.removal(file.id, rule, text)
      if (token !== this.#detailToken) return
      this.#showDetail([
        h('p', { class: 'stamp' }, 'never used'),
        h('h2', {}, foreign(text, 'prose')),
        h('p', { class: 'muted' }, foreign(`${file.path}:${permission.line}`, 'path')),
        h('h3', {}, 'To take it away'),
        editBox(
          proposal,
          this.#connection,
          ({ file: id, digest }) => ({ do: 'remove', rule, text, file: id, digest }),
          () => void this.#askPolicies(true),
        ),
      ])
    } catch (error) {
      if (token === this.#detailToken) this.#showDetail([h('p', {}, (error as Error).message)])
    }
  }

  #openDetail(): number {
    if (byId('detail').hidden) this.#opened = document.activeElement
    this.#detailToken += 1
    return this.#detailToken
  }

  #showDetail(parts: readonly HTMLElement[]): void {
    const place = byId('detail')
    const close = h(
      'button',
      {
        type: 'button',
        class: 'quiet close',
        'aria-label': 'Close the detail',
        onclick: () => this.#closeDetail(),
      },
      '✕',
    )
    place.replaceChildren(close, ...parts)
    place.hidden = false
    document.documentElement.classList.add('has-detail')
    place.scrollTop = 0
    place.focus({ preventScroll: true })
  }

  #closeDetail(): void {
    byId('detail').hidden = true
    document.documentElement.classList.remove('has-detail')
    this.#detailToken += 1
    if (this.#opened instanceof HTMLElement && this.#opened.isConnected) this.#opened.focus()
    else this.#focusList()
  }

  #escape(): void {
    const search = byId('search') as HTMLInputElement
    if (document.activeElement === search) {
      search.blur()
      this.#focusList()
    } else if (!byId('detail').hidden) this.#closeDetail()
  }

  #focusList(): void {
    const list = byId('list').querySelector<HTMLElement>('[tabindex="0"]')
    list?.focus({ preventScroll: true })
  }

  #clear(): void {
    ;(byId('search') as HTMLInputElement).value = ''
    this.#ask(widened(this.#asked))
  }

  /** Policies are read again at most every ten seconds unless somebody looks at them. */
  async #askPolicies(isWanted: boolean): Promise<void> {
    if (!isWanted && Date.now() - this.#policiesAsked < 10_000) return
    this.#policiesAsked = Date.now()
    const before = JSON.stringify(this.#policies)
    try {
      this.#policies = await this.#connection.policies()
    } catch {
      return
    }
    if (JSON.stringify(this.#policies) === before) return
    this.#showFigures()
    if (this.#tabs.current === 'permissions') this.#showTab()
  }

  /** Words such as "2 min ago" and times left go on without events. */
  #tick(): void {
    this.#showFigures()
    if (this.#tabs.current === 'violations') this.#showList(0)
    if (this.#tabs.current === 'running') this.#showTab()
  }

  /** Whether it is live is read out; how many events there are is not, or a screen reader would never be quiet. */
  #pulse(state: 'live' | 'busy' | 'gone', words: string, more = ''): void {
    const place = byId('pulse')
    place.className = `pulse ${state}`
    if (!place.firstChild) {
      place.append(
        h('span', { class: 'dot', 'aria-hidden': 'true' }),
        h('span', { role: 'status' }),
        h('span'),
      )
    }
    const [, spoken, silent] = place.children
    if (spoken && spoken.textContent !== words) spoken.textContent = words
    if (silent) silent.textContent = more
  }

  #setUpRange(): void {
    byId('range').append(
      ...ranges.map((range) =>
        h(
          'label',
          {},
          h('input', {
            type: 'radio',
            name: 'range',
            value: range.length,
            'aria-label': range.name,
            onchange: () => {
              const { stretch: _, ...rest } = this.#asked
              this.#ask({ ...rest, range })
            },
          }),
          h('span', { 'aria-hidden': 'true' }, range.label),
        ),
      ),
    )
  }

  #setUpSearch(): void {
    const search = byId('search') as HTMLInputElement
    let timer: ReturnType<typeof setTimeout> | undefined
    search.addEventListener('input', () => {
      clearTimeout(timer)
      timer = setTimeout(
        () => this.#ask({ ...this.#asked, text: search.value.trim() }),
        searchDelay,
      )
    })
    search.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.#focusList()
    })
  }
}
