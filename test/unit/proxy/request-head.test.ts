import { describe, expect, it } from 'vitest'
import { readRequestHead } from '../../../sidecars/proxy/http/request-head.ts'

const place = { kind: 'origin', scheme: 'http', port: 80 } as const
const read = (fields: string[], more = {}) =>
  readRequestHead(
    {
      method: 'POST',
      url: '/',
      httpVersion: '1.1',
      rawHeaders: ['Host', 'ok.test', ...fields],
      ...more,
    },
    place,
  )

// Node's strict parser, and the HTTP/2 library, refuse most of this themselves. That is their promise; this is ours.
describe('a body with more than one end is refused, whatever a parser let through', () => {
  it.each<[string, string[]]>([
    ['two lengths', ['Content-Length', '4', 'Content-Length', '5']],
    ['the same length twice', ['Content-Length', '4', 'content-length', '4']],
    ['a list of lengths', ['Content-Length', '4, 4']],
    ['a sign', ['Content-Length', '+4']],
    ['a length that no number holds', ['Content-Length', '9'.repeat(20)]],
    ['a length and chunks', ['Content-Length', '4', 'Transfer-Encoding', 'chunked']],
    ['chunks twice', ['Transfer-Encoding', 'chunked', 'Transfer-Encoding', 'chunked']],
    ['a coding before chunks', ['Transfer-Encoding', 'gzip, chunked']],
    ['another coding', ['Transfer-Encoding', 'xchunked']],
  ])('%s', (_, fields) => {
    expect(read(fields)).toMatchObject({ ok: false, guard: 'malformed', resource: 'ok.test:80' })
  })

  it('two lengths in HTTP/2', () => {
    const stream = { httpVersion: '2.0', authority: 'ok.test', mayStream: true }
    expect(read(['content-length', '4', 'content-length', '5'], stream)).toMatchObject({
      ok: false,
      guard: 'malformed',
    })
  })
})

it.each(['0.9', '1.2', '2.0', '3.0'])('HTTP/%s is another version', (httpVersion) => {
  expect(read([], { httpVersion })).toMatchObject({ ok: false, guard: 'malformed' })
})

it.each(['TRACE', 'TRACK', 'CONNECT', 'PRI'])('%s is no method that is carried', (method) => {
  expect(read([], { method })).toMatchObject({ ok: false, guard: 'method' })
})
