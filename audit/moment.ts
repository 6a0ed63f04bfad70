const UNITS = new Map<string, number>([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
])

/** RFC 3339, or less of it: a day alone, no seconds, a space for the T. Without a zone it is UTC, as the log prints it. */
const MOMENT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?( ?(?:[Zz]|[+-]\d{2}:\d{2}))?)?$/

/**
 * A length of time as Go writes it (`24h`, `1h30m`, `1.5h`), and also in days and weeks (`7d`, `2w`).
 *
 * @returns milliseconds, or undefined when it is none
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|[smhdw]))+$/.test(text)) return undefined
  let sum = 0
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ns|us|µs|μs|ms|[smhdw])/g)) {
    sum += Number(amount) * (UNITS.get(unit ?? '') ?? Number.NaN)
  }
  return Number.isFinite(sum) ? sum : undefined
}

/**
 * A moment as people give it to `--since` and `--until`: a length of time before now (`24h`, `7d`), RFC 3339
 * (`2025-03-25T10:00:01Z`), a day, or a moment as the log prints it (`2025-03-25 10:00:01`, UTC).
 *
 * @param now milliseconds since 1970
 * @returns milliseconds since 1970, or undefined when it is none of these
 */
export function parseMoment(text: string, now: number): number | undefined {
  const trimmed = text.trim()
  const duration = parseDuration(trimmed)
  if (duration !== undefined) return now - duration
  const parts = MOMENT.exec(trimmed)
  if (parts === null) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    parts
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3)
  const date = `${year}-${month}-${day}`
  // Date takes 30 February for a day in March.
  const isDay = new Date(`${date}T00:00:00Z`)
  if (Number.isNaN(isDay.getTime()) || isDay.toISOString().slice(0, 10) !== date) return undefined
  const time = Date.parse(
    `${date}T${hour}:${minute}:${second}.${milliseconds}${zone.trim().toUpperCase()}`,
  )
  return Number.isNaN(time) ? undefined : time
}
