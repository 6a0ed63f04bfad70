import { join } from 'node:path'
import { rolldown } from 'rolldown'

/** Makes one file that plain Node runs out of a TypeScript entry, so that a test can start and kill it. */
export async function bundle(entry: string, directory: string): Promise<string> {
  const file = join(directory, 'program.mjs')
  const build = await rolldown({ input: entry, platform: 'node', logLevel: 'warn' })
  await build.write({
    file,
    format: 'esm',
    codeSplitting: false,
    banner:
      "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  })
  await build.close()
  return file
}
