import { goText, type ScalarValue } from '../load/node.ts'
import { resolvePlain } from '../load/scalar.ts'

const plainStart = /^(?:[A-Za-z0-9_./~^(+\\$]|--?[A-Za-z])[^\n\r\t]*$/
/** Digits and signs only, another base, a date: what some reader of YAML takes for a number. */
const likeNumber = /^(?:[0-9.+][^A-DF-Za-df-z/]*|\+?0[xXbBoO].*|[0-9]{4}-[0-9]{1,2}-.*)$/
const yamlWords = /^(?:y|n|yes|no|on|off|true|false|null|~|<<|=)$/i

/**
 * A scalar as YAML on one line. Texts are plain where every YAML reader takes them for texts; `inFlow` is
 * stricter, for inside brackets.
 */
export function writeScalar(value: ScalarValue, inFlow = false): string {
  if (value === null) return inFlow ? 'null' : ''
  if (typeof value !== 'string') {
    return typeof value === 'number' && !Number.isFinite(value)
      ? JSON.stringify(goText(value))
      : goText(value)
  }
  if (isPlain(value, inFlow)) return value
  // A text with quotes in it reads better in the other kind.
  return value.includes('"') && /^[\x20-\x26\x28-\x5B\x5D-\x7E]*$/.test(value)
    ? `'${value}'`
    : quote(value)
}

function isPlain(text: string, inFlow: boolean): boolean {
  if (!plainStart.test(text) || text !== text.trim() || yamlWords.test(text)) return false
  if (/: |:$| #|[\u0000-\u001F\u007F-\uFFFF]/.test(text)) return false
  if (inFlow && /[[\]{},:"'&*?|<>=!%@`#]/.test(text)) return false
  const dottedQuad = /^[0-9]+(?:\.[0-9]+){3}$/.test(text)
  if (likeNumber.test(text) && !dottedQuad) return false
  const resolved = resolvePlain(text)
  return 'value' in resolved && resolved.value === text
}

/** A double-quoted text; JSON's escapes are YAML's, but for what YAML does not allow as it stands. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Whether a text of several lines can stand as a literal block. */
export function fitsBlock(text: string): boolean {
  return (
    text.includes('\n') &&
    !text.endsWith('\n\n') &&
    /^[^\s#]/.test(text) &&
    !/[^\n]*[ \t]\n|[ \t]$/.test(text) &&
    !/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\uFEFF\uD800-\uDFFF]/.test(text) &&
    !text.includes('\t')
  )
}

/** `|` or `|-`: whether the text ends with a line break. More than one of them stands in quotes. */
export function blockHeader(text: string): string {
  return text.endsWith('\n') ? '|' : '|-'
}
