// Starts (or, with --stop, stops) the engines of the end-to-end tests by hand, for use while developing.
import { fileURLToPath } from 'node:url'
import { runTypeScript } from '../../scripts/run-typescript.mjs'

await runTypeScript(fileURLToPath(new URL('start.ts', import.meta.url)))
