// Bundles the programs into dist/: the folder that the sidecars' image holds besides Node, and the command line, both
// in lazily loaded chunks, so that each role and each command pays only for itself (a healthcheck runs every few
// seconds); and one small file for the language server, which must be there before the editor has drawn.
import { rename, rm } from 'node:fs/promises'
import { rolldown } from 'rolldown'

const outputs = [
  {
    input: { sidecar: 'sidecars/main.ts' },
    dir: 'dist/sidecar',
    codeSplitting: true,
    chunkFolder: 'roles/',
  },
  { input: { governance: 'cli/main.ts' }, dir: 'dist/cli', codeSplitting: true },
  { input: { server: 'server/main.ts' }, dir: 'dist/server', codeSplitting: false, minify: true },
  { input: { 'exec-inside': 'cli/exec/inside/main.ts' }, dir: 'dist/cli', codeSplitting: false },
]

// What is there goes on working until all of the new is: a build that fails takes nothing away.
const draft = `dist-${process.pid}`
try {
  for (const { input, dir, codeSplitting, chunkFolder = '', minify = false } of outputs) {
    const bundle = await rolldown({ input, platform: 'node', logLevel: 'warn' })
    await bundle.write({
      dir: dir.replace('dist', draft),
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: `${chunkFolder}[name]-[hash].mjs`,
      codeSplitting,
      minify,
      banner:
        "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    })
    await bundle.close()
  }
  await rm('dist', { recursive: true, force: true })
  await rename(draft, 'dist')
} finally {
  await rm(draft, { recursive: true, force: true })
}
