// Packs what the commands need that people and editors wait for, one file a command, with V8's code for it beside it
// (bin/bundle.js reads both). What a command needs is found by rehearsing it. All other commands go without.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const rehearsals = {
  compose: [['compose', '-f', 'examples/quickstart/docker-compose.yml', 'config']],
  lint: [
    ['lint', 'examples/quickstart'],
    ['lint', '--format', 'json', 'examples/quickstart/governance-policy.yaml'],
  ],
  policy: [['policy', 'explain', 'examples/quickstart/governance-policy.yaml']],
}

/** Makes the packs of a program that was just built. */
export function writePacks(program) {
  const folder = join(dirname(resolve(program)), 'packs')
  mkdirSync(folder)
  for (const [command, calls] of Object.entries(rehearsals)) {
    // First what is loaded; then, from the pack, what of it is compiled: each call adds to what the one before it kept.
    rehearse(program, calls[0], join(folder, `${command}.cjs`))
    for (const words of calls) rehearse(program, words, join(folder, `${command}.v8`))
  }
}

function rehearse(program, words, result) {
  const { status, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), resolve(program), result, ...words],
    { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
  )
  if (status === null || status > 1) throw new Error(`governance ${words.join(' ')}: ${stderr}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [program, result] = process.argv.splice(2, 2)
  const { runProgram, rehearsed } = createRequire(import.meta.url)('../bin/bundle.js')
  process.once('exit', () => {
    const { text, code } = rehearsed()
    writeFileSync(result, result.endsWith('.v8') ? code : text, 'latin1')
  })
  runProgram(program, process.argv.slice(2))
}
