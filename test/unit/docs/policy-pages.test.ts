import { describe, expect, it } from 'vitest'
import { lintPolicy } from '../../../policy/lint/index.ts'
import { codeBlocks } from '../../support/markdown.ts'

const head = 'apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata:\n  name: example\n'

/** What a page shows as a policy is one: from `spec:` on, or whole. */
describe.each(['README.md', 'docs/policy.md'])('the policies of %s', (page) => {
  const examples = codeBlocks(page).filter(
    ({ language, text }) => language === 'yaml' && /^(spec:|# governance-policy)/.test(text),
  )

  it('are there', () => expect(examples.length).toBeGreaterThan(0))

  it.each(examples)('are without an error (line $line)', ({ text }) => {
    const findings = lintPolicy(text.startsWith('spec:') ? head + text : text, page)
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})
