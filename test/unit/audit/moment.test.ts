import { describe, expect, test } from 'vitest'
import { parseDuration, parseMoment } from '../../../audit/moment.ts'

const NOW = Date.parse('2025-03-26T10:00:00Z')

describe('a length of time', () => {
  test.each([
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['300ms', 300],
    ['1d12h', 129_600_000],
    ['0s', 0],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds)
  })

  test.each(['', '24', 'h', '-1h', '1x', '1h ', '1 h', '1h30', '1H', 'constructor'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined()
    },
  )
})

describe('a moment', () => {
  test.each([
    ['24h', '2025-03-25T10:00:00.000Z'],
    ['2025-03-25T10:00:01Z', '2025-03-25T10:00:01.000Z'],
    ['2025-03-25T10:00:01.5+02:00', '2025-03-25T08:00:01.500Z'],
    ['2025-03-25t10:00:01z', '2025-03-25T10:00:01.000Z'],
    ['2025-03-25 10:00:01', '2025-03-25T10:00:01.000Z'],
    ['2025-03-25T10:00', '2025-03-25T10:00:00.000Z'],
    ['2025-03-25', '2025-03-25T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2025-03-25T10:00:01.123456789Z', '2025-03-25T10:00:01.123Z'],
  ])('%s', (text, moment) => {
    expect(new Date(parseMoment(text, NOW) ?? Number.NaN).toISOString()).toBe(moment)
  })

  test.each(['yesterday', '2025-02-30', '2025-13-01', '2025-03-25T25:00:00Z', '25.3.2025', ''])(
    '%j is none',
    (text) => {
      expect(parseMoment(text, NOW)).toBeUndefined()
    },
  )
})
