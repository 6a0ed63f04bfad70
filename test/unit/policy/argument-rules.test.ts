import { describe, expect, it, test } from 'vitest'
import { decide } from './policies.ts'

const decisions = decide({
  mcp: {
    allowedTools: ['*'],
    arguments: {
      read_file: { path: { pattern: '^/workspace/' } },
      'github/*': { owner: { enum: ['acme'], required: true }, force: { forbidden: true } },
      merge: { method: { enum: ['squash', { a: 1, b: [2] }, null, 3] } },
      wait: { seconds: { minimum: 1, maximum: 60 }, note: { maxLength: 3 } },
      '*': { secret: { forbidden: true } },
    },
  },
})

const call = (tool: string, args: unknown, server = 's') =>
  decisions.toolCall(server, tool, args).decision

describe('allowed', () => {
  test.each([
    ['read_file', { path: '/workspace/a' }],
    ['read_file', { path: ['/workspace/a', '/workspace/b/c'] }],
    ['read_file', { path: '/workspace/a..b/..x' }],
    ['read_file', { path: [] }],
    ['read_file', {}],
    ['read_file', undefined],
    ['read_file', null],
    ['merge', { method: 'squash' }],
    ['merge', { method: { b: [2], a: 1 } }],
    ['merge', { method: null }],
    ['merge', { method: 3 }],
    ['wait', { seconds: 1 }],
    ['wait', { seconds: 60, note: '😀😀😀' }],
    ['anything', { whatever: 1 }],
  ])('%s %j', (tool, args) => {
    expect(call(tool, args)).toBe('allowed')
  })
  it('github/x with its owner', () => {
    expect(call('x', { owner: 'acme' }, 'github')).toBe('allowed')
  })
})

describe('blocked', () => {
  test.each([
    ['read_file', { path: '/etc/passwd' }],
    ['read_file', { path: '/workspace' }],
    ['read_file', { path: ['/workspace/a', '/etc/passwd'] }],
    ['read_file', { path: '/workspace/../etc/passwd' }],
    ['read_file', { path: '/workspace/a/..' }],
    ['read_file', { path: '/workspace/..\\..\\etc' }],
    ['read_file', { path: '/workspace/a\0/../b' }],
    ['read_file', { path: '/workspace/a\0' }],
    ['read_file', { path: 5 }],
    ['read_file', { path: null }],
    ['read_file', { path: { toString: '/workspace/' } }],
    ['read_file', { path: [['/workspace/a']] }],
    ['read_file', ['/etc/passwd']],
    ['read_file', '/etc/passwd'],
    ['merge', { method: 'rebase' }],
    ['merge', { method: ['squash'] }],
    ['merge', { method: '3' }],
    ['wait', { seconds: 0 }],
    ['wait', { seconds: 61 }],
    ['wait', { seconds: '30' }],
    ['wait', { seconds: Number.NaN }],
    ['wait', { note: 'four' }],
    ['wait', { note: ['a'] }],
    ['anything', { secret: 1 }],
    ['read_file', { path: '/workspace/a', secret: null }],
  ])('%s %j', (tool, args) => {
    expect(call(tool, args)).toBe('blocked')
  })
  test.each([{}, undefined, { owner: 'evil' }, { owner: 'acme', force: false }])(
    'github/x %j',
    (args) => {
      expect(call('x', args, 'github')).toBe('blocked')
    },
  )
  it('a text that is too long to be judged', () => {
    expect(call('read_file', { path: `/workspace/${'a'.repeat(5_000_000)}` })).toBe('blocked')
  })
  it('an own member called constructor, but not the inherited one', () => {
    const forbidden = { forbidden: true } as const
    const rule = decide({
      mcp: { allowedTools: ['t'], arguments: { t: { constructor: forbidden } } },
    })
    expect(rule.toolCall('s', 't', {}).decision).toBe('allowed')
    expect(rule.toolCall('s', 't', JSON.parse('{"constructor":1}')).decision).toBe('blocked')
  })
})

it('names the rule and never the value', () => {
  expect(decisions.toolCall('s', 'read_file', { path: '/etc/very-secret' })).toEqual({
    decision: 'blocked',
    policy: 'p0',
    rule: 'mcp.arguments.read_file.path',
    reason: "argument 'path' of tool 'read_file' does not match the pattern",
  })
})

it('names the refusal of the tool before that of an argument', () => {
  const rule = decide({ mcp: { arguments: { t: { a: { required: true } } } } })
  expect(rule.toolCall('s', 't', {}).rule).toBe('mcp.allowedTools')
})

it('does not let argument rules allow a tool', () => {
  const rule = decide({ mcp: { arguments: { t: { a: { required: true } } } } })
  expect(rule.toolCall('s', 't', { a: 1 }).decision).toBe('blocked')
})
