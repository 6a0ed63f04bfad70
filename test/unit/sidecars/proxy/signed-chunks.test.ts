import { randomBytes } from 'node:crypto'
import { finished } from 'node:stream/promises'
import { describe, expect, test } from 'vitest'
import { signingKey } from '../../../../sidecars/broker/signing-key.ts'
import { LONGEST_CHUNK, SignedChunks } from '../../../../sidecars/proxy/leases/signed-chunks.ts'
import { signChunk, signTrailers } from '../../../../sidecars/proxy/leases/sigv4.ts'

const scope = { time: '20130524T000000Z', scope: '20130524/us-east-1/s3' }
const keyOf = (secret: string) => Buffer.from(signingKey(secret, scope.scope) ?? '', 'base64')

/** The example of AWS's documentation: 65 KiB of the letter a, in chunks of 64 KiB. */
const key = keyOf('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')
const chunks = [Buffer.alloc(65_536, 'a'), Buffer.alloc(1024, 'a'), Buffer.alloc(0)]
const published = {
  plain: {
    seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    chunks: [
      'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
      '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
      'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
    ],
  },
  trailers: {
    seed: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    chunks: [
      'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
      '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
      '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
    ],
    trailer: 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435',
  },
}
const TRAILER = 'x-amz-checksum-crc32c:sOO8/Q=='

/** A body as a client signs it. */
function body(key: Buffer, seed: string, trailers: boolean, parts = chunks): Buffer {
  let before = seed
  const written: (string | Buffer)[] = []
  for (const data of parts) {
    before = signChunk(key, scope, before, data)
    written.push(`${data.length.toString(16)};chunk-signature=${before}\r\n`, data)
    if (data.length > 0 || !trailers) written.push('\r\n')
  }
  if (trailers) {
    const signature = signTrailers(key, scope, before, `${TRAILER}\n`)
    written.push(`${TRAILER}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`)
  }
  return Buffer.concat(written.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
}

const real = { key: keyOf('another secret'), seed: 'f'.repeat(64) }

async function through(
  sent: Buffer,
  { trailers = false, seed = published.plain.seed, piece = sent.length } = {},
): Promise<Buffer> {
  const stage = new SignedChunks({ ...scope, trailers, lease: { key, seed }, real })
  const got: Buffer[] = []
  stage.on('data', (data) => got.push(data))
  const ended = finished(stage)
  for (let at = 0; at < sent.length; at += piece) stage.write(sent.subarray(at, at + piece))
  stage.end()
  await ended
  return Buffer.concat(got)
}

describe('a body that is signed chunk by chunk', () => {
  test('is signed as in the documentation of AWS', () => {
    for (const { seed, chunks: signatures } of Object.values(published)) {
      let before = seed
      for (const [at, data] of chunks.entries()) {
        before = signChunk(key, scope, before, data)
        expect(before).toBe(signatures[at])
      }
    }
    const last = published.trailers.chunks[2] ?? ''
    expect(signTrailers(key, scope, last, `${TRAILER}\n`)).toBe(published.trailers.trailer)
  })

  test.each([
    ['whole', Number.POSITIVE_INFINITY],
    ['in pieces of 1000 bytes', 1000],
    ['in pieces of 7 bytes', 7],
  ])('is signed anew, and as long as before: %s', async (_, piece) => {
    for (const trailers of [false, true]) {
      const { seed } = trailers ? published.trailers : published.plain
      const sent = body(key, seed, trailers)
      const got = await through(sent, { trailers, seed, piece: Math.min(piece, sent.length) })
      expect(got.equals(body(real.key, real.seed, trailers))).toBe(true)
      expect(got.length).toBe(sent.length)
    }
  })

  const { seed } = published.plain
  const sent = body(key, seed, false)
  const withTrailers = body(key, published.trailers.seed, true)
  const changed = (at: number, original = sent) => {
    const copy = Buffer.from(original)
    copy[at] = (copy[at] ?? 0) ^ 1
    return copy
  }
  test.each<[string, Buffer, boolean?]>([
    ['that was changed in its first chunk', changed(200)],
    ['that was changed in its second chunk', changed(66_000)],
    ['whose signature was changed', changed(30)],
    ['signed by another', body(real.key, seed, false)],
    ['that goes with another head', body(key, real.seed, false)],
    ['that lacks its end', sent.subarray(0, -90)],
    ['that is cut off', sent.subarray(0, 5000)],
    ['that lacks its first chunk', sent.subarray(65_536 + 5 + 17 + 64 + 4)],
    ['that says it again', Buffer.concat([sent, sent])],
    ['that was changed in its trailer', changed(withTrailers.indexOf('sOO8'), withTrailers), true],
    ['that lacks its trailer', withTrailers.subarray(0, withTrailers.indexOf('x-amz')), true],
    [
      'whose trailer is not signed',
      withTrailers.subarray(0, withTrailers.indexOf('x-amz-trailer')),
      true,
    ],
    ['without signatures', Buffer.from('3\r\nabc\r\n0\r\n\r\n')],
    ['with another extension', Buffer.from(`3;a=b;chunk-signature=${seed}\r\nabc\r\n`)],
    ['with a line that does not end', Buffer.alloc(5000, '0')],
  ])('%s is broken off', async (_, wrong, trailers = false) => {
    const from = trailers ? published.trailers.seed : seed
    await expect(through(wrong, { trailers, seed: from })).rejects.toThrow(
      expect.objectContaining({ name: 'UnfitChunk' }),
    )
  })

  test('nothing of a chunk goes on before it was checked', async () => {
    const stage = new SignedChunks({ ...scope, trailers: false, lease: { key, seed }, real })
    const got: Buffer[] = []
    stage.on('data', (data) => got.push(data))
    stage.write(sent.subarray(0, 60_000))
    await new Promise(setImmediate)
    expect(Buffer.concat(got).length).toBe(0)
  })

  test('a chunk that nobody could hold is refused at its head', async () => {
    const stage = new SignedChunks({ ...scope, trailers: false, lease: { key, seed }, real })
    const failed = new Promise<Error>((resolve) => stage.once('error', resolve))
    stage.write(`${(LONGEST_CHUNK + 1).toString(16)};chunk-signature=${seed}\r\n`)
    expect(await failed).toMatchObject({ name: 'UnfitChunk' })
  })

  test('a chunk may be long, and costs linear time', async () => {
    const long = body(key, seed, false, [randomBytes(LONGEST_CHUNK), Buffer.alloc(0)])
    const got = await through(long, { piece: 16_000 })
    expect(got.length).toBe(long.length)
  })
})
