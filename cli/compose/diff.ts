import pc from 'picocolors'
import { stringify } from 'yaml'
import { parseVerb } from './arguments.ts'
import type { ComposeOptions } from './options.ts'
import { prepare, requireOutput } from './prepare.ts'
import { reportFindings } from './report.ts'

/** `governance compose diff`: every change that hardening makes, with its reason. */
export async function diff(rest: readonly string[], options: ComposeOptions): Promise<number> {
  parseVerb('diff', rest, {})
  const prepared = await prepare(options)
  await reportFindings(prepared.findings)
  const { changes } = requireOutput(prepared)
  for (const { path, before, after, reason } of changes) {
    process.stdout.write(`${pc.bold(path.join('.'))}  ${pc.dim(`# ${reason}`)}\n`)
    if (before !== undefined) process.stdout.write(indent(before, '-', pc.red))
    if (after !== undefined) process.stdout.write(indent(after, '+', pc.green))
  }
  return 0
}

function indent(value: unknown, sign: '-' | '+', paint: (text: string) => string): string {
  const lines = stringify(value).trimEnd().split('\n')
  return lines.map((line) => `${paint(`  ${sign} ${line}`)}\n`).join('')
}
