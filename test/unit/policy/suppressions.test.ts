import { describe, expect, it } from 'vitest'
import type { Finding, Severity } from '../../../policy/finding.ts'
import { applySuppressions } from '../../../policy/suppressions.ts'

function finding(line: number, severity: Severity = 'warning', rule = 'a-rule'): Finding {
  const place = { line, character: 2 }
  return { rule, severity, message: 'm', file: 'p.yaml', range: { start: place, end: place } }
}

const rules = (text: string, ...findings: Finding[]) =>
  applySuppressions(text, 'p.yaml', findings).map(({ rule }) => rule)

describe('inline suppression', () => {
  it('silences a rule on its line, with a reason', () => {
    expect(rules('a: 1 # governance-ignore a-rule: tests only\n', finding(0))).toEqual([])
  })

  it('silences a rule on the next line, over other comments', () => {
    expect(rules('# governance-ignore a-rule: why\n# more\n\na: 1\n', finding(3))).toEqual([])
  })

  it('silences several rules in a whole file', () => {
    const text = '# governance-ignore-file a-rule, b-rule: old file\na: 1\nb: 2\n'
    expect(rules(text, finding(1), finding(2, 'info', 'b-rule'))).toEqual([])
  })

  it('silences nothing without a reason, and says so', () => {
    expect(rules('a: 1 # governance-ignore a-rule\n', finding(0))).toEqual([
      'a-rule',
      'suppression-without-reason',
    ])
  })

  it('does not silence errors, other rules and other lines', () => {
    const text = 'a: 1 # governance-ignore a-rule: why\nb: 2\n'
    expect(rules(text, finding(0, 'error'))).toEqual(['a-rule', 'unused-suppression'])
    expect(rules(text, finding(0, 'warning', 'c-rule'))).toEqual(['c-rule', 'unused-suppression'])
    expect(rules(text, finding(1))).toEqual(['a-rule', 'unused-suppression'])
  })

  it('is no suppression inside a string', () => {
    expect(rules('a: "x # governance-ignore a-rule: why"\n', finding(0))).toEqual(['a-rule'])
  })
})
