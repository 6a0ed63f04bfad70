import type { ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Journal } from '../../../dashboard/journal.ts'
import { LiveStream } from '../../../dashboard/live.ts'
import { readQuery } from '../../../dashboard/query.ts'
import { event } from '../audit/events.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('a page that opens while the end of the past is read is told that it is read', async () => {
  const sent: string[] = []
  const response = Object.assign(new PassThrough(), { writeHead: () => {} })
  response.on('data', (chunk) => sent.push(String(chunk)))
  const journal = new Journal()
  let tell = () => {}
  const caughtUp = new Promise<void>((resolve) => {
    tell = resolve
  })
  void journal.follow({ events: onePastAndThenNone(), caughtUp })
  await vi.advanceTimersByTimeAsync(200)
  const live = new LiveStream(
    journal,
    response as unknown as ServerResponse,
    readQuery(new URLSearchParams({ range: '86400000' })),
  )
  response.read(0)
  await vi.advanceTimersByTimeAsync(2_000)
  tell()
  await vi.advanceTimersByTimeAsync(2_000)
  live.close()
  const states = sent.join('').match(/"reading":(true|false)/g)
  expect(states?.[0]).toBe('"reading":true')
  expect(states?.at(-1)).toBe('"reading":false')
})

async function* onePastAndThenNone() {
  yield event({ time: new Date(Date.now() - 60_000).toISOString() })
  await new Promise(() => {})
}
