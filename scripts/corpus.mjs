// npm run corpus -- FOLDER…: holds our loader against Docker Compose over folders of real files.
import { fileURLToPath } from 'node:url'
import { runTypeScript } from './run-typescript.mjs'

await runTypeScript(
  fileURLToPath(new URL('../test/conformance/compose/corpus.ts', import.meta.url)),
)
