import { cases } from './cases.mjs'
import { settled } from './wire.mjs'

// Runs the cases that are asked for, all by default, and prints how each attempt ended, as JSON.

const wanted = new Set(process.argv.slice(2).map(Number))
const ends = []
for (const [number, title, attempts] of cases) {
  if (wanted.size > 0 && !wanted.has(number)) continue
  // Those of one case do not disturb each other, and most of their time is waiting.
  const results = await Promise.all(
    attempts.map(async ([name, expected, action]) => {
      const end = await settled(action)
      return {
        name: JSON.stringify(name).slice(1, -1),
        expected: String(expected),
        end,
        held: expected.test(end),
      }
    }),
  )
  ends.push({ number, title, attempts: results })
}
process.stdout.write(JSON.stringify(ends), () => process.exit(0))
