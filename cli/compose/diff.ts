import pc from 'picocolors'
import { stringify } from 'yaml'
import type { Change } from '../../compose-transform/index.ts'
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
  for (const { path, before, after, reason } of grouped(changes)) {
    process.stdout.write(`${pc.bold(path.join('.'))}  ${pc.dim(`# ${reason}`)}\n`)
    if (before !== undefined) process.stdout.write(indent(before, '-', pc.red))
    if (after !== undefined) process.stdout.write(indent(after, '+', pc.green))
  }
  return 0
}

/** What follows each other under one heading for one reason is one change: thirty variables, not thirty headings. */
function grouped(changes: readonly Change[]): Change[] {
  const found: Change[] = []
  let last = ''
  for (const change of changes) {
    const [key = '', ...above] = [...change.path].reverse()
    const parent = above.reverse()
    const heading = `${parent.join('.')} ${change.reason}`
    const group = found.at(-1)
    const mergeable = parent.length > 2 && !/^\d+$/.test(key)
    if (!mergeable) found.push(change)
    else if (heading === last && group) {
      for (const side of ['before', 'after'] as const) {
        if (change[side] === undefined) continue
        group[side] = { ...(group[side] as object | undefined), [key]: change[side] }
      }
    } else {
      const one: Change = { path: parent, reason: change.reason }
      if (change.before !== undefined) one.before = { [key]: change.before }
      if (change.after !== undefined) one.after = { [key]: change.after }
      found.push(one)
    }
    last = mergeable ? heading : ''
  }
  return found
}

function indent(value: unknown, sign: '-' | '+', paint: (text: string) => string): string {
  const lines = stringify(value).trimEnd().split('\n')
  return lines.map((line) => `${paint(`  ${sign} ${line}`)}\n`).join('')
}
