import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldKey } from '../../../policy/fold-key.ts'
import { JsonError, parseJson, toPlain, writeJson } from '../../../sidecars/gateway/json.ts'
import { cpuTime } from '../../support/cpu-time.ts'

const strict = { depth: 128, values: 500_000, foldKeys: true }
const data = { depth: 128, values: 500_000, foldKeys: false }

describe('strict JSON', () => {
  it.each([
    ['a key twice', '{"name":"ok","name":"evil"}'],
    ['a key twice, once escaped', '{"name":"ok","na\\u006de":"evil"}'],
    ['a key twice, deep down', '{"a":[{"b":{"c":1,"c":2}}]}'],
    ['keys that differ in case', '{"name":"ok","Name":"evil"}'],
    ['keys that differ by a long s', '{"params":{},"param\u017f":{}}'],
    ['keys that differ by a Kelvin sign', '{"token":1,"to\u212aen":2}'],
    ['keys that differ by a NUL', '{"name":"ok","name\\u0000":"evil"}'],
    ['keys that differ by a zero-width space', '{"name":"ok","na\u200bme":"evil"}'],
    ['keys that differ by full width', '{"name":"ok","\uff4eame":"evil"}'],
    ['keys that differ by a trailing space', '{"name":"ok","name ":"evil"}'],
    ['a second value', '{} {}'],
    ['trailing text', '{}x'],
    ['a trailing NUL', '{}\0'],
    ['a byte order mark', '\ufeff{}'],
    ['a trailing comma in an object', '{"a":1,}'],
    ['a trailing comma in an array', '[1,]'],
    ['a comment', '{/**/}'],
    ['single quotes', "{'a':1}"],
    ['a bare key', '{a:1}'],
    ['NaN', '[NaN]'],
    ['Infinity', '[Infinity]'],
    ['a leading zero', '[01]'],
    ['a plus sign', '[+1]'],
    ['a hexadecimal number', '[0x10]'],
    ['a number without an end', '[1.]'],
    ['a number too large', '[1e999]'],
    ['a number too long', `[${'1'.repeat(129)}]`],
    ['a control character in a string', '["\u0001"]'],
    ['a line end in a string', '["\n"]'],
    ['an unknown escape', '["\\x41"]'],
    ['half an escape', '["\\u12"]'],
    ['an open string', '["a'],
    ['an open object', '{"a":1'],
    ['nothing', ''],
    ['white space that JSON does not know', '\u00a0{}'],
    ['a vertical tab', '\v{}'],
    ['too deep arrays', '['.repeat(129) + ']'.repeat(129)],
    ['more values than it may have', `[${'1,'.repeat(500_000)}1]`],
    ['a hundred thousand open arrays', '['.repeat(100_000)],
    ['a hundred thousand open objects', '{"a":'.repeat(100_000)],
  ])('refuses %s', (_, text) => {
    expect(() => parseJson(text, strict)).toThrow(JsonError)
  })

  it('says nothing of the content in its errors', () => {
    try {
      parseJson('{"secret":"hunter2" "x"}', strict)
      expect.unreachable()
    } catch (error) {
      expect((error as Error).message).not.toMatch(/secret|hunter2/)
    }
  })

  it('lets a server use keys that differ in case, but no key twice', () => {
    expect(parseJson('{"a":1,"A":2}', data)).toEqual(
      new Map([
        ['a', 1],
        ['A', 2],
      ]),
    )
    expect(() => parseJson('{"a":1,"a":2}', data)).toThrow(JsonError)
  })

  it('keeps numbers, keys and their order as they were written', () => {
    for (const text of [
      '{"b":1,"a":2,"1":3,"__proto__":{"x":1},"constructor":null}',
      '[12345678901234567890,1.0,-0,1E5,0.1,1e-7,3]',
      '["\\ud800","é","\\u0000"]',
    ]) {
      expect(writeJson(parseJson(text, data))).toBe(text)
    }
  })

  it('hands judges objects without a prototype', () => {
    const plain = toPlain(
      parseJson('{"__proto__":{"polluted":true},"a":12345678901234567890}', data),
    ) as Record<string, unknown>
    expect(Object.getPrototypeOf(plain)).toBeNull()
    expect(Object.keys(plain)).toEqual(['__proto__', 'a'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('takes a large object in less than a second', () => {
    const text = `{${Array.from({ length: 200_000 }, (_, i) => `"k${i}":${i}`).join(',')}}`
    const time = cpuTime(() =>
      expect((parseJson(text, strict) as Map<string, unknown>).size).toBe(200_000),
    )
    expect(time).toBeLessThan(1_000)
  })
})

describe('fuzzed JSON', () => {
  it('reads what JSON.parse reads, for any value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        let ours: unknown
        try {
          ours = toPlain(parseJson(text, data))
        } catch (error) {
          // The only thing that we refuse of what JSON.parse takes: a key twice, numbers out of range.
          expect(error).toBeInstanceOf(JsonError)
          return
        }
        expect(JSON.stringify(ours)).toBe(JSON.stringify(JSON.parse(text)))
      }),
      { numRuns: 1_500 },
    )
  })

  it('never takes what JSON.parse refuses, and never fails in another way', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '"b"',
      '\\',
      '\\u00',
      '1',
      '-',
      '.',
      'e',
      'true',
      'null',
      ' ',
      '\n',
      '\0',
      '\ud800',
      'ſ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
        ),
        (text) => {
          let ours: ReturnType<typeof parseJson>
          try {
            ours = parseJson(text, strict)
          } catch (error) {
            expect(error).toBeInstanceOf(JsonError)
            return
          }
          expect(() => JSON.parse(text)).not.toThrow()
          expect(writeJson(parseJson(writeJson(ours), strict))).toBe(writeJson(ours))
        },
      ),
      { numRuns: 3_000 },
    )
  })

  it('folds keys so that folding again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        expect(foldKey(foldKey(key))).toBe(foldKey(key))
      }),
      { numRuns: 1_500 },
    )
  })
})
