import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/** Program → its source. Each becomes one file in dist/, so that it needs nothing beside it but Node. */
const PROGRAMS = {
  agent: here('../agent/agent.mjs'),
  'api.openai.com': here('../internet/api.openai.com.mjs'),
  'github.com': here('../internet/github.com.mjs'),
  'name-server': here('../internet/name-server.mjs'),
  mail: here('../mail/server.mjs'),
  supergateway: here('../../../node_modules/supergateway/dist/index.js'),
  'server-filesystem': '@modelcontextprotocol/server-filesystem/dist/index.js',
}

const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

/** Where the programs are. */
export const dist = here('../dist')

/** Makes the programs of the example out of their sources and the packages they use. */
export async function bundle() {
  for (const [name, input] of Object.entries(PROGRAMS)) {
    const made = await rolldown({ input: { [name]: input }, platform: 'node', logLevel: 'silent' })
    await made.write({
      dir: dist,
      format: 'esm',
      entryFileNames: '[name].mjs',
      codeSplitting: false,
      banner: REQUIRE,
    })
    await made.close()
  }
}

function here(path) {
  return fileURLToPath(new URL(path, import.meta.url))
}
