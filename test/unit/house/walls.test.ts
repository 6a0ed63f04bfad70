import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url).pathname

/** Room → rooms that it must not know. */
const forbidden: Record<string, readonly string[]> = {
  policy: ['audit', 'sidecars', 'compose-transform', 'server', 'engine', 'cli', 'dashboard'],
  audit: ['sidecars', 'compose-transform', 'server', 'engine', 'cli', 'dashboard'],
  sidecars: ['compose-transform', 'server', 'engine', 'cli', 'dashboard'],
  'compose-transform': ['audit', 'sidecars', 'server', 'engine', 'cli', 'dashboard'],
  server: ['audit', 'sidecars', 'engine', 'cli', 'dashboard'],
  engine: ['sidecars', 'compose-transform', 'server', 'cli', 'dashboard'],
  dashboard: ['sidecars', 'compose-transform', 'server', 'engine', 'cli'],
}

/**
 * The linter with the project's own configuration, in a copy of the house whose every room breaks every wall,
 * by a static and by a lazy import. One run for all, because starting the linter is most of its time.
 */
describe('a wall between rooms', () => {
  const house = mkdtempSync(join(tmpdir(), 'governance-walls-'))
  let report = ''

  beforeAll(() => {
    const { vcs: _, ...configuration } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
    writeFileSync(join(house, 'biome.json'), JSON.stringify(configuration))
    for (const [room, walls] of Object.entries(forbidden)) {
      mkdirSync(join(house, room))
      for (const wall of walls) {
        writeFileSync(join(house, room, `${wall}.ts`), `import '../${wall}/anything.ts'\n`)
        writeFileSync(
          join(house, room, `${wall}-lazy.ts`),
          `export const load = () => import('../${wall}/anything.ts')\n`,
        )
      }
    }
    const { stdout, stderr } = spawnSync(
      join(root, 'node_modules/.bin/biome'),
      ['lint', '--only=style/noRestrictedImports', '--max-diagnostics=none', '--reporter=github'],
      { cwd: house, encoding: 'utf8' },
    )
    report = stdout + stderr
  })

  afterAll(() => rmSync(house, { recursive: true, force: true }))

  const cases = Object.entries(forbidden).flatMap(([room, walls]) =>
    walls.flatMap((wall) => [
      [room, wall, `${wall}.ts`],
      [room, wall, `${wall}-lazy.ts`],
    ]),
  )
  it.each(cases)('%s/ may not import %s/ (%s)', (room, _wall, file) => {
    const line = report.split('\n').find((text) => text.includes(`/${room}/${file},`))
    expect(line, `no diagnostic for ${room} → ${file}`).toContain(`${room}/`)
    expect(line).toMatch(/may know|carry nothing|decides nothing/)
  })
})
