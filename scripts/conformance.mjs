// Runs the official MCP conformance suite against the gateway: bundles test/conformance/mcp into a temporary folder,
// because Node runs no TypeScript by itself.
import { mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

// Beside node_modules, where the bundler is found that bundles the suite's own server.
const dir = mkdtempSync('.conformance-')
process.on('exit', () => rmSync(dir, { recursive: true, force: true }))
process.env.CONFORMANCE_FIXTURE = resolve('test/conformance/mcp/vendor/everything-server.ts.txt')
const bundle = await rolldown({
  input: { main: 'test/conformance/mcp/main.ts' },
  platform: 'node',
  external: ['rolldown'],
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
await import(pathToFileURL(resolve(join(dir, 'main.mjs'))).href)
