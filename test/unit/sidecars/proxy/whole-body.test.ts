import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { Governed } from '../../../../sidecars/proxy/governed.ts'
import { WholeBodies } from '../../../../sidecars/proxy/http/whole-body.ts'

const [one, other] = [{} as Governed, {} as Governed]

/** A body of so many bytes, and the exchange that it belongs to. */
function sent(bytes: number): [PassThrough, PassThrough] {
  return [new PassThrough().end(Buffer.alloc(bytes)), new PassThrough()]
}

test('a body that is too long is not held', async () => {
  const bodies = new WholeBodies(100, 1_000)
  expect(await bodies.read(one, ...sent(100))).toHaveLength(100)
  expect(await bodies.read(one, ...sent(101))).toBe('long')
})

test('nor are too many at once: of one service, until their exchanges are over', async () => {
  const bodies = new WholeBodies(100, 250)
  const slow = new PassThrough()
  const exchange = new PassThrough()
  const waiting = bodies.read(one, slow, exchange)
  waiting.catch(() => {})
  slow.write(Buffer.alloc(90))
  expect(await bodies.read(one, ...sent(100))).toHaveLength(100)
  expect(await bodies.read(one, ...sent(100))).toBe('crowded')
  expect(await bodies.read(other, ...sent(100))).toHaveLength(100)
  await once(exchange.destroy(), 'close')
  expect(await bodies.read(one, ...sent(100))).toHaveLength(100)
})

test('what comes for an exchange that is over is not held', async () => {
  const bodies = new WholeBodies(100, 250)
  const [body, exchange] = sent(100)
  exchange.destroy()
  await expect(bodies.read(one, body, exchange)).rejects.toThrow('Nobody is left')
})
