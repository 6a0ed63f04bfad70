import { readFile, writeFile } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { whyUnreadable } from '../../compose-transform/load/files.ts'
import type { Finding } from '../../policy/finding.ts'
import { CommandError } from '../exit.ts'

/** How often each rule found something in each file when the baseline was written. */
type Counts = Map<string, Map<string, number>>

/** What is left after the baseline, and what in it is mended by now. */
export interface AfterBaseline {
  findings: Finding[]
  /** Findings that the baseline speaks of and that are gone. */
  mended: number
}

/**
 * Leaves out findings that were there when the baseline was written: as many of a rule in a file as it counts, the
 * first ones. Lines move, so places are not compared.
 * Throws CommandError (exit 2) when the file cannot be read.
 */
export async function applyBaseline(
  path: string,
  folder: string,
  findings: readonly Finding[],
): Promise<AfterBaseline> {
  const counts = await read(path)
  const left = findings.filter((finding) => {
    const rules = counts.get(nameOf(folder, finding.file))
    const known = rules?.get(finding.rule) ?? 0
    if (known > 0) rules?.set(finding.rule, known - 1)
    return known <= 0
  })
  const mended = [...counts.values()].flatMap((rules) => [...rules.values()])
  return { findings: left, mended: mended.reduce((sum, count) => sum + count, 0) }
}

/** Writes down what there is, so that only what comes later counts. */
export async function writeBaseline(
  path: string,
  folder: string,
  findings: readonly Finding[],
): Promise<void> {
  const counts: Counts = new Map()
  for (const finding of findings) {
    const file = nameOf(folder, finding.file)
    const rules = counts.get(file) ?? new Map<string, number>()
    rules.set(finding.rule, (rules.get(finding.rule) ?? 0) + 1)
    counts.set(file, rules)
  }
  const sorted = (map: Map<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  const files = Object.fromEntries(
    sorted(counts).map(([file, rules]) => [file, Object.fromEntries(sorted(rules as Counts))]),
  )
  await writeFile(path, `${JSON.stringify({ version: 1, files }, null, 2)}\n`)
}

async function read(path: string): Promise<Counts> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CommandError(
      `The baseline ${path} cannot be read: ${whyUnreadable(error)}. Write one with: governance lint --update-baseline --baseline ${path}`,
    )
  })
  try {
    const { files } = JSON.parse(text) as { files: Record<string, Record<string, number>> }
    return new Map(
      Object.entries(files).map(([file, rules]) => [
        file,
        new Map(Object.entries(rules).filter(([, count]) => Number.isSafeInteger(count))),
      ]),
    )
  } catch {
    throw new CommandError(
      `${path}: not a baseline. Write one with: governance lint --update-baseline --baseline ${path}`,
    )
  }
}

/** With slashes and from the folder of the configuration, so that it is the same on every machine. */
function nameOf(folder: string, file: string): string {
  return relative(folder, resolve(file)).split(sep).join('/')
}
