import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { compileLinearRegExp } from '../../../policy/linear-regexp.ts'
import { cpuTime } from '../../support/cpu-time.ts'

function matches(source: string, text: string): boolean {
  const compiled = compileLinearRegExp(source)
  if (!compiled.ok) throw new Error(`${source}: ${compiled.problem}`)
  return compiled.pattern.test(text)
}

const atom = fc.constantFrom(
  'a',
  'b',
  '.',
  '[ab]',
  '[^a]',
  '\\d',
  '\\w',
  '\\W',
  '\\s',
  '\\b',
  '\\B',
  '^',
  '$',
  '\\.',
  '[\\]\\-]',
  '[a-c😀]',
  '😀',
  '\\u{1F600}',
  '\\x61',
  '\\p{L}',
  '\\n',
  '',
)
const source = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(
        fc.constantFrom('(?:', '(', '(?<n>'),
        tie('pattern'),
        fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{2}', '{0,2}', '{1,}', '{0}', '{2,3}?'),
      )
      .map(([open, inside, times]) => `${open}${inside})${times}`),
  ),
})).pattern

describe('against the engine of the runtime', () => {
  it('gives the same answer for every pattern and text', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '1', ' ', '.', '-', ']', '\n', '😀', 'é'), {
        maxLength: 8,
      })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(source, text, (pattern, value) => {
        let native: RegExp
        try {
          // Left to itself, V8 also looks for matches between the halves of a surrogate pair.
          native = new RegExp(`^[^]*?(?:${pattern})`, 'u')
        } catch {
          expect(compileLinearRegExp(pattern).ok).toBe(false)
          return
        }
        expect(matches(pattern, value)).toBe(native.test(value))
      }),
      { numRuns: 5000 },
    )
  })

  test.each([
    ['^/workspace/', '/workspace/a', true],
    ['^/workspace/', 'x/workspace/a', false],
    ['^a|b$', 'xb', true],
    ['^(?:a|b)$', 'xb', false],
    ['^[\\w.-]+@example\\.com$', 'a.b@example.com', true],
    ['^[\\w.-]+@example\\.com$', 'a.b@example.com.evil', false],
    ['^a$', 'a\n', false],
    ['', '', true],
    ['^\\d{4}-\\d{2}$', '2025-03', true],
    ['[]', 'a', false],
    ['[^]', '\n', true],
    ['^(a{2,3}){2}$', 'aaaaa', true],
  ])('%s on %j is %j', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected)
  })
})

describe('what cannot be had in linear time is refused', () => {
  test.each(['(?=a)', '(?!a)', '(?<=a)', '(?<!a)', '(a)\\1', '(?<n>a)\\k<n>', '(?i:a)'])(
    '%s',
    (pattern) => {
      expect(compileLinearRegExp(pattern).ok).toBe(false)
    },
  )
  test.each(['(', '[', 'a{2,1}', '*', '\\', '(?:a{1000}){1000}', 'a{5000}'])(
    'as is %s',
    (pattern) => {
      expect(compileLinearRegExp(pattern).ok).toBe(false)
    },
  )
})

it('refuses a pattern of more than a thousand characters', () => {
  expect(compileLinearRegExp('a'.repeat(1001)).ok).toBe(false)
})

describe('no pattern and no text make it hang', () => {
  test.each([
    '^(a+)+$',
    '^(a|a)*$',
    '^(a*)*b$',
    'a*a*a*a*a*a*a*b',
    '^(\\w+\\s?)*$',
    '(.*)*x',
    '(?:a?){500}',
  ])('%s', (pattern) => {
    const compiled = compileLinearRegExp(pattern)
    if (!compiled.ok) throw new Error(compiled.problem)
    const time = cpuTime(() => {
      compiled.pattern.test(`${'a'.repeat(20_000)}!`)
      compiled.pattern.test(`${'a'.repeat(2_000)}!`)
    })
    expect(time).toBeLessThan(2000)
  })

  it('matches nothing that is too long to be judged', () => {
    const compiled = compileLinearRegExp('a')
    if (!compiled.ok) throw new Error(compiled.problem)
    expect(compiled.pattern.test('a'.repeat(10_000_000))).toBe(false)
    expect(compiled.pattern.withinLimit('a'.repeat(10_000_000))).toBe(false)
  })
})
