import { isScalar } from 'yaml'
import { at } from '../context.ts'
import { replaceValue } from '../fixes.ts'
import type { CheckedRule } from '../rule.ts'

export const ambiguousNumber: CheckedRule = {
  id: 'ambiguous-number',
  severity: 'warning',
  summary: 'YAML readers disagree on what a number is',
  help: 'Write the number in plain decimal.',
  docs: {
    reason:
      'The number 010 is ten for a YAML 1.2 reader and eight for a YAML 1.1 one; 0x10 and 1e3 are numbers for some and text for others. Another tool that reads the policy may see another limit.',
    bad: `spec:
  credentials:
    maxExpirationHours: 010
`,
    good: `spec:
  credentials:
    maxExpirationHours: 10
`,
  },
  *check({ document }) {
    const path = at.maxExpirationHours
    const node = document.part(path)?.node
    if (!isScalar(node) || typeof node.value !== 'number' || !node.source) return
    if (/^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(node.source)) return
    yield {
      range: document.locate(path),
      message: `${node.source} is ${node.value} here, and something else to other readers of YAML`,
      fix: replaceValue(document, path, String(node.value)),
    }
  },
}
