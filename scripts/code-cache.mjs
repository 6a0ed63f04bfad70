// Has V8 keep the code that it compiles for the command line, beside each file of it (bin/bundle.js reads it).
// It is what the commands below needed: the ones that people and editors wait for. All others go without.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const rehearsals = [
  ['lint', 'examples/quickstart'],
  ['lint', '--format', 'json', 'examples/quickstart/governance-policy.yaml'],
  ['policy', 'explain', 'examples/quickstart/governance-policy.yaml'],
  ['compose', '-f', 'examples/quickstart/docker-compose.yml', 'config'],
]

/** Rehearses the program in processes of its own; each adds to what the one before it kept. */
export function writeCodeCache(program) {
  for (const words of rehearsals) {
    const { status, stderr } = spawnSync(
      process.execPath,
      [fileURLToPath(import.meta.url), resolve(program), ...words],
      { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
    )
    if (status === null || status > 1) throw new Error(`governance ${words.join(' ')}: ${stderr}`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [program] = process.argv.splice(2, 1)
  const { runBundle, ranScripts } = createRequire(import.meta.url)('../bin/bundle.js')
  process.once('exit', () => {
    for (const [file, script] of ranScripts())
      writeFileSync(`${file}.v8`, script.createCachedData())
  })
  runBundle(program)
}
