import { Exit } from '../exit.ts'
import { findingFormats, formatFindings } from '../findings/format.ts'
import { oneOf, parseVerb } from './arguments.ts'
import type { ComposeOptions } from './options.ts'
import { prepare } from './prepare.ts'

/** `governance compose check`: findings only; exit 1 when one of them is an error. */
export async function check(rest: readonly string[], options: ComposeOptions): Promise<number> {
  const values = parseVerb('check', rest, { format: { type: 'string', default: 'stylish' } })
  const format = oneOf('--format', values.format, findingFormats)
  const { findings, files } = await prepare(options)
  process.stdout.write(await formatFindings(findings, format, files))
  return findings.some(({ severity }) => severity === 'error') ? Exit.findings : Exit.fine
}
