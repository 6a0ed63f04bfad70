// Bundles the programs into dist/: one file for the sidecars (it is all that their image holds besides Node),
// lazily loaded chunks for the command line, so that each command pays only for itself.
import { rm } from 'node:fs/promises'
import { rolldown } from 'rolldown'

const outputs = [
  { input: { sidecar: 'sidecars/main.ts' }, dir: 'dist/sidecar', codeSplitting: false },
  { input: { governance: 'cli/main.ts' }, dir: 'dist/cli', codeSplitting: true },
  { input: { 'exec-inside': 'cli/exec/inside/main.ts' }, dir: 'dist/cli', codeSplitting: false },
]

await rm('dist', { recursive: true, force: true })
for (const { input, dir, codeSplitting } of outputs) {
  const bundle = await rolldown({ input, platform: 'node', logLevel: 'warn' })
  await bundle.write({
    dir,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    codeSplitting,
    banner:
      "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  })
  await bundle.close()
}
