/**
 * JSON in the one form of RFC 8785: no white space, members ordered by UTF-16 code units, numbers and strings as
 * ECMAScript writes them. Members that are undefined are left out.
 *
 * @throws TypeError for what JSON cannot say (NaN, infinities, functions)
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`)
    return JSON.stringify(value)
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') {
    const members = value as Record<string, unknown>
    let text = ''
    for (const key of Object.keys(members).sort()) {
      const member = members[key]
      if (member === undefined) continue
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`
    }
    return `{${text}}`
  }
  throw new TypeError(`JSON has no ${typeof value}`)
}
