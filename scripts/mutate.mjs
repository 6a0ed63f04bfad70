// Takes away one guard after the other, in a copy, and runs the test that is there for it: it has to fail. Before that,
// the same tests have to pass in the copy as it is, or a failure would prove nothing.
//
// npm run mutate -- [gateway | egress] [part of an attack's name] [--without-engines] [--part=1/4] [--check]
//
// The name of a table runs that table alone. --part runs one of several pieces. --check runs no test: it only says
// whether every edit still finds its place.
import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { guards as egress } from '../test/mutation/egress.mjs'
import { guards as gateway } from '../test/mutation/gateway.mjs'

const execute = promisify(execFile)
const tables = { gateway, egress }
const options = process.argv.slice(2).filter((word) => word.startsWith('--'))
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const table = words[0] in tables ? words.shift() : undefined
const wanted = words[0] ?? ''
const withEngines = !options.includes('--without-engines')
const [part, parts] = (
  options.find((word) => word.startsWith('--part='))?.slice('--part='.length) ?? '1/1'
)
  .split('/')
  .map(Number)

const all = Object.entries(tables)
  .filter(([name]) => table === undefined || name === table)
  .flatMap(([, guards]) => guards)
  .filter(({ attack }) => attack.includes(wanted))
const inReach = all.filter(({ test: [file] }) => withEngines || !needsEngine(file))
const first = Math.floor(((part - 1) * inReach.length) / parts)
const chosen = inReach.slice(first, Math.floor((part * inReach.length) / parts))

const copy = mkdtempSync(join(tmpdir(), 'mutate-'))
let running
process.on('exit', () => rmSync(copy, { recursive: true, force: true }))
// The tests clean up after themselves before they end.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    running?.once('exit', () => process.exit(130)).kill('SIGINT')
    if (running?.exitCode !== null) process.exit(130)
  })
for (const place of [
  ...['audit', 'bin', 'cli', 'compose-transform', 'dashboard', 'engine', 'policy', 'schemas'],
  ...['examples', 'scripts', 'server', 'sidecars', 'test'],
  ...['package.json', 'tsconfig.json', 'vitest.config.ts'],
])
  cpSync(place, join(copy, place), { recursive: true })
symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))

if (options.includes('--check')) {
  const gone = []
  for (const guard of chosen)
    await takenAway(guard, () => {}).catch((error) => gone.push(error.message))
  for (const words of gone) console.log(words)
  console.log(
    `${chosen.length - gone.length} of ${chosen.length} guards stand where the tables say.`,
  )
  process.exit(gone.length === 0 ? 0 : 1)
}

const began = Date.now()
const { failing, passing } = await asItIs()
const known = new Map()
/** What passes in containers without guards too: if it does not, the project did not even start. */
const stillPasses = 'Engine: \\(control\\)'
let survivors = 0
for (const guard of chosen) {
  const outcome = await outcomeOf(guard)
  if (outcome !== 'missed') survivors += 1
  console.log(`${outcome.padEnd(8)}  ${guard.attack}: without “${guard.guard}”`)
}
const minutes = ((Date.now() - began) / 60_000).toFixed(1)
const leftOut = all.length - inReach.length
if (leftOut > 0) console.log(`\n${leftOut} guards that only an engine shows were left out.`)
console.log(
  survivors === 0
    ? `\nEvery guard is missed by a test: ${chosen.length} in ${minutes} minutes.`
    : `\n${survivors} of ${chosen.length} guards are missed by nobody.`,
)
process.exitCode = survivors === 0 ? 0 : 1

/** Does something while the guard is out. An edit's text has to stand in its file exactly once. */
async function takenAway({ attack, edits }, act) {
  const before = new Map()
  try {
    for (const [file, from, to] of edits) {
      const path = join(copy, file)
      const text = readFileSync(path, 'utf8')
      if (!before.has(path)) before.set(path, text)
      if (text.split(from).length !== 2)
        throw new Error(`${attack}: '${from}' does not stand once in ${file}`)
      writeFileSync(
        path,
        text.replace(from, () => to),
      )
    }
    return await act()
  } finally {
    for (const [path, text] of before) writeFileSync(path, text)
  }
}

/** The tests in the copy with nothing taken away, one run a file: one that fails anyway proves nothing. */
async function asItIs() {
  const names = new Map()
  for (const { test } of chosen) {
    const [file, name] = test
    names.set(file, [...(names.get(file) ?? []), patternOf(name)])
  }
  const failing = new Map()
  const passing = new Map()
  for (const [file, some] of names) {
    const { failed, passed } = await run(file, some.join('|'), [])
    failing.set(file, failed)
    passing.set(file, passed)
  }
  return { failing, passing }
}

/** `missed` is what has to be. A test that is not there, or fails anyway, would see nothing for ever. */
async function outcomeOf(guard) {
  const [file, name] = guard.test
  const pattern = new RegExp(patternOf(name))
  if (failing.get(file).some((title) => pattern.test(title))) return 'FAILS'
  if (!passing.get(file).some((title) => pattern.test(title))) return 'NO TEST'
  const { failed, loaded, hung } = await runWithout(guard)
  if (!loaded) return 'BREAKS'
  return hung || failed.some((title) => pattern.test(title)) ? 'missed' : 'SURVIVES'
}

/** Engines take minutes: there all the tests that see the same edits have one run. */
async function runWithout(guard) {
  const [file, name] = guard.test
  if (!needsEngine(file)) return takenAway(guard, () => run(file, patternOf(name), ['--bail', '1']))
  const same = JSON.stringify(guard.edits)
  const names = chosen
    .filter(({ edits, test }) => test[0] === file && JSON.stringify(edits) === same)
    .map(({ test }) => patternOf(test[1]))
  if (!known.has(same)) {
    const some = [...names, patternOf(stillPasses)].join('|')
    const all = await takenAway(guard, () => run(file, some, []))
    known.set(same, { ...all, loaded: all.passed.length > 0 })
  }
  return known.get(same)
}

async function run(file, pattern, more) {
  if (needsBuild(file))
    await execute('node', ['scripts/build.mjs'], { cwd: copy, maxBuffer: 1 << 26 })
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const words = ['run', '--project', projectOf(file), file, '-t', pattern, ...more]
  const about = { cwd: copy, timeout: needsEngine(file) ? 400_000 : 120_000, maxBuffer: 1 << 26 }
  // A failure is what is looked for, and stands in the report.
  const tests = execute(
    join(copy, 'node_modules/.bin/vitest'),
    [...words, '--reporter=json', `--outputFile=${report}`],
    about,
  )
  running = tests.child
  await tests.catch(() => {})
  if (!existsSync(report)) return { failed: [], passed: [], loaded: true, hung: true }
  const files = JSON.parse(readFileSync(report, 'utf8')).testResults
  const results = files.flatMap(({ assertionResults }) => assertionResults)
  const titled = (status) =>
    results.filter((test) => test.status === status).map(({ fullName }) => fullName)
  return {
    failed: titled('failed'),
    passed: titled('passed'),
    // What is left after an edit was no program any more.
    loaded: files.every(({ status }) => status === 'passed') || titled('failed').length > 0,
  }
}

/** On one engine alone, the newest of the tests' own. */
function patternOf(name) {
  return name.startsWith('Engine: ') ? `Docker Engine (?!20\\.10).*${name.slice(8)}` : name
}

function projectOf(file) {
  return /^test\/(\w+)\//.exec(file)[1]
}

function needsEngine(file) {
  return projectOf(file) === 'e2e'
}

/** These run the program itself. */
function needsBuild(file) {
  return needsEngine(file) || file.startsWith('test/integration/cli/')
}
