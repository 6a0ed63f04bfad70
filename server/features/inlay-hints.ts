import type { InlayHint, Range } from 'vscode-languageserver-types'
import { composeModel, isGoverned } from '../model/compose.ts'
import type { SourceFile } from '../model/file.ts'
import { combinedDecisions, effectivePolicy, policyModel } from '../model/policy.ts'
import type { Project } from '../project.ts'
import { count, duration, hostLabels } from '../words.ts'

/** What a line comes to, behind it: how long a lease lives, where a key is good, what a policy holds. */
export async function inlayHints(
  file: SourceFile,
  range: Range,
  project: Project,
): Promise<InlayHint[]> {
  const hints =
    file.kind === 'policy'
      ? policyHints(file)
      : file.kind === 'compose'
        ? await composeHints(file, project)
        : []
  return hints.filter(
    ({ position }) => position.line >= range.start.line && position.line <= range.end.line,
  )
}

function policyHints(file: SourceFile): InlayHint[] {
  const { source } = file
  const effective = effectivePolicy(file)
  return source.documents.flatMap((document) => {
    const model = policyModel(document)
    const hints: InlayHint[] = []
    const hours = Number(model.maxExpirationHours?.value)
    if (model.maxExpirationHours?.range && Number.isFinite(hours) && hours > 0)
      hints.push(hint(source.positionAt(model.maxExpirationHours.range[1]), `= ${duration(hours)}`))
    if (!effective) return hints
    for (const { value, node } of model.allowedKeys) {
      const hosts = effective.decisions.bindings(value).flatMap((binding) => [...binding.hosts])
      if (node.range && hosts.length > 0)
        hints.push(
          hint(source.positionAt(node.range[1]), `→ ${hostLabels(hosts).slice(0, 3).join(', ')}`),
        )
    }
    return hints
  })
}

async function composeHints(file: SourceFile, project: Project): Promise<InlayHint[]> {
  const { source } = file
  const hints: InlayHint[] = []
  for (const { spot, target } of project.references(file)) {
    const policy = target === undefined ? undefined : await project.read(target)
    const effective = policy && effectivePolicy(policy)
    if (!policy || !effective || !spot.node.range) continue
    const model = policyModel(policy.source.documents[0])
    const label = [
      count(model.allowedDomains.length, 'domain'),
      count(model.allowedKeys.length, 'key'),
      count(model.allowedTools.length, 'tool'),
    ].join(', ')
    hints.push(hint(source.positionAt(spot.node.range[1]), `${effective.decisions.name}: ${label}`))
  }
  const model = composeModel(source)
  for (const service of model.services.values()) {
    if (!isGoverned(model, service.name)) continue
    const policies = await project.policiesOf(file, service.name)
    const decisions = policies && combinedDecisions(policies)
    if (!decisions) continue
    for (const variable of service.environment) {
      if (!decisions.allowedKeys.has(variable.value)) continue
      const hours = decisions.maxExpirationHours
      const label = hours === undefined ? 'lease without an end' : `lease, ${duration(hours)}`
      hints.push(hint(source.positionAt(variable.node.range?.[1] ?? variable.end), label))
    }
  }
  return hints
}

function hint(position: InlayHint['position'], label: string): InlayHint {
  return { position, label, paddingLeft: true }
}
