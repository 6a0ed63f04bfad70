// Bundles the programs into dist/: the folder that the sidecars' image holds besides Node, and the command line, both
// in lazily loaded chunks, so that each role and each command pays only for itself (a healthcheck runs every few
// seconds);
// and a small file for the language server, which must be there before the editor has drawn, with another for what
// it does when nobody types.
// The command line is CommonJS; what its quickest commands need lies in packs beside it: see bin/bundle.js.
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { writePacks } from './packs.mjs'

const esm = {
  format: 'esm',
  entryFileNames: '[name].mjs',
  banner:
    "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
}
const outputs = [
  {
    input: { sidecar: 'sidecars/main.ts' },
    dir: 'dist/sidecar',
    codeSplitting: true,
    chunkFileNames: 'roles/[name]-[hash].mjs',
    ...esm,
  },
  {
    input: { governance: 'cli/main.ts' },
    dir: 'dist/cli',
    codeSplitting: true,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  },
  {
    input: { server: 'server/main.ts' },
    dir: 'dist/server',
    codeSplitting: true,
    chunkFileNames: '[name]-[hash].mjs',
    minify: true,
    ...esm,
  },
  {
    input: { 'exec-inside': 'cli/exec/inside/main.ts' },
    dir: 'dist/cli',
    codeSplitting: false,
    ...esm,
  },
  {
    input: { page: 'dashboard/page/main.ts' },
    platform: 'browser',
    dir: 'dist/dashboard',
    codeSplitting: false,
    format: 'esm',
    entryFileNames: '[name].js',
    minify: true,
  },
]

/**
 * Escapes what is not ASCII in the command line's files: bin/bundle.js then reads them byte by byte, which is the
 * quickest. Such characters stand in strings and regular expressions alone, where an escape means the same.
 */
async function writeInAscii(folder) {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.cjs')) continue
    const text = await readFile(join(folder, name), 'utf8')
    const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
    await writeFile(join(folder, name), text.replace(/[^\0-\x7f]/g, escaped))
  }
}

// What is there goes on working until all of the new is: a build that fails takes nothing away.
const draft = `dist-${process.pid}`
try {
  for (const { input, dir, platform = 'node', ...output } of outputs) {
    const bundle = await rolldown({ input, platform, logLevel: 'warn' })
    await bundle.write({ dir: dir.replace('dist', draft), ...output })
    await bundle.close()
  }
  for (const file of ['index.html', 'page.css', 'icon.svg']) {
    await cp(`dashboard/page/${file}`, `${draft}/dashboard/${file}`)
  }
  await writeInAscii(`${draft}/cli`)
  writePacks(`${draft}/cli/governance.cjs`)
  await rm('dist', { recursive: true, force: true })
  await rename(draft, 'dist')
} finally {
  await rm(draft, { recursive: true, force: true })
}
