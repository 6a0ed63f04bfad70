// Bundles the programs into dist/: one file for the sidecars (it is all that their image holds besides Node),
// lazily loaded chunks for the command line, so that each command pays only for itself, and one small file for the
// language server, which must be there before the editor has drawn.
import { rm } from 'node:fs/promises'
import { rolldown } from 'rolldown'

const outputs = [
  { input: { sidecar: 'sidecars/main.ts' }, dir: 'dist/sidecar', codeSplitting: false },
  { input: { governance: 'cli/main.ts' }, dir: 'dist/cli', codeSplitting: true },
  { input: { server: 'server/main.ts' }, dir: 'dist/server', codeSplitting: false, minify: true },
  { input: { 'exec-inside': 'cli/exec/inside/main.ts' }, dir: 'dist/cli', codeSplitting: false },
]

await rm('dist', { recursive: true, force: true })
for (const { input, dir, codeSplitting, minify = false } of outputs) {
  const bundle = await rolldown({ input, platform: 'node', logLevel: 'warn' })
  await bundle.write({
    dir,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    codeSplitting,
    minify,
    banner:
      "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  })
  await bundle.close()
}
