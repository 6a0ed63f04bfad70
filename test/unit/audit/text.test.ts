import { expect, test } from 'vitest'
import { formatEvent } from '../../../audit/text.ts'
import { event } from './events.ts'

const call = { kind: 'mcp', action: 'tool-call' } as const

test('tool calls have the very form of the guide', () => {
  expect(formatEvent(event({ ...call, resource: 'files/read_file' }))).toBe(
    "[2025-03-25 10:00:01] INFO: Agent requested MCP tool 'read_file' – allowed",
  )
  expect(
    formatEvent(
      event({
        ...call,
        time: '2025-03-25T10:00:05.999Z',
        resource: 'send_email',
        decision: 'blocked',
      }),
    ),
  ).toBe(
    "[2025-03-25 10:00:05] INFO: Agent requested MCP tool 'send_email' – BLOCKED (PolicyViolation)",
  )
})

test('everything else has the same style', () => {
  const lines = [
    event({}),
    event({ decision: 'blocked', resource: 'evil.example:443' }),
    event({ decision: 'would-block', resource: 'evil.example:443' }),
    event({ action: 'resolve', resource: 'evil.example', decision: 'blocked' }),
    event({ action: 'request', details: { method: 'GET', path: '/repos/acme' } }),
    event({ kind: 'mcp', action: 'tool-list', resource: 'files' }),
    event({
      kind: 'credential',
      action: 'exchange',
      resource: 'GITHUB_TOKEN',
      details: { host: 'github.com' },
    }),
    event({
      kind: 'credential',
      action: 'exchange',
      resource: 'GITHUB_TOKEN',
      decision: 'blocked',
      details: { host: 'evil.example' },
    }),
    event({
      kind: 'credential',
      action: 'issue',
      resource: 'GITHUB_TOKEN',
      details: { expires: '2025-03-26T10:00:01.000Z' },
    }),
    event({ kind: 'credential', action: 'revoke', resource: 'GITHUB_TOKEN' }),
    event({ kind: 'credential', action: 'expire', resource: 'GITHUB_TOKEN' }),
    event({ kind: 'lifecycle', action: 'start', resource: 'proxy', service: '', reason: '' }),
    event({
      kind: 'lifecycle',
      action: 'recover',
      resource: 'proxy',
      service: '',
      reason: '12 bytes.',
    }),
  ].map((each) => formatEvent(each).slice('[2025-03-25 10:00:01] '.length))
  expect(lines).toEqual([
    "INFO: Agent requested host 'api.openai.com:443' – allowed",
    "INFO: Agent requested host 'evil.example:443' – BLOCKED (PolicyViolation)",
    "INFO: Agent requested host 'evil.example:443' – would be BLOCKED (PolicyViolation), monitor mode",
    "INFO: Agent looked up host 'evil.example' – BLOCKED (PolicyViolation)",
    "INFO: Agent requested GET /repos/acme of host 'api.openai.com:443' – allowed",
    "INFO: Agent requested the list of MCP tools of 'files' – allowed",
    "INFO: Agent used credential 'GITHUB_TOKEN' for github.com – allowed",
    "INFO: Agent used credential 'GITHUB_TOKEN' for evil.example – BLOCKED (PolicyViolation)",
    "INFO: Lease for credential 'GITHUB_TOKEN' issued to service 'agent', until 2025-03-26 10:00:01 – allowed",
    "INFO: Lease for credential 'GITHUB_TOKEN' of service 'agent' revoked",
    "INFO: Lease for credential 'GITHUB_TOKEN' of service 'agent' expired",
    "INFO: 'proxy' start",
    "WARN: 'proxy' recover – 12 bytes.",
  ])
})

test('a name that an agent chose can neither forge a line nor colour nor turn one', () => {
  const hostile =
    "x' – allowed\n[2025-03-25 10:00:01] INFO: \u001b[2K\r\u202edrowssap\u2028\u{e0041}\ud800"
  const line = formatEvent(event({ ...call, resource: hostile, decision: 'blocked' }))
  expect(line.split(/[\n\r\u2028]/)).toHaveLength(1)
  expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
  expect(line).toContain("'x\\' – allowed\\u{a}[2025")
  expect(line).toMatch(/BLOCKED \(PolicyViolation\)$/)
})

test('a detail is never looked up on the prototype', () => {
  expect(formatEvent(event({ kind: 'credential', action: 'exchange', details: {} }))).toBe(
    "[2025-03-25 10:00:01] INFO: Agent used credential 'api.openai.com:443' – allowed",
  )
})
