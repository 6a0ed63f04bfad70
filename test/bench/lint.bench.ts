import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { peersFolder } from './peers.ts'
import { median, spread } from './statistics.ts'

/*
 * The linter beside `node -e 0` and beside dclint on the same Compose files, in turn. dclint takes a minute and a half
 * for a thousand files, so it has them once.
 */
const rounds = Number(process.argv[2] ?? 10)
const governance = resolve('bin/governance')
const dclint = join(peersFolder(), 'node_modules/.bin/dclint')
const folder = mkdtempSync(join(tmpdir(), 'governance-bench-'))

const compose = (index: number) => `services:
  web${index}:
    image: nginx:1.27
    ports: ["${8000 + (index % 1000)}:80"]
    environment: { A: "1", B: "2" }
  db:
    image: postgres:16
    volumes: ["data:/var/lib/postgresql/data"]
volumes: { data: {} }
`
mkdirSync(join(folder, 'many'))
writeFileSync(join(folder, 'compose.yaml'), compose(0))
for (let index = 0; index < 1000; index += 1) {
  mkdirSync(join(folder, 'many', `${index}`))
  writeFileSync(join(folder, 'many', `${index}`, 'compose.yaml'), compose(index))
}
writeFileSync(
  join(folder, 'policy.yaml'),
  'apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata: { name: bench }\nspec: {}\n',
)

const time = (program: string, ...args: string[]) => {
  const started = process.hrtime.bigint()
  spawnSync(program, args, { cwd: folder, stdio: 'ignore' })
  return Number(process.hrtime.bigint() - started) / 1e6
}
interface Candidate {
  name: string
  command: [string, ...string[]]
  /** Whose time it is measured by. */
  beside: string
  rounds: number
  figures: number[]
}
const governed = (path: string): [string, ...string[]] => [
  process.execPath,
  governance,
  'lint',
  path,
]
const candidate = (
  name: string,
  command: [string, ...string[]],
  beside: string,
  most = rounds,
): Candidate => ({ name, command, beside, rounds: Math.min(most, rounds), figures: [] })

const floor = 'node -e 0'
const thousand = 'governance lint, 1,000 Compose files'
const candidates = [
  candidate(floor, [process.execPath, '-e', '0'], floor),
  candidate('governance lint, one policy', governed('policy.yaml'), floor),
  candidate('governance lint, one Compose file', governed('compose.yaml'), floor),
  candidate('dclint, one Compose file', [dclint, 'compose.yaml'], floor),
  candidate(thousand, governed('many'), thousand, 3),
  candidate('dclint, 1,000 Compose files', [dclint, '-r', 'many'], thousand, 1),
]
for (let round = 0; round < rounds; round += 1)
  for (const one of candidates) if (round < one.rounds) one.figures.push(time(...one.command))

const figuresOf = new Map(candidates.map(({ name, figures }) => [name, median(figures)]))
for (const { name, beside, figures } of candidates) {
  const ratio = (median(figures) / (figuresOf.get(beside) ?? Number.NaN)).toFixed(2)
  console.log(`${name.padEnd(38)} ${spread(figures, 'ms', 0)}   × ${ratio} of ${beside}`)
}
rmSync(folder, { recursive: true, force: true })
