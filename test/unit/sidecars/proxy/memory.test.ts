import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { releaseAfterPeaks } from '../../../../sidecars/proxy/memory.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('memory is given back once after a peak, not during it and not without one', () => {
  let open = 0
  let released = 0
  const stop = releaseAfterPeaks(
    () => open,
    () => {
      released += 1
    },
  )
  const see = (connections: number) => {
    open = connections
    vi.advanceTimersByTime(5_000)
    return released
  }
  expect([400, 0, 10_000, 2_000, 900, 5, 0].map(see)).toEqual([0, 0, 0, 0, 1, 1, 1])
  expect([600, 0].map(see)).toEqual([1, 2])
  stop()
  expect([600, 0].map(see)).toEqual([2, 2])
})
