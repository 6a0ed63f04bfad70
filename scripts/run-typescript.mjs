// Node 20 runs no TypeScript: what is written in it and is no part of dist/ is bundled when it is called.
import { rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

/** Makes one file that Node runs out of a program. `external` are packages that it loads by itself. */
export async function bundleProgram(entry, file, external = []) {
  const bundle = await rolldown({ input: entry, platform: 'node', external, logLevel: 'warn' })
  await bundle.write({
    file,
    format: 'esm',
    codeSplitting: false,
    banner:
      "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  })
  await bundle.close()
}

/** Runs a program in this process. Its bundle lies beside it for that long, so that it finds what lies there. */
export async function runTypeScript(entry, external) {
  const file = join(dirname(entry), `.${basename(entry, '.ts')}-${process.pid}.mjs`)
  process.once('exit', () => rmSync(file, { force: true }))
  await bundleProgram(entry, file, external)
  await import(pathToFileURL(file).href)
}
