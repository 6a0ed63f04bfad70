import { isScalar, type Node, type Scalar } from 'yaml'
import { parseDomainPattern } from '../../policy/domain-pattern.ts'
import { composeModel, type Spot } from '../model/compose.ts'
import type { SourceFile } from '../model/file.ts'
import { contentOf } from '../model/occurrence.ts'
import { entriesOf, nodeAt } from '../model/place.ts'
import { policyModel } from '../model/policy.ts'

/** What tokens are called: names that every colour theme knows. */
export const tokenTypes = [
  'keyword',
  'namespace',
  'variable',
  'function',
  'class',
  'number',
  'operator',
] as const
/** `readonly`: allowed. `deprecated`: denied; themes strike it through. */
export const tokenModifiers = ['readonly', 'deprecated', 'declaration'] as const

type TokenType = (typeof tokenTypes)[number]
type TokenModifier = (typeof tokenModifiers)[number]
interface Token {
  start: number
  end: number
  type: TokenType
  modifiers: TokenModifier[]
}

/** Colours for what a policy speaks about: hosts, keys, tools, wildcards; encoded as the protocol wants it. */
export function semanticTokens(file: SourceFile): { data: number[] } {
  const tokens =
    file.kind === 'policy' ? policyTokens(file) : file.kind === 'compose' ? composeTokens(file) : []
  return { data: encode(file, tokens) }
}

function policyTokens(file: SourceFile): Token[] {
  return file.source.documents.flatMap((document) => {
    const model = policyModel(document)
    const root = document.contents
    const rules = entriesOf(nodeAt(root, ['spec', 'mcp', 'arguments'])).map(({ name, key }) => ({
      value: name,
      node: key,
    }))
    return [
      ...whole(model.name ? [model.name] : [], 'class', ['declaration']),
      ...model.allowedDomains.flatMap((spot) => hostTokens(spot, ['readonly'])),
      ...model.deniedDomains.flatMap((spot) => hostTokens(spot, ['deprecated'])),
      ...model.allowedLocal.flatMap((spot) => hostTokens(spot, ['readonly'])),
      ...whole(model.allowedKeys, 'variable', ['readonly']),
      ...whole(model.bindings, 'variable', []),
      ...number(model.maxExpirationHours),
      ...model.allowedTools.flatMap((spot) => toolTokens(spot, ['readonly'])),
      ...model.deniedTools.flatMap((spot) => toolTokens(spot, ['deprecated'])),
      ...rules.flatMap((spot) => toolTokens(spot, [])),
    ]
  })
}

function composeTokens(file: SourceFile): Token[] {
  const model = composeModel(file.source)
  const servers = [...model.servers.values()].map(({ name, key }) => ({ value: name, node: key }))
  return [
    ...whole(model.field ? [{ value: '', node: model.field }] : [], 'keyword', []),
    ...whole(model.policies, 'class', []),
    ...[...model.services.values()].flatMap(({ policies }) => whole(policies, 'class', [])),
    ...whole(model.governed ?? [], 'namespace', []),
    ...whole(model.exempt, 'namespace', ['deprecated']),
    ...whole(servers, 'namespace', ['declaration']),
  ]
}

function whole(spots: readonly Spot[], type: TokenType, modifiers: TokenModifier[]): Token[] {
  return spots.map(({ node }) => ({ ...contentOf(node), type, modifiers }))
}

/** The host apart from its star and its port. */
function hostTokens({ value, node }: Spot, modifiers: TokenModifier[]): Token[] {
  if (!parseDomainPattern(value).ok || !isVerbatim(node, value)) return []
  const { start, end } = contentOf(node)
  if (value === '*') return [{ start, end, type: 'operator', modifiers }]
  const star = value.startsWith('*.') ? 1 : 0
  const port = /:\d+$/.exec(value)
  const hostEnd = port ? start + port.index : end
  return [
    ...(star ? [{ start, end: start + 1, type: 'operator' as const, modifiers }] : []),
    { start: start + star, end: hostEnd, type: 'namespace', modifiers },
    ...(port ? [{ start: hostEnd + 1, end, type: 'number' as const, modifiers }] : []),
  ]
}

/** The server apart from the tool. */
function toolTokens({ value, node }: Spot, modifiers: TokenModifier[]): Token[] {
  const { start, end } = contentOf(node)
  const slash = value.indexOf('/')
  if (slash <= 0 || !isVerbatim(node, value)) return [{ start, end, type: 'function', modifiers }]
  return [
    { start, end: start + slash, type: 'namespace', modifiers },
    { start: start + slash + 1, end, type: 'function', modifiers },
  ]
}

function number(node: Scalar | undefined): Token[] {
  return node ? [{ ...contentOf(node), type: 'number', modifiers: [] }] : []
}

/** Whether the text stands in the file letter for letter: no escapes, no folding. */
function isVerbatim(node: Node, value: string): boolean {
  const { start, end } = contentOf(node as Scalar)
  return isScalar(node) && end - start === value.length
}

function encode(file: SourceFile, tokens: Token[]): number[] {
  const data: number[] = []
  let [line, character] = [0, 0]
  let previousEnd = -1
  for (const token of tokens.sort((a, b) => a.start - b.start)) {
    const range = file.source.rangeBetween(token.start, token.end)
    const length = range.end.character - range.start.character
    if (range.start.line !== range.end.line || length <= 0 || token.start < previousEnd) continue
    previousEnd = token.end
    const deltaLine = range.start.line - line
    const deltaCharacter =
      deltaLine === 0 ? range.start.character - character : range.start.character
    const modifiers = token.modifiers.reduce(
      (bits, name) => bits | (1 << tokenModifiers.indexOf(name)),
      0,
    )
    data.push(deltaLine, deltaCharacter, length, tokenTypes.indexOf(token.type), modifiers)
    line = range.start.line
    character = range.start.character
  }
  return data
}
