import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { median, spread } from './statistics.ts'

/** The linter beside `node -e 0` and beside dclint on the same Compose files; see editor.bench.ts for GOVERNANCE_PEERS. */
const runs = Number(process.argv[2] ?? 5)
const governance = resolve('bin/governance')
const dclint = join(process.env.GOVERNANCE_PEERS ?? '', 'node_modules/.bin/dclint')
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
const repeat = (times: number, ...command: [string, ...string[]]) =>
  Array.from({ length: times }, () => time(...command))

const nothing = repeat(runs * 2, process.execPath, '-e', '0')
const rows: [string, number[]][] = [
  ['node -e 0', nothing],
  [
    'governance lint, one policy',
    repeat(runs * 2, process.execPath, governance, 'lint', 'policy.yaml'),
  ],
  [
    'governance lint, one Compose file',
    repeat(runs * 2, process.execPath, governance, 'lint', 'compose.yaml'),
  ],
  [
    'governance lint, 1,000 Compose files',
    repeat(runs, process.execPath, governance, 'lint', 'many'),
  ],
]
if (existsSync(dclint)) {
  rows.push(['dclint, one Compose file', repeat(runs, dclint, 'compose.yaml')])
  rows.push(['dclint, 1,000 Compose files', repeat(1, dclint, '-r', 'many')])
}
for (const [name, figures] of rows)
  console.log(
    `${name.padEnd(38)} ${spread(figures, 'ms', 0)}   × ${(median(figures) / median(nothing)).toFixed(2)}`,
  )
rmSync(folder, { recursive: true, force: true })
