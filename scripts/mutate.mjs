// Takes away one guard after the other, in a copy, and runs the tests that are there for it: each has to fail.
// npm run mutate -- [part of an attack's name]
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { guards } from '../test/mutation/gateway.mjs'

const wanted = process.argv[2] ?? ''
const copy = mkdtempSync(join(tmpdir(), 'mutate-'))
process.on('exit', () => rmSync(copy, { recursive: true, force: true }))
for (const part of [
  'audit',
  'policy',
  'schemas',
  'sidecars',
  'test',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
])
  cpSync(part, join(copy, part), { recursive: true })
symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))

let survivors = 0
for (const { attack, guard, edits, test } of guards.filter(({ attack }) =>
  attack.includes(wanted),
)) {
  const before = new Map()
  for (const [file, from, to] of edits) {
    const path = join(copy, file)
    const text = readFileSync(path, 'utf8')
    if (!before.has(path)) before.set(path, text)
    if (text.split(from).length !== 2)
      throw new Error(`${attack}: '${from}' does not stand once in ${file}`)
    writeFileSync(
      path,
      text.replace(from, () => to),
    )
  }
  const [file, name] = test
  const words = ['vitest', 'run', '--project', 'integration', file, '-t', name]
  const ran = spawnSync('npx', words, { cwd: copy, encoding: 'utf8', timeout: 120_000 })
  const failed = /Tests .*?(\d+) failed/.exec(ran.stdout.replace(/\u001b\[\d+m/g, ''))?.[1]
  if (failed === undefined) survivors += 1
  console.log(
    `${failed === undefined ? 'SURVIVES' : `${failed} fail`.padEnd(8)}  ${attack}: without “${guard}”`,
  )
  for (const [path, text] of before) writeFileSync(path, text)
}
console.log(
  survivors === 0
    ? '\nEvery guard is missed by a test.'
    : `\n${survivors} guards are missed by nobody.`,
)
process.exitCode = survivors === 0 ? 0 : 1
