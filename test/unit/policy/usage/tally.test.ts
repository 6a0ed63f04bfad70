import { expect, test } from 'vitest'
import type { AuditEvent } from '../../../../audit/event.ts'
import { OTHERS, Tally } from '../../../../policy/usage/index.ts'
import { event } from '../../audit/events.ts'

const at = (minute: number) => `2025-03-25T10:${String(minute).padStart(2, '0')}:00.000Z`

function tallyOf(...events: Partial<AuditEvent>[]): Tally {
  const tally = new Tally()
  for (const each of events) tally.add(event(each))
  return tally
}

test('the same thing of the same service is one row, with its first and last time', () => {
  const rows = tallyOf(
    { time: at(5) },
    { time: at(2) },
    { time: at(9), decision: 'blocked', rule: 'network.deniedDomains[0]', reason: 'denied' },
    { time: at(7), decision: 'would-block', rule: 'network.allowedDomains', reason: 'lacking' },
  ).rows()
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({
    what: 'host',
    allowed: 2,
    blocked: 1,
    wouldBlock: 1,
    first: at(2),
    last: at(9),
    policies: ['agent-policy-001'],
    refusal: { rule: 'network.deniedDomains[0]', reason: 'denied' },
  })
})

test('services, projects and kinds are kept apart, and what was refused comes first', () => {
  const rows = tallyOf(
    {},
    {},
    { service: 'other' },
    { project: 'second' },
    { kind: 'mcp', action: 'tool-call', resource: 'mail/send_email', decision: 'blocked' },
    { action: 'resolve', resource: 'api.openai.com' },
    { resource: 'db:5432', rule: 'network.allowedLocal[0]' },
  ).rows()
  expect(rows.map(({ what, service, project }) => `${project} ${service} ${what}`)).toEqual([
    'demo agent tool',
    'demo agent host',
    'demo agent name',
    'demo other host',
    'second agent host',
    'demo agent local',
  ])
})

test('only what an agent asked for is counted', () => {
  const rows = tallyOf(
    { kind: 'lifecycle', action: 'start', resource: 'proxy' },
    { kind: 'credential', action: 'issue', resource: 'GITHUB_TOKEN' },
    { kind: 'mcp', action: 'tool-list', resource: 'files' },
    {
      ...{ kind: 'credential', action: 'exchange', resource: 'GITHUB_TOKEN' },
      details: { host: 'api.github.com', port: 443 },
    },
  ).rows()
  expect(rows.map(({ what, usedFor }) => [what, usedFor])).toEqual([
    ['key', ['api.github.com:443']],
  ])
})

test('what was counted in two places counts as if it had been counted in one', () => {
  const events = [
    { time: at(1) },
    { time: at(4), decision: 'blocked' as const, reason: 'why', policy: 'a,b' },
    { time: at(2), resource: 'github.com:443' },
  ]
  const merged = tallyOf(events[0] ?? {})
  for (const row of tallyOf(...events.slice(1)).rows()) {
    merged.merge(JSON.parse(JSON.stringify(row)))
  }
  expect(merged.rows()).toEqual(tallyOf(...events).rows())
})

test('an agent that asks for a new name each time fills one row, not the memory', () => {
  const tally = new Tally()
  for (let i = 0; i < 20_500; i += 1) tally.add(event({ resource: `${i}.example.com:443` }))
  const rows = tally.rows()
  expect(rows).toHaveLength(20_001)
  expect(rows[0]).toMatchObject({ resource: OTHERS, allowed: 500 })
})
