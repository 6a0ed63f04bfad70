import type { Hover, Position } from 'vscode-languageserver-types'
import { builtInBinding } from '../../policy/credential-bindings.ts'
import { canonicalAuthority } from '../../policy/host.ts'
import { composeModel, isGoverned } from '../model/compose.ts'
import type { SourceFile } from '../model/file.ts'
import { type Place, placeAt } from '../model/place.ts'
import { combinedDecisions, effectivePolicy, policyModel } from '../model/policy.ts'
import { descriptionAt } from '../model/schema.ts'
import { schemaFor } from '../model/schema-for.ts'
import type { Project } from '../project.ts'
import { domainWords, duration, hostLabels, leaseWords, list, toolWords } from '../words.ts'
import { effectiveWords } from './effective-policy.ts'

/** What the line under the cursor allows, in words; for keys, what they mean. */
export async function hover(
  file: SourceFile,
  position: Position,
  project: Project,
): Promise<Hover | null> {
  const place = placeAt(file.source, file.source.offsetAt(position))
  if (!place || !file.kind) return null
  const words =
    file.kind === 'policy'
      ? await policyHover(file, place, project)
      : await composeHover(file, place, project)
  const about = schemaFor(file.kind, place.path)
  const text = words ?? (about && descriptionAt(about.schema, about.path))
  if (!text) return null
  const range = file.source.rangeOf(place.node)
  return { contents: { kind: 'markdown', value: text }, ...(range && { range }) }
}

async function policyHover(
  file: SourceFile,
  place: Place,
  project: Project,
): Promise<string | undefined> {
  const [top, section, field] = place.path
  const value = textOf(place)
  if (top === 'metadata' && section === 'name') return effectiveWords([file])
  if (top !== 'spec') return undefined
  if (field === 'maxExpirationHours' && place.role === 'value') return hoursHover(place)
  if (section === 'credentials' && field === 'bindings' && place.path.length === 4)
    return keyHover(file, String(place.path[3]))
  if (value === undefined || typeof place.path[3] !== 'number' || place.path.length !== 4)
    return undefined
  switch (field) {
    case 'allowedDomains':
      return allowedDomainHover(file, place, value)
    case 'deniedDomains': {
      const words = domainWords(value)
      return words && `Blocks ${words}, whatever \`allowedDomains\` says.`
    }
    case 'allowedLocal':
      return allowedLocalHover(value)
    case 'allowedKeys':
      return keyHover(file, value)
    case 'allowedTools':
    case 'deniedTools':
      return toolHover(file, place, field, value, project)
    default:
      return undefined
  }
}

/** An allowed domain: what it matches, and what of that stays blocked, as the decision object has it. */
function allowedDomainHover(file: SourceFile, place: Place, value: string): string | undefined {
  const words = domainWords(value)
  if (!words) return undefined
  const lines = [`Allows ${words}.`]
  const decisions = effectivePolicy(file)?.decisions
  const host = canonicalAuthority(value.replace(/^\*\./, ''), 443)
  if (decisions && host && value !== '*') {
    const verdict = decisions.host(host.host, host.port)
    if (verdict.decision !== 'allowed')
      lines.push(`\`${host.host}\` itself stays blocked by \`${verdict.rule}\`: ${verdict.reason}`)
    if (decisions.intercepts(host.host, host.port))
      lines.push('The proxy reads its requests, for a credential or an `http` rule.')
  }
  const denied = policyModel(place.document).deniedDomains.map((entry) => `\`${entry.value}\``)
  if (denied.length > 0) lines.push(`Blocked all the same: ${list(denied)}.`)
  return lines.join('\n\n')
}

function allowedLocalHover(value: string): string | undefined {
  const authority = canonicalAuthority(value)
  if (!authority) return undefined
  return `Opens port ${authority.port} of \`${authority.host}\`, a private service, through the proxy; its other ports stay shut.`
}

function keyHover(file: SourceFile, key: string): string {
  const effective = effectivePolicy(file)
  const bindings = effective?.decisions.bindings(key) ?? []
  const builtIn = builtInBinding(key)
  const hosts = (bindings.length > 0 ? bindings : builtIn ? [builtIn] : []).flatMap(({ hosts }) => [
    ...hosts,
  ])
  const lines = [`\`${key}\` reaches the container as a lease: a placeholder, never the secret.`]
  lines.push(
    hosts.length > 0
      ? `The proxy swaps it for the secret on requests to ${list(hostLabels(hosts).map((host) => `\`${host}\``))} and blocks it everywhere else.`
      : 'No host is bound to it: write one under `credentials.bindings`.',
  )
  if (effective) {
    const hours = effective.decisions.maxExpirationHours
    lines.push(
      hours === undefined
        ? 'Its leases have **no end**.'
        : `A lease ends after ${duration(hours)}.`,
    )
  }
  return lines.join('\n\n')
}

async function toolHover(
  file: SourceFile,
  place: Place,
  field: 'allowedTools' | 'deniedTools',
  value: string,
  project: Project,
): Promise<string | undefined> {
  const words = toolWords(value)
  if (!words) return undefined
  if (field === 'deniedTools') return `Blocks ${words}, and hides it from the list of tools.`
  const lines = [`Allows ${words}.`]
  const decisions = effectivePolicy(file)?.decisions
  const [server, name] = value.includes('/') ? splitOnce(value) : ['any', value]
  if (decisions && !value.includes('*')) {
    const verdict = decisions.tool(server, name)
    if (verdict.decision === 'blocked')
      lines.push(`It stays blocked by \`${verdict.rule}\`: ${verdict.reason}`)
  }
  const denied = policyModel(place.document).deniedTools.map((entry) => `\`${entry.value}\``)
  if (value.includes('*') && denied.length > 0) lines.push(`Blocked all the same: ${list(denied)}.`)
  const servers = (await project.referencesTo(file.path)).flatMap(({ compose }) => [
    ...composeModel(compose.source).servers.keys(),
  ])
  if (servers.length > 0 && !value.includes('/'))
    lines.push(
      `Servers of the project: ${list([...new Set(servers)].map((name) => `\`${name}\``))}.`,
    )
  return lines.join('\n\n')
}

function hoursHover(place: Place): string | undefined {
  const hours = Number(textOf(place))
  return Number.isFinite(hours) && hours > 0
    ? `A lease ends ${duration(hours)} after it is issued. Requests that carry it later are answered with a PolicyViolation.`
    : undefined
}

async function composeHover(
  file: SourceFile,
  place: Place,
  project: Project,
): Promise<string | undefined> {
  const offset = place.node.range?.[0] ?? 0
  const reference = project
    .references(file)
    .find(({ spot }) => spot.node === place.node || spot.node.range?.[0] === offset)
  if (reference) {
    const target = reference.target === undefined ? undefined : await project.read(reference.target)
    if (!target) return `There is no file \`${reference.spot.value}\` that can be read.`
    return effectiveWords([target])
  }
  const [top, service, field] = place.path
  if (top !== 'services' || typeof service !== 'string') return undefined
  if (field === 'environment') return variableHover(file, place, service, project)
  if (place.path.length === 2 && place.role === 'key') {
    const policies = isGoverned(composeModel(file.source), service)
      ? await project.policiesOf(file, service)
      : undefined
    return policies && `Governed by\n\n${effectiveWords(policies) ?? 'a policy that is not valid.'}`
  }
  return undefined
}

async function variableHover(
  file: SourceFile,
  place: Place,
  service: string,
  project: Project,
): Promise<string | undefined> {
  const model = composeModel(file.source)
  const start = place.node.range?.[0] ?? 0
  const variable = model.services
    .get(service)
    ?.environment.find(({ node }) => node === place.node || node.range?.[0] === start)
  if (!variable || !isGoverned(model, service)) return undefined
  const policies = await project.policiesOf(file, service)
  const decisions = policies && combinedDecisions(policies)
  if (!decisions) return undefined
  const verdict = decisions.key(variable.value)
  if (verdict.decision === 'allowed') {
    const hosts = decisions.bindings(variable.value).flatMap(({ hosts }) => [...hosts])
    return `\`${service}\` gets \`${variable.value}\` ${leaseWords(decisions.maxExpirationHours)}, good for ${list(hostLabels(hosts).map((host) => `\`${host}\``))} and nowhere else.`
  }
  return builtInBinding(variable.value) ? verdict.reason : undefined
}

function textOf(place: Place): string | undefined {
  const value = (place.node as { value?: unknown }).value
  return value === null || value === undefined ? undefined : String(value)
}

function splitOnce(text: string): [string, string] {
  const slash = text.indexOf('/')
  return [text.slice(0, slash), text.slice(slash + 1)]
}
