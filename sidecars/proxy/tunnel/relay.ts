import net from 'node:net'
import type { Duplex, Transform } from 'node:stream'

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
  return new Promise((resolve) => {
    const sides = [client, upstream]
    const over = () => {
      if (sides.every((side) => side.closed)) resolve()
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
      if (stage === undefined) from.pipe(to)
      else from.pipe(stage.on('error', breakOff)).pipe(to)
    }
    carry(client, upstream, through.outward)
    carry(upstream, client, through.inward)
    if (client.destroyed || upstream.destroyed) breakOff()
    over()
  })
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
