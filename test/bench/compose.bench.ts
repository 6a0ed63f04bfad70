import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findCompose } from '../conformance/compose/theirs.ts'
import { median, spread } from './statistics.ts'

/** `governance compose config` and `lint` beside `docker compose config` and `node -e 0`, taking turns; and 1,000 services beside 100. */
const runs = Number(process.argv[2] ?? 15)
const governance = resolve('bin/governance')
const folder = mkdtempSync(join(tmpdir(), 'governance-bench-'))
const plugin = findCompose()
const config = plugin?.replace(/\/cli-plugins\/docker-compose$/, '')

const field = 'x-docker-ai-governance: { policy: ./policy.yaml, services: [agent] }\n'
writeFileSync(
  join(folder, 'policy.yaml'),
  'apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata: { name: bench }\nspec: { network: { allowedDomains: ["*.github.com"] } }\n',
)
const agent = '  agent: { image: agent, environment: { A: "1" }, ports: ["8080:80"] }\n'
writeFileSync(join(folder, 'compose.yaml'), `services:\n${agent}  db: { image: db }\n${field}`)
for (const count of [100, 1000]) {
  const all = Array.from(
    { length: count },
    (_, index) => `  s${index}: { image: i, environment: { A: "${index}" } }\n`,
  )
  const every = 'x-docker-ai-governance: { policy: ./policy.yaml }\n'
  writeFileSync(join(folder, `${count}.yaml`), `services:\n${all.join('')}${every}`)
}

const env: NodeJS.ProcessEnv = { ...process.env, ...(config && { DOCKER_CONFIG: config }) }
// Node 20 reads every certificate of NODE_EXTRA_CA_CERTS before anything else: most machines have none.
const without = ', without NODE_EXTRA_CA_CERTS'
const { NODE_EXTRA_CA_CERTS: certificates, ...plain } = env
const commands: [string, string, string[]][] = [
  ['node -e 0', process.execPath, ['-e', '0']],
  ['docker compose config', 'docker', ['compose', '-f', 'compose.yaml', 'config']],
  ['governance compose config', governance, ['compose', '-f', 'compose.yaml', 'config']],
  ['governance lint, Compose file', governance, ['lint', 'compose.yaml']],
  ['governance lint, policy', governance, ['lint', 'policy.yaml']],
]
if (certificates) {
  for (const [name, program, words] of [...commands])
    if (program !== 'docker') commands.push([`${name}${without}`, program, words])
}
const large: [string, string, string[]][] = [100, 1000].map((count) => [
  `governance compose config, ${count} services`,
  governance,
  ['compose', '-f', `${count}.yaml`, 'config', '-q'],
])

function measure(list: typeof commands, times: number): Map<string, number[]> {
  const figures = new Map(list.map(([name]) => [name, [] as number[]]))
  for (let round = 0; round < times; round++) {
    for (const [name, program, words] of list) {
      const started = process.hrtime.bigint()
      const { status, stderr } = spawnSync(program, words, {
        cwd: folder,
        env: name.endsWith(without) ? plain : env,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      figures.get(name)?.push(Number(process.hrtime.bigint() - started) / 1e6)
      if (status !== 0) throw new Error(`${name}: ${stderr}`)
    }
  }
  return figures
}

try {
  const figures = new Map([...measure(commands, runs), ...measure(large, Math.max(1, runs / 5))])
  const of = (name: string) => median(figures.get(name) ?? [])
  for (const [name, values] of figures) console.log(`${name.padEnd(62)} ${spread(values, 'ms', 0)}`)
  const ratio = (name: string, other: string, wanted: number) =>
    console.log(`${name} / ${other}: × ${(of(name) / of(other)).toFixed(2)} (at most ${wanted})`)
  for (const form of certificates ? ['', without] : ['']) {
    ratio(`governance compose config${form}`, 'docker compose config', 1.3)
    ratio(`governance lint, Compose file${form}`, `node -e 0${form}`, 1.6)
  }
  ratio(large[1]?.[0] ?? '', large[0]?.[0] ?? '', 12)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
