import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import type { Decision } from './decision.ts'
import type { Decisions } from './decisions.ts'
import { type CanonicalHost, canonicalAuthority, canonicalHost, isAddress } from './host.ts'
import { nearest } from './nearest.ts'
import { canonicalPath } from './path.ts'
import { yamlSource } from './yaml-source.ts'

/** What is wrong with a file of test cases, with its place (one-based). */
export class TestCaseError extends Error {
  override readonly name = 'TestCaseError'
  readonly line: number
  readonly column: number

  constructor(message: string, line: number, column: number) {
    super(message)
    this.line = line
    this.column = column
  }
}

/** One question to a policy, and the answer that is wanted. */
export interface TestCase {
  /** As it stands in the file, or what is asked. */
  name: string
  expect: 'allowed' | 'blocked'
  /** The path of the entry that has to decide, or its beginning. */
  rule?: string
  /** One-based, in the file of test cases. */
  line: number
  ask(decisions: Decisions): Decision
}

export interface TestFile {
  /** As written: relative paths start at the file's folder. */
  policies: string[]
  cases: TestCase[]
}

type Fields = Map<string, unknown>

const subjects = ['host', 'url', 'tool', 'key'] as const
const more = new Map<string, readonly string[]>([
  ['host', ['address']],
  ['url', ['method', 'address']],
  ['tool', ['arguments']],
  ['key', ['at', 'method', 'header', 'query', 'body']],
])

/**
 * Reads a file of test cases: `policy:` (a path or a list) and `cases:`, each with one of `host`, `url`, `tool` or
 * `key`, and `expect: allowed|blocked`.
 *
 * @throws TestCaseError at the first mistake: a test that is not understood proves nothing
 */
export function readTestCases(text: string): TestFile {
  const source = yamlSource(text)
  const [document, second] = source.documents
  const fail = (message: string, node?: Node | null): never => {
    const { line, character } = source.positionAt(node?.range?.[0] ?? 0)
    throw new TestCaseError(message, line + 1, character + 1)
  }
  const [broken] = document?.errors ?? []
  if (broken) {
    const { line, character } = source.positionAt(broken.pos[0])
    throw new TestCaseError(broken.message.split('\n')[0] ?? '', line + 1, character + 1)
  }
  const root = document?.contents
  if (second || !isMap(root))
    return fail('a test file is one mapping with policy: and cases:', root)
  checkKeys(root, ['policy', 'cases'], fail)
  const policy = root.get('policy', true) as Node | undefined
  const named = policy?.toJS(document as never) as unknown
  const policies = typeof named === 'string' ? [named] : named
  if (!Array.isArray(policies) || policies.length === 0 || !policies.every(isText)) {
    return fail('policy: is the path of a policy, or a list of them', policy ?? root)
  }
  const list = root.get('cases', true) as Node | undefined
  if (!isSeq(list) || list.items.length === 0) {
    return fail('cases: is a list of at least one case', list ?? root)
  }
  const cases = list.items.map((item) => {
    if (!isMap(item)) return fail('a case is a mapping', item as Node)
    const fields: Fields = new Map(Object.entries(item.toJS(document as never)))
    const known = readCase(fields, item, fail)
    return { ...known, line: source.positionAt(item.range?.[0] ?? 0).line + 1 }
  })
  return { policies, cases }
}

type Fail = (message: string, node?: Node | null) => never

function checkKeys(map: YAMLMap, allowed: readonly string[], fail: Fail): void {
  for (const { key } of map.items) {
    const name = isScalar(key) ? String(key.value) : ''
    if (allowed.includes(name)) continue
    const close = nearest(name, allowed)
    fail(
      `${name}: is not known here; ${close ? `is ${close}: meant?` : `there is ${allowed.join(', ')}`}`,
      key as Node,
    )
  }
}

function readCase(fields: Fields, node: YAMLMap, fail: Fail): Omit<TestCase, 'line'> {
  const found = subjects.filter((subject) => fields.has(subject))
  const [subject] = found
  if (subject === undefined || found.length > 1) {
    return fail(`a case asks about one of ${subjects.join(', ')}`, node)
  }
  checkKeys(node, ['name', subject, 'expect', 'rule', ...(more.get(subject) ?? [])], fail)
  const text = (name: string): string | undefined => {
    const value = fields.get(name)
    if (value === undefined || isText(value)) return value
    return fail(`${name}: has to be a text`, node.get(name, true) as Node)
  }
  const expected = text('expect')
  if (expected !== 'allowed' && expected !== 'blocked') {
    return fail('expect: is allowed or blocked', (node.get('expect', true) as Node) ?? node)
  }
  const value = text(subject) ?? ''
  const rule = text('rule')
  const about = (name: string) => node.get(name, true) as Node
  return {
    name: text('name') ?? `${subject} ${value} is ${expected}`,
    expect: expected,
    ...(rule === undefined ? {} : { rule }),
    ask: questionOf(subject, value, fields, text, (message, name) => fail(message, about(name))),
  }
}

type Ask = TestCase['ask']
type Text = (name: string) => string | undefined

function questionOf(
  subject: (typeof subjects)[number],
  value: string,
  fields: Fields,
  text: Text,
  fail: (message: string, name: string) => never,
): Ask {
  const address = text('address')
  const literal = address === undefined ? undefined : canonicalHost(address)
  if (address !== undefined && !(literal && isAddress(literal))) {
    return fail(`${address} is no address`, 'address')
  }
  switch (subject) {
    case 'host': {
      const authority = canonicalAuthority(value, 443)
      if (!authority) return fail(`${value} is neither a host nor an address`, 'host')
      return (decisions) => reach(decisions, authority, literal)
    }
    case 'url': {
      const place = placeOf(value)
      if (!place) return fail(`${value} is no http or https URL`, 'url')
      const method = text('method') ?? 'GET'
      return (decisions) => {
        const reached = reach(decisions, place, literal)
        if (reached.decision !== 'allowed') return reached
        return decisions.request(place.host, place.port, method, place.path)
      }
    }
    case 'tool': {
      const slash = value.indexOf('/')
      const server = slash < 0 ? '' : value.slice(0, slash)
      const tool = value.slice(slash + 1)
      if (!fields.has('arguments')) return (decisions) => decisions.tool(server, tool)
      return (decisions) => decisions.toolCall(server, tool, fields.get('arguments'))
    }
    case 'key': {
      const at = text('at')
      if (at === undefined) return (decisions) => decisions.key(value)
      const place = placeOf(at)
      if (!place) return fail(`${at} is no http or https URL`, 'at')
      const method = text('method') ?? 'GET'
      const [surface, name] = (['query', 'body', 'header'] as const)
        .map((one) => [one, text(one)] as const)
        .find(([, given]) => given !== undefined) ?? ['header', 'Authorization']
      return (decisions) => {
        const reached = decisions.host(place.host, place.port)
        if (reached.decision !== 'allowed') return reached
        return decisions.credential(value, { ...place, method, surface, name: name ?? '' })
      }
    }
  }
}

function reach(
  decisions: Decisions,
  { host, port }: { host: CanonicalHost; port: number },
  address: string | undefined,
): Decision {
  const named = decisions.host(host, port)
  if (named.decision !== 'allowed' || address === undefined) return named
  return decisions.address(address, host, port)
}

function placeOf(text: string): { host: CanonicalHost; port: number; path: string } | undefined {
  const [, scheme, authority = '', target = ''] = /^(https?):\/\/([^/?#]*)([^#]*)/i.exec(text) ?? []
  const place = canonicalAuthority(authority, scheme?.toLowerCase() === 'http' ? 80 : 443)
  const path = canonicalPath(target.startsWith('/') ? target : `/${target}`)
  return scheme && place && path !== undefined ? { ...place, path } : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** What came of one case. In monitor mode, what would be blocked counts as blocked. */
export interface TestOutcome {
  test: TestCase
  decision: Decision
  passed: boolean
  /** Why it did not pass; empty when it did. */
  problem: string
}

/** Asks every case. */
export function runTestCases(cases: readonly TestCase[], decisions: Decisions): TestOutcome[] {
  return cases.map((test) => {
    const decision = test.ask(decisions)
    const problem = problemOf(test, decision)
    return { test, decision, passed: problem === '', problem }
  })
}

function problemOf(
  { expect, rule }: TestCase,
  { decision, rule: decided, reason }: Decision,
): string {
  const verdict = decision === 'allowed' ? 'allowed' : 'blocked'
  if (verdict !== expect) return `expected ${expect}, but it is ${verdict} by ${decided}: ${reason}`
  const right = rule === undefined || decided.split(',').some((one) => startsAt(one, rule))
  return right ? '' : `expected ${rule} to decide, but ${decided} does: ${reason}`
}

function startsAt(path: string, beginning: string): boolean {
  return path === beginning || path.startsWith(`${beginning}[`) || path.startsWith(`${beginning}.`)
}
