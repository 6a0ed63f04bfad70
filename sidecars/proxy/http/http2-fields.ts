import http2 from 'node:http2'

/** Credentials and what is as good: never put into the compression's table (RFC 7541 §7.1.3). */
const sensitive = ['authorization', 'cookie', 'set-cookie', 'proxy-authorization']

/**
 * Fields in the form in which Node's HTTP/2 takes them.
 *
 * @param raw names and values in turn
 * @param secret none of them may be indexed by the compression, for they hold swapped credentials
 */
export function fieldsOf(raw: readonly string[], secret: boolean): http2.OutgoingHttpHeaders {
  // Names are chosen by strangers: no prototype.
  const fields: http2.OutgoingHttpHeaders = Object.create(null)
  for (let at = 0; at < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase()
    const value = raw[at + 1] ?? ''
    const before = fields[name]
    if (before === undefined) fields[name] = value
    else fields[name] = [...(Array.isArray(before) ? before : [String(before)]), value]
  }
  const hidden = secret ? Object.keys(fields) : sensitive
  Object.assign(fields, { [http2.sensitiveHeaders]: hidden })
  return fields
}
