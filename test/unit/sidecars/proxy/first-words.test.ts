import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import type { CanonicalHost } from '../../../../policy/host.ts'
import { LeaseFound } from '../../../../sidecars/proxy/leases/lease-scan.ts'
import { FirstWords, WrongHello } from '../../../../sidecars/proxy/tunnel/first-words.ts'
import {
  hello,
  helloMessage,
  records,
  serverNameExtension,
} from '../../../integration/proxy/hello.ts'

/** What reaches the other side of what a client sends in these pieces before it ends its half. */
async function through(...pieces: (string | Buffer)[]): Promise<string> {
  const words = new FirstWords('db.test' as CanonicalHost)
  const [passed] = await Promise.all([
    buffer(words),
    pipeline(Readable.from(pieces.map((piece) => Buffer.from(piece))), words, { end: true }),
  ])
  return passed.toString('latin1')
}

describe('what goes through a tunnel to a port that is not 443', () => {
  /** The beginning of a ClientHello of 16 KiB, whose rest never comes. */
  const unfinished = Buffer.from([22, 3, 1, 0x40, 0, 1, 0, 0x3f, 0xfc])

  it.each([
    ['one piece', ['PING\r\n']],
    ['several', ['PI', 'NG\r\n', 'QUIT\r\n']],
    ['nothing', []],
    ['the beginning of a ClientHello', [unfinished]],
  ])('passes whole and ends in order: %s', async (_, pieces) => {
    expect(await through(...pieces)).toBe(
      Buffer.concat(pieces.map((one) => Buffer.from(one))).toString('latin1'),
    )
  })

  it.each([
    ['at once', ['AUTH ghp_govlease40P8HMgZkNh\r\n']],
    ['in two pieces', ['AUTH ghp_govl', 'ease40P8HMgZkNh\r\n']],
    ['behind a ClientHello that never ends', [unfinished, 'ghp_govlease40P8HMgZkNh']],
  ])('is broken off at a lease: %s', async (_, pieces) => {
    await expect(through(...pieces)).rejects.toBeInstanceOf(LeaseFound)
  })

  const twice = hello({ serverName: 'db.test', extensions: [serverNameExtension('evil.test')] })
  const padding: [number, Buffer] = [21, Buffer.alloc(20_000)]
  const long = records(helloMessage({ serverName: 'evil.test', extensions: [padding] }))

  it.each([
    ['that says its name twice', [twice]],
    ['that is longer than is looked at', [long.subarray(0, 17_000), long.subarray(17_000)]],
  ])('is broken off at a ClientHello %s', async (_, pieces) => {
    await expect(through(...pieces)).rejects.toBeInstanceOf(WrongHello)
  })

  it('may begin as a record of TLS does without being one', async () => {
    const message = Buffer.concat([Buffer.from([22, 3, 0, 0, 9, 0, 0, 0]), Buffer.alloc(782)])
    expect(await through(message)).toBe(message.toString('latin1'))
  })
})
