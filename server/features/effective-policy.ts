import { composeModel, isGoverned } from '../model/compose.ts'
import type { SourceFile } from '../model/file.ts'
import { combinedDecisions, policyModel } from '../model/policy.ts'
import type { Project } from '../project.ts'
import { policyWords } from '../words.ts'

/** A page about what a policy allows, or each service of a Compose file, in Markdown; null where no valid policy holds. */
export async function effectivePolicy(
  file: SourceFile,
  project: Project,
): Promise<{ markdown: string } | null> {
  if (file.kind === 'policy') {
    const words = effectiveWords([file])
    return words === undefined ? null : { markdown: `# Effective policy\n\n${words}\n` }
  }
  if (file.kind !== 'compose') return null
  const model = composeModel(file.source)
  const sections: string[] = []
  for (const { name } of model.services.values()) {
    const policies = isGoverned(model, name) ? await project.policiesOf(file, name) : undefined
    const words = policies && effectiveWords(policies)
    if (words !== undefined) sections.push(`## ${name}\n\n${words}\n`)
    else if (isGoverned(model, name))
      sections.push(`## ${name}\n\nIts policy is missing or not valid.\n`)
  }
  return sections.length === 0
    ? null
    : { markdown: ['# Effective policy\n', ...sections].join('\n') }
}

/** What policies allow together. */
export function effectiveWords(files: readonly SourceFile[]): string | undefined {
  const decisions = combinedDecisions(files)
  if (!decisions) return undefined
  const lists = files.map((file) => policyModel(file.source.documents[0]))
  const values = (pick: (model: ReturnType<typeof policyModel>) => { value: string }[]) => [
    ...new Set(lists.flatMap((model) => pick(model).map(({ value }) => value))),
  ]
  const words = policyWords(decisions, {
    hosts: values(({ allowedDomains }) => allowedDomains),
    tools: values(({ allowedTools }) => allowedTools),
    deniedTools: values(({ deniedTools }) => deniedTools),
  })
  return files.length > 1 ? `${words}\n\nOnly what **all ${files.length}** policies allow.` : words
}
