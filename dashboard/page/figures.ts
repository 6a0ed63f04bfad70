import type { Lease, Numbers } from '../wire.ts'
import { h } from './dom.ts'
import type { TabName } from './tabs.ts'
import { ago, count, figure, span } from './words.ts'

interface Figure {
  value: string
  name: string
  /** What the number means. */
  note: string
  tone: '' | 'bad' | 'warn' | 'good'
  tab: TabName
}

/** The few numbers that call for something, each leading to where it can be done. */
export function figures(
  numbers: Numbers,
  unused: number | undefined,
  leases: readonly Lease[],
  onOpen: (tab: TabName) => void,
): HTMLElement[] {
  return [
    refusals(numbers),
    ...monitored(numbers),
    allowed(numbers),
    permissions(unused),
    leased(leases),
  ]
    .filter((each) => each !== undefined)
    .map(({ value, name, note, tone, tab }) =>
      h(
        'button',
        { type: 'button', class: `figure ${tone}`, onclick: () => onOpen(tab) },
        h('strong', {}, value),
        ' ',
        name,
        ' ',
        h('span', { class: 'meaning' }, note),
      ),
    )
}

function refusals({ blocked, violations, moreViolations }: Numbers): Figure {
  const matters = violations.filter(({ row }) => row.decision === 'blocked')
  const [latest] = matters
  return {
    value: figure(blocked),
    name: 'blocked',
    note: latest
      ? `${count(matters.length + moreViolations, 'matter')}, last ${ago(latest.row.at)}`
      : 'nothing was refused',
    tone: blocked > 0 ? 'bad' : 'good',
    tab: 'violations',
  }
}

function monitored({ wouldBlock }: Numbers): Figure[] {
  if (wouldBlock === 0) return []
  const note = 'let pass by monitor mode'
  return [
    { value: figure(wouldBlock), name: 'would be blocked', note, tone: 'warn', tab: 'violations' },
  ]
}

function allowed({ allowed, facets }: Numbers): Figure {
  const services = facets.service.length
  return {
    value: figure(allowed),
    name: 'allowed',
    note: services > 0 ? `by ${count(services, 'service')}` : 'no agent did anything',
    tone: '',
    tab: 'decisions',
  }
}

function permissions(unused: number | undefined): Figure | undefined {
  if (unused === undefined) return undefined
  return {
    value: figure(unused),
    name: unused === 1 ? 'permission never used' : 'permissions never used',
    note: unused > 0 ? 'could be taken away' : 'the policy fits',
    tone: '',
    tab: 'permissions',
  }
}

function leased(leases: readonly Lease[]): Figure | undefined {
  const active = leases.filter(({ state }) => state === 'active')
  if (active.length === 0) return undefined
  const ends = active.flatMap(({ expiresAt }) => (expiresAt ? [Date.parse(expiresAt)] : []))
  const endless = active.length - ends.length
  return {
    value: figure(active.length),
    name: active.length === 1 ? 'lease' : 'leases',
    note:
      endless > 0
        ? `${figure(endless)} without an end`
        : `the next ends in ${span(Math.min(...ends) - Date.now())}`,
    tone: endless > 0 ? 'warn' : '',
    tab: 'running',
  }
}
