import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { BadSecrets, readSecrets, SecretBox } from '../../../sidecars/broker/secrets.ts'

const read = (document: unknown) => readSecrets(JSON.stringify(document))

describe('secrets that are handed over', () => {
  test('lose the one line break that files and commands end in, and nothing else', () => {
    const { secrets } = read({ secrets: { A: 'a\n', B: 'b\r\n', C: ' c ', D: 'd' } })
    expect([...secrets.values()]).toEqual(['a', 'b', ' c ', 'd'])
  })

  test.each([
    ['a line break inside', 'a\nb'],
    ['two at the end', 'a\n\n'],
    ['a carriage return', 'a\rX-Evil: 1'],
    ['a zero byte', 'a\0b'],
    ['nothing', ''],
    ['only a line break', '\n'],
    ['too much', 'x'.repeat(70_000)],
  ])('are refused when they hold %s', (_, value) => {
    expect(() => read({ secrets: { KEY: value } })).toThrow(BadSecrets)
  })

  test.each([
    ['not JSON, which holds hunter2-secret', '{"secrets":{"KEY":"hunter2-secret"'],
    ['a value that is no text', '{"secrets":{"KEY":["hunter2-secret"]}}'],
    ['an unknown member', '{"hunter2-secret":{}}'],
    ['a control character', '{"secrets":{"KEY":"hunter2-secret\\u0001"}}'],
    ['a list', '["hunter2-secret"]'],
  ])('are never quoted in an error: %s', (_, text) => {
    let error: unknown
    try {
      readSecrets(text)
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(BadSecrets)
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2')
  })

  test('of one service win over those of all', () => {
    const box = new SecretBox()
    box.put(read({ secrets: { KEY: 'common' }, services: { bot: { KEY: 'own' } } }))
    expect(box.get('agent', 'KEY')).toBe('common')
    expect(box.get('bot', 'KEY')).toBe('own')
  })

  test('stay when others are handed over later, and are replaced when they come again', () => {
    const box = new SecretBox()
    box.put(read({ secrets: { A: '1', B: '1' } }))
    box.put(read({ secrets: { B: '2' } }))
    expect([box.get('agent', 'A'), box.get('agent', 'B')]).toEqual(['1', '2'])
  })

  test('cannot be seen by printing what holds them', () => {
    const box = new SecretBox()
    box.put(read({ secrets: { KEY: 'hunter2' } }))
    expect(inspect(box, { depth: 9, showHidden: true })).not.toContain('hunter2')
    expect(JSON.stringify(box)).not.toContain('hunter2')
  })

  test('of names from the prototype are not there', () => {
    expect(new SecretBox().get('constructor', '__proto__')).toBeUndefined()
  })
})
