// npm run conformance: runs the official MCP conformance suite against the gateway.
import { fileURLToPath } from 'node:url'
import { runTypeScript } from './run-typescript.mjs'

// The suite bundles a server of its own.
const main = fileURLToPath(new URL('../test/conformance/mcp/main.ts', import.meta.url))
await runTypeScript(main, ['rolldown'])
