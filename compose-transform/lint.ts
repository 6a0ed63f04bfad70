import { isMap, type Node as YamlNode } from 'yaml'
import type { Finding } from '../policy/finding.ts'
import { ambiguousTexts } from '../policy/lint/ambiguous-texts.ts'
import { ambiguousReport, ambiguousText } from '../policy/lint/rules/ambiguous-text.ts'
import { yamlSource } from '../policy/yaml-source.ts'
import validateField from '../schemas/generated/compose-extension.validate.mjs'
import validateServiceField from '../schemas/generated/compose-service-extension.validate.mjs'
import { bindTypes } from './load/bind.ts'
import { LoadFailure } from './load/failure.ts'
import { fieldName, stringsAt } from './load/model.ts'
import { at, entriesAt, type Mapping, mapAt, type Node, rangeOf, spot } from './load/node.ts'
import { readDocuments } from './load/read.ts'
import { checkField } from './roles/governance.ts'

/** Variables by which a program speaks to a model: what holds one is an agent, or as good as one. */
const modelKeys =
  /^(?:OPENAI|ANTHROPIC|GEMINI|GOOGLE_AI|GOOGLE_GENERATIVE_AI|GROQ|MISTRAL|COHERE|DEEPSEEK|OPENROUTER|XAI|TOGETHER|FIREWORKS|PERPLEXITY|REPLICATE|AZURE_OPENAI|HF|HUGGINGFACE(?:HUB)?|CLAUDE_CODE_OAUTH)_?(?:API)?_?(?:KEY|TOKEN)$|^HF_TOKEN$/

/**
 * What an editor says about the text of one Compose file, by itself: YAML errors, a governance field that its schema
 * refuses, and an agent that runs without a policy. Included and overriding files are not read; `governance compose
 * check` says the rest.
 */
export function lintComposeFile(text: string, file: string): Finding[] {
  const findings: Finding[] = []
  try {
    for (const { root } of readDocuments({ file, text })) lintDocument(root, findings)
    findings.push(...ambiguousIn(text, file, findings))
  } catch (problem) {
    if (!(problem instanceof LoadFailure)) throw problem
    findings.push(problem.finding)
  }
  return findings
}

/** Unquoted texts of the governance fields that other readers of YAML take for something else. */
function ambiguousIn(text: string, file: string, known: readonly Finding[]): Finding[] {
  if (!text.includes(fieldName) || !mayBeAmbiguous.test(text)) return []
  const source = yamlSource(text)
  const fields = source.documents.flatMap(({ contents }) => fieldsIn(contents))
  return fields.flatMap(ambiguousTexts).flatMap((found): Finding[] => {
    const range = source.rangeOf(found.node)
    if (!range || known.some(({ range: { start } }) => start.line === range.start.line)) return []
    const { id, severity, help } = ambiguousText
    return [{ rule: id, severity, help, file, ...ambiguousReport(found, range) } as Finding]
  })
}

/** Sees quickly that a file is plain, as most are. */
const mayBeAmbiguous =
  /(?:^|[\s[{,])(?:[yYnN]|yes|no|on|off|Yes|No|On|Off|YES|NO|ON|OFF|[-+]?[0-9][0-9_:.-]+)(?:[\s\]},:]|$)/m

/** The governance fields of a file, that of the whole and those of services. */
function fieldsIn(root: unknown): YamlNode[] {
  const member = (node: unknown, key: string) => (isMap(node) ? node.get(key, true) : undefined)
  const services: unknown = member(root, 'services')
  const all = isMap(services) ? services.items.map(({ value }) => value) : []
  return [root, ...all].flatMap((node) => {
    const field = member(node, fieldName)
    return field ? [field as YamlNode] : []
  })
}

function lintDocument(root: Mapping, findings: Finding[]): void {
  const field = root.entries.get(fieldName)
  if (field) checkField(field, fieldName, validateField, findings)
  for (const [name, service] of entriesAt(root, 'services')) {
    const own = at(service, fieldName)
    if (own) checkField(own, `services.${name}.${fieldName}`, validateServiceField, findings)
  }
  withoutPolicy(root, field, findings)
}

function withoutPolicy(root: Mapping, field: Node | undefined, findings: Finding[]): void {
  const chosen = at(field, 'services')
  const governed = chosen ? new Set(stringsAt(chosen)) : undefined
  const exempt = mapAt(field, 'exempt')?.entries
  bindTypes(root)
  for (const [name, service] of entriesAt(root, 'services')) {
    if (at(service, fieldName) || exempt?.has(name)) continue
    if (field && (!governed || governed.has(name))) continue
    const key = entriesAt(service, 'environment').find(([variable]) => modelKeys.test(variable))
    const models = at(service, 'models')
    const sign = key?.[1] ?? models
    if (!sign) continue
    const holds = key ? `holds ${key[0]}` : 'uses a model'
    findings.push({
      rule: 'agent-without-policy',
      severity: 'warning',
      message: `The service ${name} ${holds}, and no policy governs it.`,
      file: sign.place.source.file,
      range: rangeOf(spot(sign)),
      service: name,
      help: field
        ? `Add ${name} to ${fieldName}.services, or exempt it with a reason.`
        : `Add ${fieldName}: { policy: ./governance-policy.yaml } at the top level.`,
    })
  }
}
