import { join } from 'node:path'
// @ts-expect-error: a script, which has no types
import { bundleProgram } from '../../../scripts/run-typescript.mjs'

/** Makes one file that plain Node runs out of a TypeScript entry, so that a test can start and kill it. */
export async function bundle(entry: string, directory: string): Promise<string> {
  const file = join(directory, 'program.mjs')
  await bundleProgram(entry, file)
  return file
}
