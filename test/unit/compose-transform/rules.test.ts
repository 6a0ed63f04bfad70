import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rules } from '../../../compose-transform/inspect/index.ts'
import { type Files, govern } from './project.ts'

/** An example with the governance field that it is meant under, in a repository. */
function example(text: string, field = ''): Files {
  const settings = ['policy: ./governance-policy.yaml', ...(field ? [field] : [])].join(', ')
  return {
    'compose.yaml': `${text}x-docker-ai-governance: { ${settings} }\n`,
    '.git/HEAD': 'ref: refs/heads/main\n',
  }
}

const environment = { GITHUB_TOKEN: 'ghp_therealtokenofaperson0123' }

it('every file of a rule is a rule that counts', () => {
  const folder = new URL('../../../compose-transform/inspect/rules/', import.meta.url)
  const files = readdirSync(folder).filter((file) => file !== 'index.ts')
  expect(rules.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort())
})

describe.each(rules.map((rule) => [rule.id, rule] as const))('rule %s', (id, rule) => {
  it('finds its bad example, at a place in the file', async () => {
    const { findings, output } = await govern(example(rule.bad, rule.field), environment)
    const found = findings.filter((finding) => finding.rule === id)
    expect(found).not.toEqual([])
    for (const finding of found) {
      expect(finding.file).toBe('/project/compose.yaml')
      expect(finding.range.end.line + finding.range.end.character).toBeGreaterThan(0)
    }
    if (rule.action === 'refuse') expect(output).toBeUndefined()
    else expect(output).toBeDefined()
  })

  it('finds nothing in its good example', async () => {
    const { findings, output } = await govern(example(rule.good, rule.field), environment)
    expect(findings.filter((finding) => finding.rule === id)).toEqual([])
    expect(findings.filter((finding) => finding.action === 'refuse')).toEqual([])
    expect(output).toBeDefined()
  })

  if (!rule.exceptable) {
    it('cannot be set aside', async () => {
      const exception = `exceptions: [{ rule: ${id}, service: agent, reason: because }]`
      const field = rule.field ? `${rule.field}, ${exception}` : exception
      const { findings } = await govern(example(rule.good, field), environment)
      expect(findings.map((finding) => finding.rule)).toContain('no-such-exception')
    })
  } else {
    it('can be set aside with a reason, which shows as a warning', async () => {
      const exception = `exceptions: [{ rule: ${id}, service: agent, reason: because it has to }]`
      const field = rule.field ? `${rule.field}, ${exception}` : exception
      const { findings } = await govern(example(rule.bad, field), environment)
      const own = findings.filter((finding) => finding.rule === id)
      expect(own.filter((finding) => finding.action === 'refuse')).toEqual([])
      if (id !== 'no-secret-in-environment') expect(own).not.toEqual([])
    })
  }
})
