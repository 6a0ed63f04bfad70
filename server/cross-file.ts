import { builtInBinding } from '../policy/credential-bindings.ts'
import type { Finding } from '../policy/finding.ts'
import { lintPolicy } from '../policy/lint/index.ts'
import { matchesWildcard } from '../policy/wildcard.ts'
import { lint } from './lint.ts'
import { composeModel, isGoverned } from './model/compose.ts'
import type { SourceFile } from './model/file.ts'
import { contentOf } from './model/occurrence.ts'
import { combinedDecisions, policyModel } from './model/policy.ts'
import { offerFindings } from './offer-findings.ts'
import type { Project } from './project.ts'
import { reviewFindings } from './review-findings.ts'

/** What can only be seen with a Compose file and its policies side by side. */
export async function crossFileFindings(file: SourceFile, project: Project): Promise<Finding[]> {
  if (file.kind === 'compose')
    return [...(await policyFindings(file, project)), ...(await variableFindings(file, project))]
  return file.kind === 'policy'
    ? [
        ...(await serverFindings(file, project)),
        ...(await offerFindings(file, project)),
        ...reviewFindings(file, Date.now()),
      ]
    : []
}

/** Policy paths that lead to nothing, or to something that is no valid policy. */
async function policyFindings(file: SourceFile, project: Project): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { spot, target } of project.references(file)) {
    if (target === undefined) continue
    const { start, end } = contentOf(spot.node)
    const range = file.source.rangeBetween(start, end)
    const policy = await project.read(target)
    if (!policy) {
      findings.push({
        rule: 'policy-file-missing',
        severity: 'error',
        message: `There is no policy file ${spot.value} that can be read`,
        help: 'Paths are relative to the folder of the Compose file.',
        file: file.path,
        range,
      })
      continue
    }
    const all = policy.kind === 'policy' ? lint(policy) : lintPolicy(policy.text, policy.path)
    const errors = all.filter(({ severity }) => severity === 'error')
    const [first] = errors
    if (!first) continue
    findings.push({
      rule: 'policy-file-invalid',
      severity: 'error',
      message: `${spot.value} is not a valid policy, so nothing runs under it`,
      help: 'Mend the policy first.',
      file: file.path,
      range,
      related: errors.slice(0, 5).map((error) => ({
        message: error.message,
        file: policy.path,
        range: error.range,
      })),
    })
  }
  return findings
}

/** Credentials that a governed service asks for and does not get. */
async function variableFindings(file: SourceFile, project: Project): Promise<Finding[]> {
  const model = composeModel(file.source)
  const findings: Finding[] = []
  for (const service of model.services.values()) {
    if (!isGoverned(model, service.name)) continue
    const policies = await project.policiesOf(file, service.name)
    const decisions = policies && combinedDecisions(policies)
    if (!decisions) continue
    for (const variable of service.environment) {
      if (!builtInBinding(variable.value) || decisions.allowedKeys.has(variable.value)) continue
      findings.push({
        rule: 'key-not-in-policy',
        severity: 'info',
        message: `${service.name} will not get ${variable.value}: ${decisions.name} does not allow it`,
        help: `Add ${variable.value} to credentials.allowedKeys, or remove the variable.`,
        file: file.path,
        service: service.name,
        range: file.source.rangeBetween(variable.start, variable.end),
        related: policies.flatMap((policy) => {
          const { name } = policyModel(policy.source.documents[0])
          const range = policy.source.rangeOf(name?.node)
          return range ? [{ message: 'The policy that decides', file: policy.path, range }] : []
        }),
      })
    }
  }
  return findings
}

/** Tools of servers that no project under this policy has. */
async function serverFindings(file: SourceFile, project: Project): Promise<Finding[]> {
  const { allowedTools } = policyModel(file.source.documents[0])
  const named = allowedTools.filter(({ value }) => value.includes('/'))
  if (named.length === 0) return []
  const references = await project.referencesTo(file.path)
  const composes = [...new Set(references.map(({ compose }) => compose))]
  const servers = new Map(
    composes.flatMap((compose) =>
      [...composeModel(compose.source).servers].map(
        ([name, { key }]) => [name, { compose, key }] as const,
      ),
    ),
  )
  // Without a project, or in one whose tools all come from elsewhere, there is nothing to compare with.
  if (servers.size === 0) return []
  return named.flatMap(({ value, node }): Finding[] => {
    const server = value.slice(0, value.indexOf('/'))
    if ([...servers.keys()].some((name) => matchesWildcard(server, name))) return []
    const { start } = contentOf(node)
    return [
      {
        rule: 'server-not-in-project',
        severity: 'warning',
        message: `No project under this policy has an MCP server '${server}', so '${value}' allows nothing`,
        help: `The servers are: ${[...servers.keys()].join(', ')}.`,
        file: file.path,
        range: file.source.rangeBetween(start, start + server.length),
        related: [...servers.values()].map(({ compose, key }) => ({
          message: 'A server of the project',
          file: compose.path,
          range: compose.source.rangeOf(key) ?? file.source.rangeBetween(0, 0),
        })),
      },
    ]
  })
}
