import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Guard {
  attack: string
  edits: [file: string, from: string, to: string][]
  test: [file: string, name: string]
}

const root = join(import.meta.dirname, '../../..')
const tableOf = async (name: string): Promise<Guard[]> =>
  (await import(join(root, 'test/mutation', `${name}.mjs`))).guards
const tables = { egress: await tableOf('egress'), gateway: await tableOf('gateway') }

/** What `npm run mutate` needs, so that nobody finds out only when it runs: who moves a guard takes its edit along. */
describe.each(Object.entries(tables))(
  'the table of guards of test/mutation/%s.mjs',
  (_, guards) => {
    it('finds every guard where it says', () => {
      const gone = guards.flatMap(({ attack, edits }) =>
        edits
          .filter(([file, from]) => readFileSync(join(root, file), 'utf8').split(from).length !== 2)
          .map(([file, from]) => `${attack}: '${from}' does not stand once in ${file}`),
      )
      expect(gone).toEqual([])
    })

    it('names tests that are there', () => {
      const files = new Set(guards.map(({ test: [file] }) => file))
      expect([...files].filter((file) => !existsSync(join(root, file)))).toEqual([])
    })
  },
)

it('each of the 52 known attacks on egress proxies is in the table', () => {
  const known = Array.from({ length: 52 }, (_, index) => index + 1)
  const inTable = tables.egress.flatMap(({ attack }) =>
    (/^[\d, ]+(?=:)/.exec(attack)?.[0] ?? '').split(',').map(Number),
  )
  expect(known.filter((number) => !inTable.includes(number))).toEqual([])
})
