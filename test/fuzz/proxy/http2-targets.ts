import type { CanonicalHost } from '../../../policy/host.ts'
import { readRequestHead } from '../../../sidecars/proxy/http/request-head.ts'
import { readStreamHead } from '../../../sidecars/proxy/http/stream-head.ts'
import {
  BadFrame,
  FrameReader,
  serverFrame,
} from '../../../sidecars/proxy/http/websocket-frames.ts'
import { clientFrame } from '../../integration/proxy/frames.ts'
import { promise, type Target } from '../target.ts'

const ok = 'ok.test' as CanonicalHost
const place = { kind: 'origin', scheme: 'https', host: ok, port: 443 } as const

/** A stream is read as the same request in HTTP/1.1 would be: the same host, path and fields, or refused like it. */
const streamHead: Target = (random) => {
  const host = () =>
    random.pick(['ok.test', 'OK.test:443', 'evil.test', 'a@ok.test', '', 'ok.test.'])
  const method = random.pick(['GET', 'POST', 'TRACE', 'CONNECT', 'get', 'PUT'])
  const path = random.pick([
    '/',
    '/a?b',
    '*',
    '',
    '//evil.test/',
    'http://evil.test/',
    '/a#b',
    '/%2e%2e/x',
  ])
  const authority = random.oneIn(5) ? undefined : host()
  const named = random.oneIn(3) ? host() : undefined
  const rest: string[] = []
  for (let left = random.below(4); left > 0; left--)
    rest.push(
      random.pick(['x-a', 'cookie', 'te', 'content-length', 'accept', 'trailer']),
      random.pick(['a', '4', 'trailers', '', 'x, y']),
    )
  if (named !== undefined) rest.push('host', named)
  const raw = [':method', method, ':scheme', 'https', ':path', path, ...rest]
  if (authority !== undefined) raw.unshift(':authority', authority)
  const ended = random.oneIn(2)
  const stream = readStreamHead(raw, ended, place)
  const same = readRequestHead(
    {
      method,
      url: path,
      httpVersion: '1.1',
      rawHeaders: [...(authority === undefined ? [] : ['Host', authority]), ...rest],
    },
    place,
  )
  // Two Hosts are malformed in HTTP/1.1; here the second one is allowed when it says the same.
  if (authority === undefined || named === undefined)
    promise(stream.ok === same.ok, 'one is refused and the other is not:', raw, stream, same)
  if (!stream.ok) return
  promise(stream.head.host === ok && stream.head.port === 443, 'another host:', raw, stream.head)
  if (named !== undefined)
    promise(new URL(`https://${named}`).hostname.replace(/\.$/, '') === ok, 'two hosts:', raw)
  if (same.ok) {
    promise(stream.head.path === same.head.path, 'another path:', raw, stream.head, same.head)
    promise(
      JSON.stringify(stream.head.headers) === JSON.stringify(same.head.headers),
      'other fields:',
      raw,
    )
  }
  promise(!stream.head.headers.some((name) => name.startsWith(':')), 'a pseudo-field goes on:', raw)
}

/** However frames are cut, their content is the same; and no bytes at all make the reader fail otherwise than by BadFrame. */
const frames: Target = (random) => {
  const masked = random.oneIn(2)
  const parts: Buffer[] = []
  let expected = ''
  let inMessage = false
  for (let left = 1 + random.below(6); left > 0; left--) {
    const size = random.oneIn(60) ? 70_000 : random.pick([0, 1, 5, 125, 126, 200])
    const control = random.oneIn(4)
    const content: Buffer = random.oneIn(2)
      ? random.bytes(Math.min(size, 300))
      : Buffer.alloc(size, 'x')
    const payload = control ? content.subarray(0, 125) : content
    const final = control || random.oneIn(2)
    const opcode = control ? random.pick([9, 10]) : inMessage ? 0 : random.pick([1, 2])
    if (!control) inMessage = !final
    expected += `${opcode}${final}${payload.toString('latin1')}`
    const mask = random.bytes(4)
    parts.push(
      masked
        ? clientFrame(payload, { opcode, final, mask })
        : serverFrame({ opcode, final }, payload),
    )
  }
  const bytes = Buffer.concat(parts)
  const read = (input: Buffer<ArrayBufferLike>, longest: number): string => {
    let got = ''
    let content = ''
    const reader = new FrameReader(masked, {
      payload: (piece) => {
        content += piece.toString('latin1')
      },
      end: ({ opcode, final }) => {
        got += `${opcode}${final}${content}`
        content = ''
      },
    })
    try {
      for (const piece of random.pieces(input, longest)) reader.push(piece)
      return reader.between ? got : `${got} unfinished`
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error
      return 'bad'
    }
  }
  promise(read(bytes, 1 + random.below(3_000)) === expected, 'cut differently, read differently')
  read(random.mutate(bytes, 1 + random.below(5)), 500)
  read(random.bytes(random.below(60)), 7)
}

export const http2Targets: ReadonlyMap<string, Target> = new Map([
  ['proxy/stream-head', streamHead],
  ['proxy/websocket-frames', frames],
])
