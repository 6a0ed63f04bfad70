import { writeFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { applyFixes } from '../../policy/apply-fixes.ts'
import { fileKind } from '../../policy/file-kind.ts'
import type { Finding } from '../../policy/finding.ts'
import { lintPolicy } from '../../policy/lint/index.ts'
import { Exit } from '../exit.ts'
import { type FindingFormat, formatFindings } from '../findings/format.ts'
import { summarize } from '../findings/summary.ts'
import { discover, type LintFile } from './discover.ts'

export interface LintOptions {
  format: FindingFormat
  fix?: boolean
  maxWarnings?: number
  stdinFilename?: string
}

/** A fix may lay bare another finding; more rounds than this means two fixes undo each other. */
const mostRounds = 10

/** `governance lint`: findings in policies and Compose files. Exit 1 with an error or too many warnings. */
export async function lint(paths: readonly string[], options: LintOptions): Promise<number> {
  const files = paths.includes('-') ? [await readStandardInput(options)] : await discover(paths)
  if (options.fix && !paths.includes('-')) await Promise.all(files.map(fixFile))

  const findings = (await Promise.all(files.map(lintFile))).flat()
  process.stdout.write(
    await formatFindings(
      findings,
      options.format,
      files.map(({ path }) => path),
    ),
  )
  if (files.length === 0) {
    process.stderr.write(
      `governance: no policy and no Compose file below ${paths.join(', ')}. A policy says "kind: GovernancePolicy".\n`,
    )
  }
  const { errors, warnings } = summarize(findings)
  const tooMany = options.maxWarnings !== undefined && warnings > options.maxWarnings
  if (tooMany) {
    process.stderr.write(
      `governance: ${warnings} warnings are more than --max-warnings ${options.maxWarnings}\n`,
    )
  }
  return errors > 0 || tooMany ? Exit.findings : Exit.fine
}

async function readStandardInput(options: LintOptions): Promise<LintFile> {
  const text = await readAll(process.stdin)
  const path = options.stdinFilename ?? '<stdin>'
  return { path, text, kind: fileKind(path, text) ?? 'policy' }
}

/** The findings of one file, by the rules for its kind. */
async function lintFile({ path, text, kind }: LintFile): Promise<Finding[]> {
  if (kind === 'policy') return lintPolicy(text, path)
  const { lintComposeFile } = await import('../../compose-transform/index.ts')
  return lintComposeFile(text, path)
}

/** Writes back the file with every fix applied, round after round, until none is left. */
async function fixFile(file: LintFile): Promise<void> {
  const before = file.text
  for (let round = 0; round < mostRounds; round += 1) {
    const { text, applied } = applyFixes(file.text, await lintFile(file))
    if (applied === 0) break
    file.text = text
  }
  if (file.text !== before) await writeFile(file.path, file.text)
}
