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
