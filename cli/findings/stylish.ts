import pc from 'picocolors'
import type { Finding, Severity } from '../../policy/finding.ts'
import { byFile, summarize } from './summary.ts'

const paint: Record<Severity, (text: string) => string> = {
  error: pc.red,
  warning: pc.yellow,
  info: pc.cyan,
}

/** For people: grouped by file, one finding a line, its mend on the next. Without any, how much was looked at. */
export function formatStylish(findings: readonly Finding[], checked: readonly string[]): string {
  if (findings.length === 0) {
    return checked.length === 0
      ? ''
      : `${pc.green('✔')} ${plural(checked.length, 'file')}, nothing found\n`
  }
  const blocks = [...byFile(findings)].map(([file, inFile]) =>
    [pc.underline(file), ...inFile.map(formatOne)].join('\n'),
  )
  const { errors, warnings } = summarize(findings)
  const total = [plural(errors, 'error'), plural(warnings, 'warning')].join(', ')
  return `${blocks.join('\n\n')}\n\n${(errors > 0 ? pc.red : pc.yellow)(total)}\n`
}

function formatOne(finding: Finding): string {
  const { line, character } = finding.range.start
  const place = `${line + 1}:${character + 1}`.padEnd(8)
  const service = finding.service ? `${pc.bold(finding.service)}: ` : ''
  const head = `  ${pc.dim(place)}${paint[finding.severity](finding.severity.padEnd(8))}${service}${finding.message}  ${pc.dim(finding.rule)}`
  return finding.help ? `${head}\n  ${' '.repeat(16)}${pc.dim('→')} ${finding.help}` : head
}

/** `1 error`, `2 errors`. */
function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
