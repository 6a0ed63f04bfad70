import type { LintConfiguration } from '../schemas/generated/lint-configuration.ts'
import validate from '../schemas/generated/lint-configuration.validate.mjs'
import type { Finding } from './finding.ts'

export type { LintConfiguration }

/** Rules that say that an agent runs without a policy. */
const policyRules = new Set(['agent-without-policy'])

/** Checks a configuration that was read from YAML or JSON; gives the first problem in words. */
export function checkLintConfiguration(
  value: unknown,
): { ok: true; configuration: LintConfiguration } | { ok: false; problem: string } {
  if (value === null || value === undefined) return { ok: true, configuration: {} }
  if (validate(value)) return { ok: true, configuration: value as LintConfiguration }
  const error = validate.errors?.[0]
  const where = error?.instancePath.slice(1).replaceAll('/', '.') || 'it'
  const unknown = (error?.params as { additionalProperty?: string } | undefined)?.additionalProperty
  return {
    ok: false,
    problem:
      unknown === undefined
        ? `${where} ${error?.message ?? 'is wrong'}`
        : `'${unknown}' is no key of a lint configuration`,
  }
}

/**
 * Findings with the severities that a project has chosen. What makes a policy invalid stays an error, whatever is
 * chosen: the program that enforces it would refuse it all the same.
 */
export function withSeverities(
  findings: readonly Finding[],
  { rules = {}, requirePolicy = false }: LintConfiguration,
): Finding[] {
  return findings.flatMap((finding) => {
    if (finding.severity === 'error') return [finding]
    if (requirePolicy && policyRules.has(finding.rule)) return [{ ...finding, severity: 'error' }]
    const chosen = Object.hasOwn(rules, finding.rule) ? rules[finding.rule] : undefined
    if (chosen === 'off') return []
    return [chosen ? { ...finding, severity: chosen } : finding]
  })
}
