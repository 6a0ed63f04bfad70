import { describe, expect, test } from 'vitest'
import { readConnectRequest } from '../../../../sidecars/proxy/tunnel/connect-request.ts'

const LONGEST = 16 * 1024
const read = (text: string) => readConnectRequest(Buffer.from(text, 'latin1'), LONGEST)

describe('a CONNECT as clients send it', () => {
  test.each([
    ['curl', 'User-Agent: curl/7.88.1\r\nProxy-Connection: Keep-Alive\r\n'],
    ['Go', 'User-Agent: Go-http-client/1.1\r\n'],
    ['Node', 'Connection: close\r\n'],
    ['a proxy that wants a password', 'Proxy-Authorization: Basic eDp5\r\n'],
  ])('of %s is read at once', (_, headers) => {
    const text = `CONNECT ok.test:443 HTTP/1.1\r\nHost: ok.test:443\r\n${headers}\r\n`
    expect(read(text)).toEqual({
      target: 'ok.test:443',
      announcesBody: false,
      ahead: Buffer.alloc(0),
    })
  })

  test('of HTTP/1.0 without a header, and what was sent ahead', () => {
    const ahead = '\x16\x03\x01'
    expect(read(`CONNECT [2001:db8::1]:443 HTTP/1.0\r\n\r\n${ahead}`)).toEqual({
      target: '[2001:db8::1]:443',
      announcesBody: false,
      ahead: Buffer.from(ahead, 'latin1'),
    })
  })
})

describe('left to the HTTP server', () => {
  test.each([
    ['a part', 'CONNECT ok.test:443 HTTP/1.1\r\nHost: ok'],
    ['a body by length', 'CONNECT ok.test:443 HTTP/1.1\r\nContent-length: 4\r\n\r\nabcd'],
    ['a body in chunks', 'CONNECT ok.test:443 HTTP/1.1\r\nTRANSFER-ENCODING: chunked\r\n\r\n'],
    ['another protocol', 'CONNECT ok.test:443 HTTP/1.1\r\nUpgrade: h2c\r\n\r\n'],
    ['a folded line', 'CONNECT ok.test:443 HTTP/1.1\r\nX: a\r\n b\r\n\r\n'],
    ['bare line feeds', 'CONNECT ok.test:443 HTTP/1.1\nHost: ok.test\n\n'],
    ['a zero', 'CONNECT ok.test:443 HTTP/1.1\r\nX: \0\r\n\r\n'],
    ['a name and a space', 'CONNECT ok.test:443 HTTP/1.1\r\nContent-Length : 4\r\n\r\n'],
    ['a zone in the target', 'CONNECT [fe80::1%25eth0]:443 HTTP/1.1\r\n\r\n'],
    ['lower case', 'connect ok.test:443 HTTP/1.1\r\n\r\n'],
    ['another version', 'CONNECT ok.test:443 HTTP/2.0\r\n\r\n'],
    ['another method', 'GET http://ok.test/ HTTP/1.1\r\n\r\n'],
    [
      'a head that is too long',
      `CONNECT ok.test:443 HTTP/1.1\r\nX: ${'a'.repeat(LONGEST)}\r\n\r\n`,
    ],
  ])('%s', (_, text) => {
    expect(read(text)).toBeUndefined()
  })

  test('however it is made, in no time', () => {
    const lines = ['a:\r\n', 'a: \r\n', 'content-lengt:\r\n', 'a:\t \t\r\n', 'aaaaaaaa']
    const started = performance.now()
    for (const line of lines)
      for (let run = 0; run < 20; run++)
        expect(read(`CONNECT a HTTP/1.1\r\n${line.repeat(LONGEST / line.length)}\x00`)).toBe(
          undefined,
        )
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
