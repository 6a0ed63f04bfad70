import { byId, h } from './dom.ts'

export const tabNames = ['violations', 'decisions', 'permissions', 'running'] as const
export type TabName = (typeof tabNames)[number]

const titles: Readonly<Record<TabName, string>> = {
  violations: 'Violations',
  decisions: 'Decisions',
  permissions: 'Permissions',
  running: 'Running',
}

/** Tabs as the WAI-ARIA Authoring Practices have them: one is in the order of focus, arrows lead to the others. */
export class Tabs {
  readonly #buttons: ReadonlyMap<TabName, HTMLButtonElement>
  readonly #counts: ReadonlyMap<TabName, HTMLElement>
  #current: TabName = 'violations'

  constructor(onChoose: (name: TabName) => void) {
    const choose = (name: TabName) => {
      this.choose(name)
      onChoose(name)
    }
    this.#counts = new Map(tabNames.map((name) => [name, h('span', { class: 'count' })]))
    this.#buttons = new Map(
      tabNames.map((name) => [
        name,
        h(
          'button',
          {
            type: 'button',
            role: 'tab',
            id: `tab-${name}`,
            'aria-controls': 'list',
            onclick: () => choose(name),
            onkeydown: (event: KeyboardEvent) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
              if (step === 0) return
              event.preventDefault()
              const at = tabNames.indexOf(name) + step + tabNames.length
              const next = tabNames[at % tabNames.length] ?? name
              choose(next)
              this.#buttons.get(next)?.focus()
            },
          },
          titles[name],
          this.#counts.get(name),
        ),
      ]),
    )
    byId('tabs').append(...this.#buttons.values())
    this.choose('violations')
  }

  get current(): TabName {
    return this.#current
  }

  choose(name: TabName): void {
    this.#current = name
    for (const [each, button] of this.#buttons) {
      button.setAttribute('aria-selected', String(each === name))
      button.tabIndex = each === name ? 0 : -1
    }
    byId('list').setAttribute('aria-labelledby', `tab-${name}`)
  }

  count(name: TabName, text: string): void {
    const place = this.#counts.get(name)
    if (place && place.textContent !== text) place.textContent = text
  }
}
