import { builtInBinding } from '../credential-bindings.ts'
import type { Decision } from '../decision.ts'
import { parseDomainPattern, webPorts } from '../domain-pattern.ts'
import { canonicalAuthority, canonicalHost, formatAuthority } from '../host.ts'
import { at } from '../lint/context.ts'
import type { Path } from '../located.ts'
import { metadataRule } from '../network-judge.ts'
import type { PolicyDocument } from '../policy-document.ts'
import { hasWildcard, parseToolPattern } from '../tool-pattern.ts'
import { byHand, invalidPolicy, noEdit, type Proposal, proposal } from './edit.ts'
import { type NewEntry, textEntry, withEntry, withoutEntry } from './list-text.ts'
import { detailOf, judgeAgain, type Occurrence, requestOf, toolOf } from './occurrence.ts'
import { readPolicyText } from './policy-text.ts'

/** One change of the text that lifts one reason of a refusal. */
type Step = { title: string; text: string | undefined; caution?: string } | { why: string }

/** A thing that is denied by name, not listed, and then restricted again takes three. */
const mostSteps = 4

/**
 * The edit of a policy that would allow what was blocked, and nothing besides: one host on one port, one request of
 * one host, one key, one tool of one server. What it proposes was tried: under the new text the thing is allowed.
 *
 * There is none where no policy can allow the thing (cloud metadata), where only a wide edit could (a denial with a
 * wildcard), where the event does not tell enough (the value of a tool's argument), and where the decision is one to
 * think about rather than to click away (to whom a secret is sent).
 *
 * @param file name of the policy file, for findings
 * @param event what was blocked, or would have been, under this policy
 */
export function allowEdit(text: string, file: string, event: Occurrence): Proposal {
  const read = readPolicyText(text, file)
  if (!read) return noEdit(invalidPolicy)
  const impossible = whyImpossible(event)
  if (impossible) return noEdit(impossible)
  const titles: string[] = []
  const cautions: string[] = []
  let now = read
  for (let step = 0; step < mostSteps; step += 1) {
    const decision = judgeAgain(now.decisions, event)
    if (!decision) return noEdit('The event does not tell enough to say what would allow it.')
    if (decision.decision === 'allowed') {
      if (titles.length === 0) return noEdit('The policy as it stands allows this already.')
      return proposal(read.document, titles.join('; '), now.document.text, cautions)
    }
    const next = mend(now.document, event, decision)
    if ('why' in next) return noEdit(next.why)
    const mended = next.text === undefined ? undefined : readPolicyText(next.text, file)
    if (!mended) return noEdit(byHand)
    titles.push(next.title)
    if (next.caution) cautions.push(next.caution)
    now = mended
  }
  return noEdit('No small edit allows this.')
}

/** What no edit of a policy changes, whatever the policy says. */
function whyImpossible(event: Occurrence): string | undefined {
  const { rule, kind, action, decision } = event
  if (decision === 'allowed') return 'It was allowed.'
  if (kind === 'lifecycle') return 'This is no decision of a policy.'
  if (rule === metadataRule) {
    return "A cloud's metadata service hands out the machine's own credentials: no policy can allow it."
  }
  if (rule.startsWith('proxy.')) {
    return 'A guard of the proxy refused this. It holds under every policy.'
  }
  if (rule.startsWith('credentials.bindings.')) {
    return 'A binding says to whom a secret is sent. Widen it by hand, if at all.'
  }
  if (rule === 'credentials.maxExpirationHours') {
    return 'The lease had ended; governance compose up issues a new one.'
  }
  if (kind === 'credential' && rule !== 'credentials.allowedKeys') {
    return 'This is about the lease, not about the policy; the reason says what to do.'
  }
  if (rule.startsWith('mcp.arguments.')) {
    return 'The rule is about the value of an argument, and values are not on record. Widen it by hand.'
  }
  if (rule.startsWith('mcp.servers.')) {
    return 'The tool is not what it was when it was accepted: governance mcp pins shows both.'
  }
  if (kind === 'mcp' && action !== 'tool-call') {
    return 'What a server has besides tools is opened only by an entry for the whole server.'
  }
  return undefined
}

function mend(document: PolicyDocument, event: Occurrence, { rule }: Decision): Step {
  const denied = /^(?:network\.(deniedDomains)|mcp\.(deniedTools))\[(\d+)\]$/.exec(rule)
  if (denied) {
    const list = denied[1] ? at.deniedDomains : at.deniedTools
    return liftDenial(document, list, Number(denied[3]))
  }
  if (rule === 'network.allowedDomains') return addDomain(document, event)
  if (rule === 'network.denyLocalNetwork') return addLocal(document, event)
  if (rule === 'network.http' || rule.startsWith('network.http[')) {
    return addRequest(document, event)
  }
  if (rule === 'credentials.allowedKeys') return addKey(document, event)
  if (rule === 'mcp.allowedTools') return addTool(document, event)
  return { why: 'No small edit allows this.' }
}

/** An entry that denies one thing by name may go; one with a star denies more than what happened. */
function liftDenial(document: PolicyDocument, list: Path, index: number): Step {
  const entry = String(document.part([...list, index])?.value)
  const domain = list === at.deniedDomains ? parseDomainPattern(entry) : undefined
  const tool = list === at.deniedTools ? parseToolPattern(entry) : undefined
  const isWide =
    (domain?.ok && domain.pattern.kind !== 'exact') || (tool?.ok && hasWildcard(tool.pattern))
  if (isWide) {
    return {
      why: `"${entry}" in ${nameOf(list)} denies more than this; to lift it would open all of that.`,
    }
  }
  return {
    title: `Remove "${entry}" from ${nameOf(list)}`,
    text: withoutEntry(document, [...list, index]),
    caution: `Whoever wrote the policy denied "${entry}" by name.`,
  }
}

function addDomain(document: PolicyDocument, event: Occurrence): Step {
  if (event.action === 'resolve') {
    const host = canonicalHost(event.resource)
    return host
      ? addText(document, at.allowedDomains, host)
      : { why: 'What was looked up is no host name.' }
  }
  const authority = canonicalAuthority(event.resource)
  if (!authority) return { why: 'The event names no host.' }
  return addText(
    document,
    at.allowedDomains,
    formatAuthority(authority.host, authority.port),
    webPorts.includes(authority.port) && authority.port !== 443
      ? 'Port 80 is not encrypted.'
      : undefined,
  )
}

function addLocal(document: PolicyDocument, event: Occurrence): Step {
  const authority = canonicalAuthority(event.resource)
  if (!authority) return { why: 'The event names no host.' }
  const address = detailOf(event, 'address')
  return addText(
    document,
    at.allowedLocal,
    formatAuthority(authority.host, authority.port),
    `This name leads into a private network${address ? ` (${address})` : ''}; make sure that it should.`,
  )
}

/** Among rules about one host it is enough that one allows: a rule of its own for this request widens no other. */
function addRequest(document: PolicyDocument, event: Occurrence): Step {
  const authority = canonicalAuthority(event.resource)
  const request = requestOf(event)
  if (!authority || !request || /[*<>]/.test(request.path)) {
    return { why: 'The event does not tell the request in full.' }
  }
  const { method, path } = request
  const host = formatAuthority(authority.host, authority.port)
  return {
    title: `Allow ${method} ${path} of ${host}`,
    text: withEntry(document, at.http, requestEntry(host, method, path)),
  }
}

function requestEntry(host: string, method: string, path: string): NewEntry {
  return {
    value: { host, methods: [method], paths: [path] },
    flow: (quote) => `{ host: ${quote(host)}, methods: [${method}], paths: [${quote(path)}] }`,
    block: (quote) => [
      `host: ${quote(host)}`,
      `methods: [${method}]`,
      `paths: [${JSON.stringify(path)}]`,
    ],
  }
}

function addKey(document: PolicyDocument, event: Occurrence): Step {
  const key = event.resource
  const isBound = builtInBinding(key) ?? document.part([...at.bindings, key])
  if (!isBound) return { why: `${key} has no binding yet: write one under credentials.bindings.` }
  return addText(document, at.allowedKeys, key)
}

function addTool(document: PolicyDocument, event: Occurrence): Step {
  const called = toolOf(event)
  const name = called?.server === '' ? called.tool : event.resource
  const parsed = parseToolPattern(name)
  if (!called || !parsed.ok || hasWildcard(parsed.pattern)) {
    return { why: 'The tool has a name that a policy cannot list.' }
  }
  return addText(document, at.allowedTools, name)
}

function addText(document: PolicyDocument, list: Path, text: string, caution?: string): Step {
  return {
    title: `Add "${text}" to ${nameOf(list)}`,
    text: withEntry(document, list, textEntry(text)),
    ...(caution === undefined ? {} : { caution }),
  }
}

function nameOf(list: Path): string {
  return String(list.at(-1))
}
