// Starts (or, with --stop, stops) the engines of the end-to-end tests by hand, for use while developing.
// Node 20 runs no TypeScript, so start.ts is bundled first.
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const bundled = here(`.start-${process.pid}.mjs`) // beside engine-in-root.sh, which it looks for there
const bundle = await rolldown({ input: here('start.ts'), platform: 'node', logLevel: 'warn' })
await bundle.write({ file: bundled, format: 'esm' })
await bundle.close()
try {
  await import(bundled)
} finally {
  await rm(bundled, { force: true })
}
