import { parseArgs } from 'node:util'
import { Random } from './random.ts'
import { runTarget } from './target.ts'
import { targets } from './targets.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, seed: { type: 'string' }, repro: { type: 'string' } },
})
const names = positionals.length > 0 ? positionals : [...targets.keys()]
for (const name of names) {
  const target = targets.get(name)
  if (target === undefined) {
    process.stderr.write(`There is no target ${name}. Targets: ${[...targets.keys()].join(', ')}\n`)
    process.exit(2)
  }
  if (values.repro !== undefined) {
    await target(new Random(Number(values.repro)))
    process.stdout.write(`${name}: seed ${values.repro} breaks nothing\n`)
    continue
  }
  const runs = Number(values.runs ?? 100_000)
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
  const started = performance.now()
  try {
    await runTarget(name, target, seed, runs)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exit(1)
  }
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  process.stdout.write(
    `${name}: ${runs} inputs from seed ${seed} in ${seconds} s, nothing broken\n`,
  )
}
