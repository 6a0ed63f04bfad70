import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

export const impossibleArgumentRule: CheckedRule = {
  id: 'impossible-argument-rule',
  severity: 'warning',
  summary: 'no value can satisfy the rule of an argument',
  help: 'Mend the rule, or deny the tool.',
  docs: {
    reason:
      'A rule that asks for two things that exclude each other refuses every call. That is safe, but surely not what was meant.',
    bad: `spec:
  mcp:
    allowedTools: [wait]
    arguments:
      wait: { seconds: { minimum: 60, maximum: 1 } }
`,
    good: `spec:
  mcp:
    allowedTools: [wait]
    arguments:
      wait: { seconds: { minimum: 1, maximum: 60 } }
`,
  },
  *check({ document, names, value }) {
    for (const tool of names(at.arguments)) {
      for (const argument of names([...at.arguments, tool])) {
        const path = [...at.arguments, tool, argument]
        const problem = contradiction((member) => value([...path, member]))
        if (problem) yield { range: document.locateKey(path), message: `'${argument}' ${problem}` }
      }
    }
  },
}

function contradiction(member: (name: string) => unknown): string | undefined {
  const minimum = member('minimum')
  const maximum = member('maximum')
  if (typeof minimum === 'number' && typeof maximum === 'number' && minimum > maximum) {
    return `has to be at least ${minimum} and at most ${maximum}`
  }
  if (member('required') === true && member('forbidden') === true) {
    return 'is required and forbidden at once'
  }
  const text = typeof member('pattern') === 'string' || typeof member('maxLength') === 'number'
  const number = typeof minimum === 'number' || typeof maximum === 'number'
  return text && number ? 'has to be text and a number at once' : undefined
}
