import type { Finding, Severity } from '../../policy/finding.ts'

const command: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' }

/** Workflow commands of GitHub Actions, which become annotations of a pull request. */
export function formatGithub(findings: readonly Finding[]): string {
  return findings
    .map(({ severity, file, range, rule, message, help }) => {
      const properties = [
        `file=${escapeProperty(file)}`,
        `line=${range.start.line + 1}`,
        `col=${range.start.character + 1}`,
        `endLine=${range.end.line + 1}`,
        `endColumn=${range.end.character + 1}`,
        `title=${escapeProperty(rule)}`,
      ]
      const text = help ? `${message}\n${help}` : message
      return `::${command[severity]} ${properties.join(',')}::${escapeData(text)}\n`
    })
    .join('')
}

/** The runner's own escapes (actions/toolkit, command.ts). */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
