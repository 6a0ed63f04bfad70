import { readdirSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import type { Finding } from '../../../policy/finding.ts'
import { lintPolicy, rules, wholeExample } from '../../../policy/lint/index.ts'
import { yamlSource } from '../../../policy/yaml-source.ts'
import { cpuTime } from '../../support/cpu-time.ts'
import { guidePolicy } from './guide-policy.ts'

/** The text after the fix of a finding. */
function mended(text: string, { fix }: Finding): string {
  const source = yamlSource(text)
  const edits = [...(fix?.edits ?? [])].sort(
    (a, b) => source.offsetAt(b.range.start) - source.offsetAt(a.range.start),
  )
  return edits.reduce((before, { range, newText }) => {
    const [start, end] = [source.offsetAt(range.start), source.offsetAt(range.end)]
    return before.slice(0, start) + newText + before.slice(end)
  }, text)
}

function ids(text: string): string[] {
  return lintPolicy(text, 'policy.yaml').map((finding) => finding.rule)
}

it('finds nothing in the policy of the guide', () => {
  expect(lintPolicy(guidePolicy, 'governance-policy.yaml')).toEqual([])
})

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const bad = wholeExample(rule.docs.bad)
  const good = wholeExample(rule.docs.good)

  it('finds its bad example', () => {
    expect(ids(bad)).toContain(id)
  })

  it('leaves its good example alone, as every other rule does', () => {
    expect(ids(good)).toEqual([])
  })

  it('finds nothing in a bad example but what it is about', () => {
    expect(new Set(ids(bad))).toEqual(new Set([id]))
  })

  it('says what to do, in whole sentences', () => {
    expect(rule.id).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(rule.help).toMatch(/^[A-Z].*\.$/)
    expect(rule.docs.reason).toMatch(/^[A-Z][\s\S]*\.$/)
    expect(rule.summary).not.toMatch(/\.$/)
  })

  const endings = [
    ['LF', bad],
    ['CRLF', bad.replaceAll('\n', '\r\n')],
  ] as const
  test.each(endings)('has a fix that removes its finding, or none (%s)', (_, text) => {
    for (const finding of lintPolicy(text, 'policy.yaml')) {
      expect(finding.help).toBeTruthy()
      if (finding.fix === undefined) continue
      const before = ids(text).filter((rule) => rule === finding.rule)
      const after = ids(mended(text, finding))
      expect(after.filter((rule) => rule === finding.rule).length).toBe(before.length - 1)
      expect(after).not.toContain('yaml-syntax')
    }
  })
})

it('reads a list of thousands without looking at every pair', () => {
  const list = Array.from({ length: 4000 }, (_, index) => `h${index}.example.com`).join(', ')
  const spec = `spec: { network: { allowedDomains: [${list}], deniedDomains: [${list}] } }`
  const time = cpuTime(() => expect(ids(wholeExample(spec)).length).toBe(4000))
  expect(time).toBeLessThan(5000)
})

it('has one file a rule, under the name of its id', () => {
  const folders = ['rules', 'parser-rules'].flatMap((folder) =>
    readdirSync(new URL(`../../../policy/lint/${folder}/`, import.meta.url)),
  )
  expect(folders.map((file) => file.replace('.ts', '')).sort()).toEqual(
    rules.map((rule) => rule.id).sort(),
  )
})
