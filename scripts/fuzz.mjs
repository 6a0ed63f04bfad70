// npm run fuzz -- [TARGET…] [--runs N]: runs the fuzz targets.
import { fileURLToPath } from 'node:url'
import { runTypeScript } from './run-typescript.mjs'

await runTypeScript(fileURLToPath(new URL('../test/fuzz/main.ts', import.meta.url)))
