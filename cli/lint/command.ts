import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { applyFixes } from '../../policy/apply-fixes.ts'
import { fileKind } from '../../policy/file-kind.ts'
import type { Finding } from '../../policy/finding.ts'
import { lintPolicy } from '../../policy/lint/index.ts'
import { withSeverities } from '../../policy/lint-configuration.ts'
import { applySuppressions } from '../../policy/suppressions.ts'
import { CommandError, Exit } from '../exit.ts'
import { type FindingFormat, formatFindings } from '../findings/format.ts'
import { summarize } from '../findings/summary.ts'
import { findConfiguration } from './configuration.ts'
import { discover, type LintFile } from './discover.ts'
import { readIgnores } from './ignore.ts'

export interface LintOptions {
  format: FindingFormat
  fix?: boolean
  maxWarnings?: number
  stdinFilename?: string
  config?: string
  baseline?: string
  updateBaseline?: boolean
  requirePolicy?: boolean
  ignoreUnknown?: boolean
}

/** A fix may lay bare another finding; more rounds than this means two fixes undo each other. */
const mostRounds = 10

/** `governance lint`: findings in policies and Compose files. Exit 1 with an error or too many warnings. */
export async function lint(paths: readonly string[], options: LintOptions): Promise<number> {
  const { configuration, folder } = await findConfiguration(process.cwd(), options.config)
  const rules = { ...configuration, ...(options.requirePolicy && { requirePolicy: true }) }
  const files = paths.includes('-')
    ? [await readStandardInput(options)]
    : discover(paths, {
        ignores: await readIgnores(folder, configuration.ignore),
        ignoreUnknown: options.ignoreUnknown === true,
      })
  if (options.fix && !paths.includes('-')) await Promise.all(files.map(fixFile))

  const found = [...(await Promise.all(files.map(lintFile))).flat(), ...(await lintTogether(files))]
  const findings = await withoutBaseline(withSeverities(found, rules), {
    folder,
    path: options.baseline ?? (configuration.baseline && join(folder, configuration.baseline)),
    update: options.updateBaseline === true,
  })
  process.stdout.write(
    await formatFindings(
      findings,
      options.format,
      files.map(({ path }) => path),
    ),
  )
  if (files.length === 0 && !options.ignoreUnknown) {
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
  if (kind === 'policy') return applySuppressions(text, path, lintPolicy(text, path))
  const { lintComposeFile } = await import('../../compose-transform/lint.ts')
  return applySuppressions(text, path, lintComposeFile(text, path))
}

/** What shows only when Compose files and policies lie side by side. */
async function lintTogether(files: readonly LintFile[]): Promise<Finding[]> {
  if (!files.some(({ kind }) => kind === 'compose')) return []
  const { lintFilesTogether } = await import('../../server/lint-together.ts')
  const shown = new Map(files.map(({ path }) => [resolve(path), path]))
  const name = (path: string) => shown.get(path) ?? path
  const findings = await lintFilesTogether(
    files.map(({ path, text }) => ({ path: resolve(path), text })),
  )
  return findings.map((finding) => ({
    ...finding,
    file: name(finding.file),
    ...(finding.related && {
      related: finding.related.map((place) => ({ ...place, file: name(place.file) })),
    }),
  }))
}

/** Only what is new since the baseline; writes the baseline instead when told to. */
async function withoutBaseline(
  findings: Finding[],
  { path, folder, update }: { path: string | undefined; folder: string; update: boolean },
): Promise<Finding[]> {
  if (path === undefined && !update) return findings
  if (path === undefined) throw new CommandError('--update-baseline needs --baseline FILE')
  const { applyBaseline, writeBaseline } = await import('./baseline.ts')
  if (update) {
    await writeBaseline(path, folder, findings)
    process.stderr.write(`governance: ${path} speaks of ${findings.length} findings now\n`)
    return []
  }
  const { findings: left, mended } = await applyBaseline(path, folder, findings)
  if (mended > 0) {
    process.stderr.write(
      `governance: ${mended} findings of ${path} are mended. Run: governance lint --update-baseline\n`,
    )
  }
  return left
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
