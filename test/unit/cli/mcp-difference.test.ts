import { describe, expect, it } from 'vitest'
import { differenceLines, differencesOf } from '../../../cli/mcp/difference.ts'
import { visible } from '../../../cli/mcp/visible.ts'

describe('the difference between two definitions', () => {
  it('names each place at which something else stands, and nothing more', () => {
    const before = { name: 'a', description: 'one', inputSchema: { properties: { x: {} } } }
    const after = { name: 'a', description: 'two', inputSchema: { properties: { y: {} } } }
    expect(differencesOf(before, after)).toEqual([
      { path: 'description', before: 'one', after: 'two' },
      { path: 'inputSchema.properties.x', before: {} },
      { path: 'inputSchema.properties.y', after: {} },
    ])
    expect(differencesOf(before, before)).toEqual([])
  })

  it('tells a list from an object with the same entries', () => {
    expect(differencesOf({ a: ['x'] }, { a: { 0: 'x' } })).toEqual([
      { path: 'a', before: ['x'], after: { 0: 'x' } },
    ])
  })

  it('is written with what cannot be seen written out', () => {
    expect(differenceLines('plain', 'pl\u200bain\u001b[2J\u{e0041}')).toEqual([
      '  text',
      '  - plain',
      '  + pl\\u{200b}ain\\u{1b}[2J\\u{e0041}',
    ])
    expect(visible('\u202eabc')).toBe('\\u{202e}abc')
    expect(visible('Grüße 👋')).toBe('Grüße 👋')
  })
})
