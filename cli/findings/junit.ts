import type { Finding } from '../../policy/finding.ts'
import { byFile } from './summary.ts'

/** One test suite, one test case a file; its findings are the case's failures. */
export function formatJunit(findings: readonly Finding[], checked: readonly string[]): string {
  const groups = byFile(findings)
  const files = [...new Set([...checked, ...groups.keys()])]
  const failed = files.filter((file) => groups.has(file)).length
  const cases = files.map((file) => {
    const failures = (groups.get(file) ?? []).map(formatFailure)
    const open = `    <testcase classname="governance" name="${escapeXml(file)}"`
    return failures.length === 0 ? `${open}/>` : `${open}>\n${failures.join('\n')}\n    </testcase>`
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="governance" tests="${files.length}" failures="${failed}" errors="0">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function formatFailure({ rule, severity, message, help, range }: Finding): string {
  const place = `line ${range.start.line + 1}, column ${range.start.character + 1}`
  const text = help ? `${place}: ${message} ${help}` : `${place}: ${message}`
  return `      <failure type="${escapeXml(rule)}" message="${escapeXml(`${severity}: ${message}`)}">${escapeXml(text)}</failure>`
}

/** Escapes for text and attributes, and drops what XML 1.0 cannot hold. */
export function escapeXml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
}
