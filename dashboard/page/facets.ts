import { type FacetName, facetNames, type Numbers } from '../wire.ts'
import { foreign, h } from './dom.ts'
import type { Asked } from './query.ts'
import { count, figure } from './words.ts'

const titles: Readonly<Record<FacetName, string>> = {
  service: 'Service',
  tool: 'Tool',
  domain: 'Domain',
  key: 'Key',
  policy: 'Policy',
  project: 'Project',
}

/** What there is to narrow by, what was refused most first. A facet of one value would narrow nothing. */
export function facetLists(
  numbers: Numbers,
  asked: Asked,
  onToggle: (name: FacetName, value: string) => void,
): HTMLElement[] {
  return facetNames.flatMap((name) => {
    const values = numbers.facets[name]
    const chosen = asked.facets.get(name)
    const isUseful = values.length > 1 || ['tool', 'domain', 'key'].includes(name)
    if (values.length === 0 || (!isUseful && chosen === undefined)) return []
    return [
      h(
        'section',
        { class: 'facet' },
        h('h2', {}, titles[name]),
        h(
          'ul',
          {},
          ...values.map(({ value, allowed, refused }) =>
            h(
              'li',
              {},
              h(
                'button',
                {
                  type: 'button',
                  'aria-pressed': String(value === chosen),
                  'data-facet': `${name} ${value}`,
                  onclick: () => onToggle(name, value),
                },
                foreign(value),
                h(
                  'span',
                  { class: 'counts' },
                  refused > 0 &&
                    h('b', { title: count(refused, 'refusal') }, `${figure(refused)} ✕`),
                  (allowed > 0 || refused === 0) &&
                    h('span', { title: `${figure(allowed)} allowed` }, figure(allowed)),
                ),
              ),
            ),
          ),
        ),
      ),
    ]
  })
}
