// Runs the fuzz targets: bundles test/fuzz into a temporary folder, because Node runs no TypeScript by itself.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const dir = mkdtempSync(join(tmpdir(), 'fuzz-'))
process.on('exit', () => rmSync(dir, { recursive: true, force: true }))
const bundle = await rolldown({
  input: { main: 'test/fuzz/main.ts' },
  platform: 'node',
  logLevel: 'warn',
})
const banner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"
await bundle.write({
  dir,
  format: 'esm',
  entryFileNames: '[name].mjs',
  codeSplitting: false,
  banner,
})
await bundle.close()
await import(pathToFileURL(join(dir, 'main.mjs')).href)
