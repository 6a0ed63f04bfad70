import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  BadSecrets,
  checkSecrets,
  readSecrets,
  SecretBox,
} from '../../../sidecars/broker/secrets.ts'

const read = (document: unknown) => checkSecrets(readSecrets(JSON.stringify(document)))
const newBox = () => new SecretBox(() => 0)

describe('secrets that are handed over', () => {
  test('lose the one line break that files and commands end in, and nothing else', async () => {
    const { secrets } = read({ secrets: { A: 'a\n', B: 'b\r\n', C: ' c ', D: 'd' } })
    const values = await Promise.all([...secrets.values()].map((source) => source.fetch()))
    expect(values.map(({ secret }) => secret)).toEqual(['a', 'b', ' c ', 'd'])
  })

  test.each([
    ['a line break inside', 'a\nb'],
    ['two at the end', 'a\n\n'],
    ['a carriage return', 'a\rX-Evil: 1'],
    ['a zero byte', 'a\0b'],
    ['nothing', ''],
    ['only a line break', '\n'],
    ['too much', 'x'.repeat(70_000)],
    ['a lease', 'ghp_govlease40P0123456789012345678901234'],
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
      checkSecrets(readSecrets(text))
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(BadSecrets)
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2')
  })

  test('of one service win over those of all', async () => {
    const box = newBox()
    box.put(read({ secrets: { KEY: 'common' }, services: { bot: { KEY: 'own' } } }))
    expect(await box.get('agent', 'KEY')?.get()).toBe('common')
    expect(await box.get('bot', 'KEY')?.get()).toBe('own')
  })

  test('stay when others are handed over later, and are replaced when they come again', async () => {
    const box = newBox()
    box.put(read({ secrets: { A: '1', B: '1' } }))
    box.put(read({ secrets: { B: '2' } }))
    expect(await box.get('agent', 'A')?.get()).toBe('1')
    expect(await box.get('agent', 'B')?.get()).toBe('2')
  })

  test('cannot be seen by printing what holds them', async () => {
    const box = newBox()
    box.put(read({ secrets: { KEY: 'hunter2' } }))
    await box.get('agent', 'KEY')?.get()
    expect(inspect(box.get('agent', 'KEY'), { depth: 9, showHidden: true })).not.toContain(
      'hunter2',
    )
    expect(inspect(box, { depth: 9, showHidden: true })).not.toContain('hunter2')
    expect(JSON.stringify(box)).not.toContain('hunter2')
  })

  test('of names from the prototype are not there', () => {
    expect(newBox().get('constructor', '__proto__')).toBeUndefined()
  })
})
