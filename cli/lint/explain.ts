import pc from 'picocolors'
import type { RuleDocumentation } from '../../policy/lint/index.ts'
import { nearest } from '../../policy/nearest.ts'
import { allRules } from '../../server/rules.ts'
import { CommandError, Exit } from '../exit.ts'

/** What a rule of any room says of itself. */
interface ExplainedRule {
  id: string
  severity: string
  summary: string
  help: string
  docs: RuleDocumentation
}

/** `governance explain RULE`: why it is there, what it finds, and how it is mended. */
export async function explainRule(id: string): Promise<number> {
  const known: readonly ExplainedRule[] = allRules
  const rule = known.find((one) => one.id === id)
  if (!rule) {
    const close = nearest(
      id,
      known.map((one) => one.id),
    )
    throw new CommandError(`no rule is called ${id}.${close ? ` Did you mean ${close}?` : ''}`)
  }
  const { reason, bad, good } = rule.docs
  process.stdout.write(
    [
      `${pc.bold(rule.id)}  ${pc.dim(rule.severity)}`,
      ...(reason.startsWith(rule.summary) ? [] : [rule.summary, '']),
      reason,
      '',
      pc.red('Bad'),
      indented(bad),
      pc.green('Good'),
      indented(good),
      `${pc.dim('→')} ${rule.help}`,
      '',
    ].join('\n'),
  )
  return Exit.fine
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ')
}
