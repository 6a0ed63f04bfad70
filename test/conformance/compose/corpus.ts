import { readdir, readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { transform } from '../../../compose-transform/index.ts'
import { comparable, differences, unescaped } from './comparable.ts'
import { asConfig, loadFromDisk } from './ours.ts'
import { askCompose, findCompose } from './theirs.ts'

// npm run corpus -- FOLDER…: holds our loader against `docker compose config` over every Compose file below the
// folders, and governs each of them as well. Nothing of the folders is kept.

interface Verdict {
  file: string
  kind: 'equal' | 'both refuse' | 'differs' | 'we refuse' | 'they refuse' | 'crash'
  detail: string
  governed?: 'refused' | 'accepted' | 'rejected by compose' | 'not deterministic' | 'unlocated'
}

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
  const words = ['--profile', '*', '-f', file, 'config', '--format', 'json']
  const theirs = await askCompose(compose, words, environment, dirname(file))
  try {
    const loaded = await loadFromDisk([file], environment, dirname(file))
    const refusal = loaded.findings.find((finding) => finding.action === 'refuse')
    if (!loaded.project) {
      const detail = `${refusal?.rule}: ${refusal?.message}`
      if (theirs.code !== 0) return { file, kind: 'both refuse', detail }
      return { file, kind: 'we refuse', detail }
    }
    if (theirs.code !== 0) {
      return { file, kind: 'they refuse', detail: theirs.stderr.trim().split('\n').at(-1) ?? '' }
    }
    const found = differences(
      comparable(asConfig(loaded.project)),
      comparable(unescaped(JSON.parse(theirs.stdout))),
    )
    const governed = await governs(compose, file)
    if (found.length === 0) return { file, kind: 'equal', detail: '', governed }
    return { file, kind: 'differs', detail: found.slice(0, 4).join('\n      '), governed }
  } catch (error) {
    return { file, kind: 'crash', detail: String((error as Error).stack).slice(0, 600) }
  }
}

const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: corpus }
spec: { network: { allowedDomains: [example.com] } }
`

async function governs(compose: string, file: string): Promise<NonNullable<Verdict['governed']>> {
  const once = async () => {
    const loaded = await loadFromDisk([file], environment, dirname(file))
    loaded.access = {
      readFile: async (path) => (path === '/policy.yaml' ? policy : readFile(path, 'utf8')),
    }
    return transform(loaded, { baseline: ['/policy.yaml'] })
  }
  const [first, second] = [await once(), await once()]
  if (first.findings.some((finding) => finding.file === '')) return 'unlocated'
  if (!first.output) return 'refused'
  if (first.output.text !== second.output?.text) return 'not deterministic'
  const leases = new Map(environment)
  for (const { variable } of first.output.keys) leases.set(variable, 'lease')
  const answer = await askEmitted(compose, first.output.text, leases, dirname(file))
  return answer.code === 0 ? 'accepted' : 'rejected by compose'
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
      ['-f', path, '--project-directory', directory, 'config', '-q'],
      variables,
      folder,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function main(): Promise<number> {
  const folders = process.argv.slice(2).filter((word) => !word.startsWith('--'))
  const verbose = process.argv.includes('--verbose')
  const compose = findCompose()
  if (folders.length === 0 || !compose) {
    const why = compose
      ? 'Name folders with Compose files.'
      : 'There is no Compose plugin on this machine.'
    process.stderr.write(`${why}\n`)
    return 2
  }
  const table: string[][] = []
  for (const folder of folders) {
    const files = await composeFiles(folder)
    const verdicts: Verdict[] = []
    const queue = [...files]
    const work = async () => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        verdicts.push(await judge(compose, file))
      }
    }
    await Promise.all(Array.from({ length: availableParallelism() }, work))
    for (const { file, kind, detail, governed } of verdicts.sort((a, b) =>
      a.file < b.file ? -1 : 1,
    )) {
      const bad = ['differs', 'we refuse', 'they refuse', 'crash'].includes(kind)
      if (bad) process.stdout.write(`${kind}: ${file}\n      ${detail}\n`)
      else if (verbose) process.stdout.write(`${kind}: ${file}\n      ${detail}\n`)
      if (governed && !['refused', 'accepted'].includes(governed)) {
        process.stdout.write(`governed, ${governed}: ${file}\n`)
      }
    }
    table.push(row(basename(folder), verdicts))
  }
  const head = [
    'folder',
    'files',
    'accepted',
    'equal',
    '%',
    'refused',
    'by us too',
    '%',
    'governed',
    'refused',
    'faults',
  ]
  for (const line of [head, ...table]) {
    process.stdout.write(`| ${line.map((cell) => cell.padEnd(10)).join(' | ')} |\n`)
  }
  return 0
}

function row(name: string, verdicts: readonly Verdict[]): string[] {
  const count = (...kinds: string[]) => verdicts.filter((one) => kinds.includes(one.kind)).length
  const governed = (...kinds: string[]) =>
    verdicts.filter((one) => kinds.includes(one.governed ?? '')).length
  const accepted = count('equal', 'differs', 'we refuse')
  const refused = count('both refuse', 'they refuse')
  const percent = (part: number, all: number) => (all === 0 ? '' : ((100 * part) / all).toFixed(1))
  return [
    name,
    verdicts.length,
    accepted,
    count('equal'),
    percent(count('equal'), accepted),
    refused,
    count('both refuse'),
    percent(count('both refuse'), refused),
    governed('accepted'),
    governed('refused'),
    governed('rejected by compose', 'not deterministic', 'unlocated') + count('crash'),
  ].map(String)
}

process.exitCode = await main()
