import { type FacetName, facetNames } from '../wire.ts'

export const ranges = [
  { label: '1 h', name: 'last hour', length: 3_600_000 },
  { label: '24 h', name: 'last 24 hours', length: 86_400_000 },
  { label: '7 d', name: 'last 7 days', length: 604_800_000 },
  { label: '30 d', name: 'last 30 days', length: 2_592_000_000 },
] as const

/** What the reader asks for. Replaced whole whenever it changes. */
export interface Asked {
  readonly range: (typeof ranges)[number]
  readonly facets: ReadonlyMap<FacetName, string>
  readonly text: string
  readonly stretch?: { readonly from: number; readonly to: number }
}

export const nothingAsked: Asked = { range: ranges[1], facets: new Map(), text: '' }

export function isNarrowed({ facets, text, stretch }: Asked): boolean {
  return facets.size > 0 || text !== '' || stretch !== undefined
}

/** The same without what narrows; the range stays. */
export function widened({ range }: Asked): Asked {
  return { ...nothingAsked, range }
}

/** With a facet set, or not set any more where it was set to that already. */
export function toggled(asked: Asked, name: FacetName, value: string): Asked {
  const facets = new Map(asked.facets)
  if (facets.get(name) === value) facets.delete(name)
  else facets.set(name, value)
  return { ...asked, facets }
}

export function parametersOf({ range, facets, text, stretch }: Asked): URLSearchParams {
  const parameters = new URLSearchParams({ range: String(range.length) })
  for (const name of facetNames) {
    const value = facets.get(name)
    if (value !== undefined) parameters.set(name, value)
  }
  if (text !== '') parameters.set('q', text)
  if (stretch) {
    parameters.set('from', String(stretch.from))
    parameters.set('to', String(stretch.to))
  }
  return parameters
}
