// npm run corpus -- FOLDER…: bundles the comparison (Node 20 reads no TypeScript) and runs it.
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const root = new URL('..', import.meta.url).pathname
const folder = await mkdtemp(join(root, 'node_modules/.corpus-'))
try {
  const bundle = await rolldown({
    input: join(root, 'test/conformance/compose/corpus.ts'),
    platform: 'node',
    logLevel: 'warn',
  })
  const file = join(folder, 'corpus.mjs')
  await bundle.write({ file, format: 'esm', codeSplitting: false })
  await bundle.close()
  await import(pathToFileURL(file).href)
} finally {
  await rm(folder, { recursive: true, force: true })
}
