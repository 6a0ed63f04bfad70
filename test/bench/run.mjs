// Runs one benchmark: npm run bench -- NAME [arguments]. Figures depend on the machine: each run names it, and
// compares with something else in the same run. Nothing is asserted here.
import { readdir } from 'node:fs/promises'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { runTypeScript } from '../../scripts/run-typescript.mjs'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const [name] = process.argv.splice(2, 1)
const known = (await readdir(here('.'))).filter((file) => file.endsWith('.bench.ts'))
if (!known.includes(`${name}.bench.ts`)) {
  console.error(
    `npm run bench -- NAME, where NAME is one of: ${known.map((file) => file.replace('.bench.ts', '')).join(', ')}`,
  )
  process.exit(2)
}

console.log(
  `${os.cpus().length} × ${os.cpus()[0]?.model}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${os.type()} ${os.release()}\n`,
)
await runTypeScript(here(`${name}.bench.ts`))
