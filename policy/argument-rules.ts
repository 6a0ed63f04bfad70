import type { NormalizedArgumentRule } from '../schemas/generated/configuration.ts'
import { canonicalJson } from './canonical-json.ts'
import { compileLinearRegExp, type LinearRegExp } from './linear-regexp.ts'

/**
 * Judges one argument of a tool call.
 *
 * @returns why the value is refused, in words that follow the argument's name and tell nothing of the value; undefined when it is fine.
 */
export type ArgumentCheck = (present: boolean, value: unknown) => string | undefined

type Check = (value: unknown) => string | undefined

/**
 * Prepares the rule of one argument. A value of a type that a rule does not speak about is refused:
 * what cannot be judged is not allowed.
 *
 * @throws when the rule's pattern is one that `parsePolicy` refuses.
 */
export function compileArgumentRule(rule: NormalizedArgumentRule): ArgumentCheck {
  const checks: Check[] = []
  if (rule.pattern !== undefined) checks.push(patternCheck(rule.pattern))
  if (rule.enum !== undefined) checks.push(enumCheck(rule.enum))
  if (rule.maxLength !== undefined) checks.push(lengthCheck(rule.maxLength))
  if (rule.minimum !== undefined || rule.maximum !== undefined) {
    checks.push(rangeCheck(rule.minimum ?? -Infinity, rule.maximum ?? Infinity))
  }
  return (present, value) => {
    if (!present) return rule.required ? 'is required' : undefined
    if (rule.forbidden) return 'is forbidden'
    for (const check of checks) {
      const problem = check(value)
      if (problem !== undefined) return problem
    }
    return undefined
  }
}

function patternCheck(source: string): Check {
  const compiled = compileLinearRegExp(source)
  if (!compiled.ok) throw new Error(`the pattern ${source} is refused: ${compiled.problem}`)
  const check = textCheck(compiled.pattern, source.startsWith('^/'))
  return (value) => {
    if (typeof value === 'string') return check(value)
    if (!Array.isArray(value)) return 'is neither text nor a list of texts'
    for (const item of value) {
      const problem = typeof item === 'string' ? check(item) : 'holds something other than text'
      if (problem !== undefined) return problem
    }
    return undefined
  }
}

/**
 * A pattern that begins with `^/` is about a path, and a path that climbs out again (`/workspace/../etc`) is refused
 * whatever the pattern says of its text: tools resolve it, patterns do not.
 */
function textCheck(pattern: LinearRegExp, isPath: boolean): (text: string) => string | undefined {
  return (text) => {
    if (!pattern.withinLimit(text)) return 'is too long to be judged'
    if (!pattern.test(text)) return 'does not match the pattern'
    if (isPath && text.split(/[/\\]/).includes('..')) return 'climbs out of its folder with ..'
    if (isPath && text.includes('\0')) return 'holds a NUL character'
    return undefined
  }
}

function enumCheck(values: readonly unknown[]): Check {
  const allowed = new Set(values.map(canonicalJson))
  return (value) => (allowed.has(canonicalJson(value)) ? undefined : 'is not one of the values')
}

function lengthCheck(maximum: number): Check {
  return (value) => {
    if (typeof value !== 'string') return 'is not text'
    const tooLong = value.length > maximum && [...value].length > maximum
    return tooLong ? `is longer than ${maximum} characters` : undefined
  }
}

function rangeCheck(minimum: number, maximum: number): Check {
  return (value) => {
    if (typeof value !== 'number' || Number.isNaN(value)) return 'is not a number'
    if (value < minimum) return `is less than ${minimum}`
    return value > maximum ? `is more than ${maximum}` : undefined
  }
}
