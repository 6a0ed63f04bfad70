import net from 'node:net'
import type { Duplex, Transform } from 'node:stream'
import tls from 'node:tls'
import { directReadingOf } from '../upstream/direct-reading.ts'

/**
 * Carries bytes both ways until both sides have ended. One side may end its half and still receive (half-close). When
 * one side breaks, so does the other: a client never takes a broken answer for a whole one.
 *
 * @param through what the bytes pass through on their way, such as a search for leases; both ends break when it fails
 * @returns when both are closed
 */
export function relay(
  client: Duplex,
  upstream: Duplex,
  through: { outward?: Transform | undefined; inward?: Transform | undefined } = {},
): Promise<void> {
  if (directReadingOf(client) !== undefined || (through.inward && directReadingOf(upstream)))
    throw new Error('What is read directly cannot be searched, and only an upstream can be.')
  return new Promise((resolve) => {
    const sides = [client, upstream]
    const over = () => {
      if (!sides.every((side) => side.closed)) return
      for (const side of sides) directReadingOf(side)?.release()
      resolve()
    }
    const breakOff = () => {
      for (const side of sides) breakOffSide(side)
    }
    const carry = (from: Duplex, to: Duplex, stage: Transform | undefined) => {
      from.on('error', breakOff)
      from.once('close', () => {
        over()
        if (to.destroyed) return
        if (!from.readableEnded) to.destroy()
        // What was read to its end is delivered; with nobody left to hear the other side, that is all there is to do.
        else if (to.writableFinished) to.destroy()
        else to.once('finish', () => to.destroy())
      })
      const direct = directReadingOf(from)
      if (direct !== undefined) direct.into(from as net.Socket, to)
      else if (stage !== undefined) {
        stage.on('error', breakOff).pipe(to)
        from.pipe(stage, { end: false })
      } else pump(from, to)
      from.once('end', () => wasReset(from, (reset) => (reset ? breakOff() : (stage ?? to).end())))
    }
    carry(client, upstream, through.outward)
    carry(upstream, client, through.inward)
    if (client.destroyed || upstream.destroyed) breakOff()
    over()
  })
}

/** Writes on what is read. Ends and errors are seen to above, and for those `pipe` listens a dozen times a side. */
function pump(from: Duplex, to: Duplex): void {
  from.on('data', (bytes) => {
    if (!to.destroyed && !to.write(bytes)) from.pause()
  })
  to.on('drain', () => from.resume())
  from.resume()
}

/**
 * Whether what looks like an end is a reset: a system that has bytes to give and a reset to tell of at the same time is
 * heard out by libuv as bytes and an end. An empty write fails then. It fails on a Unix socket too, after an orderly
 * close, and there is no reset there.
 */
function wasReset(side: Duplex, then: (reset: boolean) => void): void {
  if (isPlainTcp(side) && side.writable && side.writableLength === 0)
    side.write(Buffer.alloc(0), (error) => then(error instanceof Error))
  else then(false)
}

/** Asked for the near end: of the far one the system knows nothing any more once it is gone. */
function isPlainTcp(side: Duplex): boolean {
  const isPlain = side instanceof net.Socket && !(side instanceof tls.TLSSocket)
  return isPlain && side.localPort !== undefined
}

/** With a reset, where that can be: an orderly end would make a part look like the whole. */
function breakOffSide(side: Duplex): void {
  try {
    if (side instanceof net.Socket) side.resetAndDestroy()
  } catch {
    // Neither a Unix socket nor TLS can be reset.
  }
  side.destroy()
}
