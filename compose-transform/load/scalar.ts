import type { ScalarValue } from './node.ts'

const nulls = new Set(['', '~', 'null', 'Null', 'NULL'])
const truths = new Map([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
])
const specials = new Map([
  ['.nan', Number.NaN],
  ['.NaN', Number.NaN],
  ['.NAN', Number.NaN],
  ...['.inf', '.Inf', '.INF'].flatMap((name): [string, number][] => [
    [name, Number.POSITIVE_INFINITY],
    [`+${name}`, Number.POSITIVE_INFINITY],
    [`-${name}`, Number.NEGATIVE_INFINITY],
  ]),
])

const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)$/
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const date =
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt ])[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})?)?$/

const largest = 2n ** 64n - 1n
const smallest = -(2n ** 63n)

/** What a plain scalar is to the YAML reader of Compose; `date` has no counterpart in a Compose file. */
export type Resolved = { value: ScalarValue; isFloat?: true } | { date: string }

/**
 * Resolves a plain (unquoted) scalar by the rules of the YAML library that Compose uses, which are neither
 * YAML 1.1 nor 1.2: `yes` is a string, `0777` is octal, `1_000` is a number, `22:22` is a string.
 */
export function resolvePlain(text: string): Resolved {
  if (nulls.has(text)) return { value: null }
  const truth = truths.get(text)
  if (truth !== undefined) return { value: truth }
  const special = specials.get(text)
  if (special !== undefined) return { value: special }
  if (!/^[-+.0-9]/.test(text)) return { value: text }
  if (date.test(text)) return { date: text }
  const digits = text.replaceAll('_', '')
  const whole = integer.exec(digits)
  if (whole) {
    const size = wholeNumber(whole[2] ?? '')
    const value = whole[1] === '-' ? -size : size
    if (value >= smallest && value <= largest) {
      return { value: Number.isSafeInteger(Number(value)) ? Number(value) + 0 : value }
    }
  }
  if (float.test(digits)) {
    const value = Number(digits)
    // Go refuses what does not fit a float, and the scalar stays a string.
    if (Number.isFinite(value)) return { value, isFloat: true }
  }
  return { value: text }
}

function wholeNumber(digits: string): bigint {
  if (/^0[xXbBoO]/.test(digits)) return BigInt(digits.toLowerCase())
  if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`)
  return BigInt(digits)
}
