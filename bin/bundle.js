const { existsSync, readFileSync } = require('node:fs')
const { basename, dirname, join } = require('node:path')
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

/** Where the modules of the program lie that is running. */
let folder
/** Of the command that was called: the compiled pack, and its modules by file name. */
let pack
let packed = {}
const loaded = new Map()

/**
 * Runs the command line that scripts/build.mjs made. `packs/WORD.cjs` holds the modules that the command WORD is known
 * to need, in one file, and `packs/WORD.v8` the code that V8 compiled for it at build time. V8 takes that for itself
 * only where its version and flags are those of the build; otherwise it compiles as usual. What no pack holds is run
 * from its own file. All of it lies in dist/ and is as much to be trusted as that; nothing is ever written here.
 */
function runProgram(file, words) {
  folder = dirname(file)
  const word = words.find((one) => /^[a-z]+$/.test(one) && one !== 'governance')
  const path = join(folder, 'packs', `${word}.cjs`)
  if (word !== undefined && existsSync(path)) {
    const code = join(folder, 'packs', `${word}.v8`)
    pack = compile(path, read(path), existsSync(code) ? readFileSync(code) : undefined)
    packed = pack.runInThisContext()
  }
  load(basename(file))
}

/** The exports of a module of the program. */
function load(name) {
  const known = loaded.get(name)
  if (known) return known.exports
  const module = { exports: {} }
  loaded.set(name, module)
  const file = join(folder, name)
  const run = packed[name] ?? compile(file, asFunction(read(file))).runInThisContext()
  const find = (other) => (other.startsWith('./') ? load(basename(other)) : builtIn(other))
  run(module.exports, find, module, file, folder)
  return module.exports
}

/** The build leaves ASCII alone in these files; as latin1 they are read without being decoded. */
function read(file) {
  return readFileSync(file, 'latin1')
}

function asFunction(text) {
  return `(function (exports, require, module, __filename, __dirname) { ${text}\n})`
}

function compile(filename, text, cachedData) {
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  return new Script(text, { filename, cachedData, importModuleDynamically })
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

/** For scripts/packs.mjs: one file out of the modules that were loaded, and the code of the pack that they came from. */
function rehearsed() {
  const entry = (name) => `${JSON.stringify(name)}: ${asFunction(read(join(folder, name)))}`
  return {
    text: `({${[...loaded.keys()].sort().map(entry).join(',\n')}})`,
    code: pack?.createCachedData(),
  }
}

module.exports = { runProgram, rehearsed }
