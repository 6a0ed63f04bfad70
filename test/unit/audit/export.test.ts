import { describe, expect, test } from 'vitest'
import { csvHeader, csvLine } from '../../../audit/export/csv.ts'
import { ocsfEvent } from '../../../audit/export/ocsf.ts'
import { event } from './events.ts'

describe('a table', () => {
  test('has one line an event and as many cells as its head, whatever is in them', () => {
    const hostile = event({ resource: 'a,"b"\r\nc', details: { host: 'x' } })
    const line = csvLine(hostile)
    expect(line).toContain('"a,""b""\r\nc"')
    const cells = line.trimEnd().match(/("(?:[^"]|"")*"|[^,]*)(,|$)/g) ?? []
    expect(cells.filter((cell) => cell !== '')).toHaveLength(csvHeader().split(',').length)
  })

  test.each(['=cmd|calc', '+1', '-1', '@x', '\tx'])('never holds the formula %j', (resource) => {
    expect(csvLine(event({ resource }))).toContain(`,'${resource}`)
  })
})

describe('OCSF', () => {
  test('a blocked connection is a denied opening of a network connection', () => {
    expect(ocsfEvent(event({ decision: 'blocked', resource: '[2001:db8::1]:443' }))).toMatchObject({
      class_uid: 4001,
      type_uid: 400101,
      action: 'Denied',
      disposition: 'Blocked',
      severity_id: 3,
      time: Date.parse('2025-03-25T10:00:01.234Z'),
      dst_endpoint: { hostname: '[2001:db8::1]', port: 443 },
      policy: { name: 'agent-policy-001' },
    })
  })

  test('what would have been blocked was allowed, and says so', () => {
    expect(ocsfEvent(event({ decision: 'would-block' }))).toMatchObject({
      action: 'Allowed',
      severity_id: 3,
      unmapped: { decision: 'would-block' },
    })
  })

  test.each([
    [{ action: 'resolve', resource: 'a.example' }, 4003, { query: { hostname: 'a.example' } }],
    [
      { kind: 'mcp', action: 'tool-call', resource: 'files/read' },
      6003,
      { api: { operation: 'files/read', service: { name: 'files' } } },
    ],
    [
      { kind: 'credential', action: 'exchange', resource: 'KEY' },
      3004,
      { entity: { name: 'KEY' } },
    ],
    [
      { kind: 'lifecycle', action: 'start', resource: 'proxy' },
      6002,
      { app: { name: 'proxy' }, activity_id: 3 },
    ],
  ] as const)('%j has its class', (more, class_uid, rest) => {
    const made = ocsfEvent(event(more)) as { type_uid: number; activity_id: number }
    expect(made).toMatchObject({ class_uid, ...rest })
    expect(made.type_uid).toBe(class_uid * 100 + made.activity_id)
  })
})
