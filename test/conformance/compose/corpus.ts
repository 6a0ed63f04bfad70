import { readdir, readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { transform } from '../../../compose-transform/index.ts'
import { comparable, differences, unescaped } from './comparable.ts'
import { lostSettings } from './kept.ts'
import { asConfig, asWritten, loadFromDisk } from './ours.ts'
import { askCompose, findCompose } from './theirs.ts'

// npm run corpus -- FOLDER…: holds our loader against `docker compose config` over every Compose file below the
// folders, and governs each of them as well. Nothing of the folders is kept.

type Kind = 'equal' | 'both refuse' | 'differs' | 'we refuse' | 'they refuse' | 'crash'

interface Judgement {
  kind: Kind
  detail: string
}

interface Verdict {
  file: string
  interpolated: Judgement
  asWritten: Judgement
  governed?: 'refused' | 'accepted' | string
}

/** Differences that are known, by what Compose says, and why they are left. They count as differences all the same. */
const known: readonly [RegExp, string][] = [
  [/types\.SSHKey/, 'Compose loads build.ssh and then fails to print it as JSON'],
  [
    /ulimits\.\S+: invalid type string for external/,
    'Compose reads a limit that is a text, as a variable is, only once it is interpolated',
  ],
]

const environment = new Map([
  ['PATH', process.env.PATH ?? ''],
  ['HOME', '/nonexistent-home'],
])

async function composeFiles(folder: string): Promise<string[]> {
  const files: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/\.ya?ml$/.test(entry.name)) continue
    const path = join(entry.parentPath ?? entry.path, entry.name)
    if (/node_modules|\/\.git\//.test(path)) continue
    const text = await readFile(path, 'utf8').catch(() => '')
    if (/^(?:services|include):/m.test(text)) files.push(path)
  }
  return files.sort()
}

async function judge(compose: string, file: string): Promise<Verdict> {
  const interpolated = await compare(compose, file, true)
  const asWritten = await compare(compose, file, false)
  const verdict: Verdict = { file, interpolated, asWritten }
  if (interpolated.kind === 'equal' || interpolated.kind === 'differs') {
    verdict.governed = await governs(compose, file).catch(
      (error: Error) => `crash: ${String(error.stack).slice(0, 600)}`,
    )
  }
  return verdict
}

/** Holds one form of our project against the same form of theirs. */
async function compare(compose: string, file: string, interpolate: boolean): Promise<Judgement> {
  const form = interpolate ? [] : ['--no-interpolate']
  const words = ['--profile', '*', '-f', file, 'config', '--format', 'json', ...form]
  const theirs = await askCompose(compose, words, environment, dirname(file))
  try {
    const loaded = await loadFromDisk([file], environment, dirname(file), interpolate)
    const refusal = loaded.findings.find((finding) => finding.action === 'refuse')
    if (!loaded.project) {
      const kind = theirs.code === 0 ? 'we refuse' : 'both refuse'
      return { kind, detail: `${refusal?.rule}: ${refusal?.message}` }
    }
    if (theirs.code !== 0) {
      return { kind: 'they refuse', detail: theirs.stderr.trim().split('\n').at(-1) ?? '' }
    }
    const shown = JSON.parse(theirs.stdout)
    const found = interpolate
      ? differences(comparable(asConfig(loaded.project)), comparable(unescaped(shown)))
      : differences(comparable(asWritten(loaded.project)), comparable(shown))
    if (found.length === 0) return { kind: 'equal', detail: '' }
    return { kind: 'differs', detail: found.slice(0, 4).join('\n      ') }
  } catch (error) {
    return { kind: 'crash', detail: String((error as Error).stack).slice(0, 600) }
  }
}

const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: corpus }
spec: { network: { allowedDomains: [example.com] } }
`

/** Governs every service of a file: a refusal at a place, or a file that holds what is promised of it. */
async function governs(compose: string, file: string): Promise<string> {
  const once = async () => {
    const loaded = await loadFromDisk([file], environment, dirname(file))
    loaded.access = {
      readFile: async (path) => (path === '/policy.yaml' ? policy : readFile(path, 'utf8')),
    }
    return { loaded, ...(await transform(loaded, { baseline: ['/policy.yaml'] })) }
  }
  const [first, second] = [await once(), await once()]
  if (first.findings.some((finding) => finding.file === '')) return 'unlocated finding'
  const unproven = first.findings.find((finding) => finding.rule === 'not-contained')
  if (unproven) return `not proven: ${unproven.message}`
  if (!first.output || !first.loaded.project) return 'refused'
  if (first.output.text !== second.output?.text) return 'not deterministic'
  const leases = new Map(environment)
  for (const { variable } of first.output.keys) leases.set(variable, 'lease')
  const answer = await askEmitted(compose, first.output.text, leases, dirname(file))
  if (answer.code !== 0) return `rejected by compose: ${answer.stderr.trim().split('\n').at(-1)}`
  const lost = lostSettings(first.loaded.project, first.output.changes, JSON.parse(answer.stdout))
  return lost.length === 0 ? 'accepted' : `lost: ${lost.slice(0, 4).join('\n      ')}`
}

async function askEmitted(
  compose: string,
  text: string,
  variables: ReadonlyMap<string, string>,
  directory: string,
) {
  const { mkdtemp, rm, writeFile } = await import('node:fs/promises')
  const { tmpdir } = await import('node:os')
  const folder = await mkdtemp(join(tmpdir(), 'corpus-'))
  try {
    const path = join(folder, 'compose.yaml')
    await writeFile(path, text)
    return await askCompose(
      compose,
      [
        '-f',
        path,
        '--project-directory',
        directory,
        '--profile',
        '*',
        'config',
        '--format',
        'json',
      ],
      variables,
      folder,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function main(): Promise<number> {
  const folders = process.argv.slice(2).filter((word) => !word.startsWith('--'))
  const compose = findCompose()
  if (folders.length === 0 || !compose) {
    const why = compose
      ? 'Name folders with Compose files.'
      : 'There is no Compose plugin on this machine.'
    process.stderr.write(`${why}\n`)
    return 2
  }
  const all: Verdict[] = []
  const rows: [string, Verdict[]][] = []
  for (const folder of folders) {
    const verdicts: Verdict[] = []
    const queue = await composeFiles(folder)
    const work = async () => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        verdicts.push(await judge(compose, file))
      }
    }
    await Promise.all(Array.from({ length: availableParallelism() }, work))
    verdicts.sort((a, b) => (a.file < b.file ? -1 : 1))
    for (const verdict of verdicts) tell(verdict)
    rows.push([basename(folder), verdicts])
    all.push(...verdicts)
  }
  printTables([...rows, ['all', all]])
  return 0
}

function tell({ file, interpolated, asWritten, governed }: Verdict): void {
  for (const [form, { kind, detail }] of [
    ['interpolated', interpolated],
    ['as written', asWritten],
  ] as const) {
    if (kind === 'equal' || kind === 'both refuse' || reasonFor(detail)) continue
    process.stdout.write(`${form}, ${kind}: ${file}\n      ${detail}\n`)
  }
  if (governed !== undefined && governed !== 'refused' && governed !== 'accepted') {
    process.stdout.write(`governed: ${file}\n      ${governed}\n`)
  }
}

function reasonFor(detail: string): string | undefined {
  return known.find(([pattern]) => pattern.test(detail))?.[1]
}

function printTables(rows: readonly [string, readonly Verdict[]][]): void {
  for (const form of ['interpolated', 'asWritten'] as const) {
    print([
      [
        form === 'interpolated' ? 'interpolated' : 'as written',
        'files',
        'accepted',
        'equal',
        '%',
      ].concat(['rejected', 'by us too', '%', 'known']),
      ...rows.map(([name, verdicts]) =>
        comparison(
          name,
          verdicts.map((one) => one[form]),
        ),
      ),
    ])
  }
  print([
    ['governed', 'files', 'emitted and proven', 'refused', 'faults'],
    ...rows.map(([name, verdicts]) => {
      const outcomes = verdicts.flatMap((one) => one.governed ?? [])
      const count = (wanted: string) => outcomes.filter((one) => one === wanted).length
      const [emitted, refused] = [count('accepted'), count('refused')]
      return [name, outcomes.length, emitted, refused, outcomes.length - emitted - refused].map(
        String,
      )
    }),
  ])
  const judgements = rows.at(-1)?.[1].flatMap((one) => [one.interpolated, one.asWritten]) ?? []
  for (const [pattern, reason] of known) {
    const times = judgements.filter(({ detail }) => pattern.test(detail)).length
    if (times > 0) process.stdout.write(`known, ${times} times: ${reason}\n`)
  }
}

function comparison(name: string, judgements: readonly Judgement[]): string[] {
  const count = (...kinds: Kind[]) => judgements.filter((one) => kinds.includes(one.kind)).length
  const accepted = count('equal', 'differs', 'we refuse', 'crash')
  const refused = count('both refuse', 'they refuse')
  const percent = (part: number, of: number) => (of === 0 ? '' : ((100 * part) / of).toFixed(1))
  const equal = count('equal')
  const both = count('both refuse')
  const explained = judgements.filter(
    ({ kind, detail }) => kind !== 'equal' && kind !== 'both refuse' && reasonFor(detail),
  ).length
  return [name, judgements.length, accepted, equal, percent(equal, accepted)]
    .concat([refused, both, percent(both, refused), explained])
    .map(String)
}

function print(table: readonly (readonly string[])[]): void {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((line) => (line[column] ?? '').length)),
  )
  for (const line of table) {
    const cells = line.map((cell, column) => cell.padEnd(widths[column] ?? 0))
    process.stdout.write(`| ${cells.join(' | ')} |\n`)
  }
  process.stdout.write('\n')
}

process.exitCode = await main()
