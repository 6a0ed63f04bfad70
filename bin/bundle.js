const { existsSync, readFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { Script, constants } = require('node:vm')

/** Built-in modules that take milliseconds to load, and that most commands never touch. */
const costly = new Set([
  'node:child_process',
  'node:crypto',
  'node:fs/promises',
  'node:net',
  'node:stream/consumers',
  'node:zlib',
])

const loaded = new Map()

/**
 * Runs a file that scripts/build.mjs made, and what it requires beside it, with the code that V8 compiled at build time
 * (`FILE.v8`). V8 takes that for itself only where its version and flags are those of the build; otherwise it compiles
 * as usual. It lies in dist/ with the program and is as much to be trusted as that; nothing is ever written here.
 */
function runBundle(file) {
  const known = loaded.get(file)
  if (known) return known.module.exports
  const module = { exports: {} }
  const script = compile(file)
  loaded.set(file, { module, script })
  const here = dirname(file)
  const find = (name) => (name.startsWith('./') ? runBundle(join(here, name)) : builtIn(name))
  script.runInThisContext()(module.exports, find, module, file, here)
  return module.exports
}

function compile(file) {
  // The build leaves ASCII alone in these files; as latin1 they are read without being decoded.
  const source = `(function (exports, require, module, __filename, __dirname) { ${readFileSync(file, 'latin1')}\n})`
  return new Script(source, {
    filename: file,
    cachedData: readCache(`${file}.v8`),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
}

/** The code that V8 kept; files that most commands never touch have none. */
function readCache(file) {
  return existsSync(file) ? readFileSync(file) : undefined
}

/** A built-in module; one of the costly ones is loaded when something of it is first used. */
function builtIn(name) {
  if (!costly.has(name)) return require(name)
  return new Proxy(
    {},
    {
      get: (_, key) => require(name)[key],
      has: (_, key) => key in require(name),
      ownKeys: () => Reflect.ownKeys(require(name)),
      getOwnPropertyDescriptor: (_, key) => ({
        ...Reflect.getOwnPropertyDescriptor(require(name), key),
        configurable: true,
      }),
    },
  )
}

/** What has been run so far, for scripts/code-cache.mjs: file and compiled script. */
function ranScripts() {
  return [...loaded].map(([file, { script }]) => [file, script])
}

module.exports = { runBundle, ranScripts }
