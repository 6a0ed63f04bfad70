import { writeOut } from '../output.ts'
import { writeWhole } from '../state.ts'
import { oneOf, parseVerb } from './arguments.ts'
import type { ComposeOptions } from './options.ts'
import { prepare, requireOutput } from './prepare.ts'
import { reportFindings } from './report.ts'

/** `governance compose config`: the hardened file, on standard output or in a file; findings on standard error. */
export async function config(rest: readonly string[], options: ComposeOptions): Promise<number> {
  const values = parseVerb('config', rest, {
    output: { type: 'string', short: 'o' },
    format: { type: 'string', default: 'yaml' },
    quiet: { type: 'boolean', short: 'q' },
  })
  const format = oneOf('--format', values.format, ['yaml', 'json'])
  const prepared = await prepare(options)
  await reportFindings(prepared.findings)
  const output = requireOutput(prepared)
  const text = format === 'json' ? `${JSON.stringify(output.document, null, 2)}\n` : output.text
  if (values.output !== undefined) await writeWhole(values.output, text)
  else if (!values.quiet) writeOut(text)
  return 0
}
