import { describe, expect, it } from 'vitest'
import { Journal } from '../../../dashboard/journal.ts'
import { readQuery } from '../../../dashboard/query.ts'
import { View } from '../../../dashboard/view.ts'
import { mostRows } from '../../../dashboard/wire.ts'
import { blockedHost, day, eventAt, toolCall } from '../../support/dashboard/scene.ts'

const hour = 3_600_000

function viewOf(journal: Journal, query: Record<string, string> = {}) {
  const view = new View(journal, readQuery(new URLSearchParams(query)))
  const now = Date.now()
  const rows = view.rebuild(now)
  return { view, rows, numbers: view.numbers(now) }
}

function journalOf(...events: Parameters<Journal['add']>[0][]): Journal {
  const journal = new Journal()
  for (const event of events) journal.add(event)
  return journal
}

describe('a view of the trail', () => {
  it('lists the newest first, also when two trails come in one after the other', () => {
    const { rows } = viewOf(
      journalOf(
        eventAt(5, { resource: 'b:1' }),
        eventAt(1, { resource: 'c:1' }),
        eventAt(9, { resource: 'a:1' }),
      ),
    )
    expect(rows.map(({ resource }) => resource)).toEqual(['c:1', 'b:1', 'a:1'])
  })

  it('takes refusals of one thing for one matter, and shows the latest of them', () => {
    const { numbers } = viewOf(
      journalOf(
        ...[9, 4, 7].map((minutes) => blockedHost(minutes, 'pypi.org:443')),
        blockedHost(2, 'a.example:443'),
      ),
    )
    expect(numbers.violations.map(({ row, count }) => `${row.resource} ${count}`)).toEqual([
      'a.example:443 1',
      'pypi.org:443 3',
    ])
    const [, matter] = numbers.violations
    expect(Math.round((Date.now() - (matter?.row.at ?? 0)) / 60_000)).toBe(4)
    expect(Math.round((Date.now() - (matter?.first ?? 0)) / 60_000)).toBe(9)
  })

  it('puts what was refused most at the top of each facet', () => {
    const { numbers } = viewOf(journalOf(...day()))
    expect(numbers.facets.domain[0]).toEqual({ value: 'pypi.org', allowed: 0, refused: 41 })
    expect(numbers.facets.tool.map(({ value }) => value)).toEqual([
      'mail/send_email',
      'files/read_file',
    ])
    expect(numbers.facets.key.map(({ value }) => value)).toEqual(['GITHUB_TOKEN', 'OPENAI_API_KEY'])
  })

  it('counts the life of sidecars in no number, and lists it', () => {
    const { rows, numbers } = viewOf(journalOf(eventAt(1, { kind: 'lifecycle', action: 'start' })))
    expect([numbers.allowed, numbers.blocked, rows.length]).toEqual([0, 0, 1])
  })

  it.each<[string, Record<string, string>, string[]]>([
    ['a service', { service: 'reviewer' }, ['registry.npmjs.org:443']],
    ['a tool', { tool: 'mail/send_email' }, ['mail/send_email']],
    ['a domain, whatever the port', { domain: '169.254.169.254' }, ['169.254.169.254:80']],
    ['words in any place', { q: 'METADATA never' }, ['169.254.169.254:80']],
    ['words in details', { q: 'paste.example.net' }, ['GITHUB_TOKEN']],
    [
      'a range',
      { range: String(hour / 3), q: 'matches' },
      ['registry.npmjs.org:443', 'mail/send_email'],
    ],
    ['nothing that there is', { service: '__proto__' }, []],
  ])('is narrowed by %s', (_, query, expected) => {
    const { rows } = viewOf(journalOf(...day()), query)
    expect(rows.map(({ resource }) => resource)).toEqual(expected)
  })

  it('counts what comes in as it counts what was there', () => {
    const events = day()
    const half = events.length >> 1
    const journal = journalOf(...events.slice(0, half))
    const { view } = viewOf(journal)
    for (const event of events.slice(half))
      view.add({ event, at: Date.parse(event.time) }, Date.now())
    const whole = viewOf(journalOf(...events)).numbers
    const numbers = view.numbers(Date.now())
    expect([numbers.allowed, numbers.blocked, numbers.wouldBlock]).toEqual([
      whole.allowed,
      whole.blocked,
      whole.wouldBlock,
    ])
    expect(numbers.facets).toEqual(whole.facets)
  })

  it('gives a page no more rows than it holds', () => {
    const journal = new Journal()
    for (let index = 0; index < mostRows + 500; index += 1) journal.add(eventAt(index / 10))
    const { rows, numbers } = viewOf(journal)
    expect(rows.length).toBe(mostRows)
    expect(numbers.allowed).toBe(mostRows + 500)
  })
})

describe('what is kept in memory', () => {
  it('is bounded, and a flood of allowed things does not wash refusals away', () => {
    const journal = new Journal({ most: 1_000, mostRefused: 50 })
    for (let index = 0; index < 60; index += 1)
      journal.add(blockedHost(600 - index, `h${index}.example:443`))
    for (let index = 0; index < 20_000; index += 1) journal.add(eventAt(500 - index / 50))
    const kept = journal.entries()
    expect(kept.length).toBeLessThanOrEqual(1_000 * 1.5 + 50)
    const refused = kept.filter(({ event }) => event.decision === 'blocked')
    expect(refused.length).toBe(50)
    expect(refused.at(-1)?.event.resource).toBe('h59.example:443')
    expect(journal.state().read).toBe(20_060)
  })

  it('takes an event once, however often it is read', () => {
    const event = toolCall(1, 'files/read_file')
    const journal = journalOf(event, event, event)
    expect(journal.state()).toMatchObject({ read: 1, kept: 1 })
  })

  it('passes over an event whose time is none', () => {
    expect(journalOf(eventAt(1, { time: 'soon' })).entries()).toEqual([])
  })
})
