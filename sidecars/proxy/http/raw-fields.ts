import type { Redactor } from '../leases/redact.ts'

/**
 * Every value of a field, in order.
 *
 * @param raw names and values in turn, as parsers give them
 * @param name lower-case
 */
export function fieldValues(raw: readonly string[], name: string): string[] {
  const values: string[] = []
  for (let at = 0; at < raw.length; at += 2)
    if (raw[at]?.toLowerCase() === name) values.push(raw[at + 1] ?? '')
  return values
}

/**
 * What a header, a trailer or the reason says, as the client receives it. Node reads control characters that it refuses
 * to write, and an upstream must not be able to make the proxy fail.
 */
export function fieldText(text: string, redactor: Redactor | undefined): string {
  const clean = text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')
  return redactor?.text(clean) ?? clean
}

/**
 * The size of a section of fields as HTTP/2 limits it, in bytes (RFC 9113 §6.5.2).
 *
 * @param raw names and values in turn
 */
export function sectionBytes(raw: readonly string[]): number {
  return raw.reduce((sum, text) => sum + text.length, raw.length * 16)
}
