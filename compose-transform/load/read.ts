import { type Alias, isAlias, isMap, isScalar, isSeq, type Node as YamlNode } from 'yaml'
import { yamlParser } from '../../policy/yaml-parser.ts'
import { fail } from './failure.ts'
import {
  goFloat,
  type Mapping,
  type Node,
  type Place,
  type ScalarValue,
  type Source,
} from './node.ts'
import { resolvePlain } from './scalar.ts'

/** One document of a file, with the paths at which it says `!reset` or `!override`. */
export interface ReadDocument {
  root: Mapping
  resets: { path: string[]; place: Place }[]
}

/** Compose gives up beyond this many nodes; so do we, before an alias bomb costs memory. */
const mostNodes = 100_000
const mostExpanded = 400_000

const parse = yamlParser({
  schema: 'failsafe',
  uniqueKeys: false,
  prettyErrors: false,
  strict: true,
  logLevel: 'silent',
})

/**
 * Reads every document of a YAML (or JSON) text. Throws a located LoadFailure for what is not YAML, for a
 * key that is given twice, for keys that are no strings and for aliases that run wild.
 */
export function readDocuments(source: Source): ReadDocument[] {
  refuseStrangeCharacters(source)
  // A lone carriage return ends a line for Compose; for others it could hide one behind a comment.
  const parsed = parse(source.text.replaceAll(/\r(?!\n)/g, '\n'))
  const documents: ReadDocument[] = []
  for (const document of parsed) {
    const [problem] = document.errors
    if (problem) {
      const [start, end] = problem.pos
      fail('yaml', `This is not valid YAML: ${problem.message}.`, { source, start, end })
    }
    const { explicit, version } = document.directives?.yaml ?? {}
    if (explicit && version !== '1.1') {
      fail('yaml', `Compose reads YAML 1.1 and refuses %YAML ${version}.`, startOf(source))
    }
    const reader = new Reader(source)
    const place = startOf(source)
    const root = document.contents ? reader.read(document.contents, []) : undefined
    if (root?.kind !== 'map') {
      fail('yaml', 'A Compose file must be a mapping at its top level.', root?.place ?? place)
    }
    documents.push({ root, resets: reader.resets })
  }
  return documents
}

/** Characters that the reader of Compose refuses, and line breaks of its own that are none to other readers. */
const strange =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u2028\u2029\uFFFE\uFFFF]|(?<!^)\uFEFF/

function refuseStrangeCharacters(source: Source): void {
  const found = strange.exec(source.text)
  if (!found) return
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  const place = { source, start: found.index, end: found.index + 1 }
  fail('yaml', `The character U+${code} cannot stand here: write it as "\\u${code}".`, place)
}

function startOf(source: Source): Place {
  return { source, start: 0, end: 0 }
}

class Reader {
  readonly resets: { path: string[]; place: Place }[] = []
  private readonly source: Source
  private readonly anchors = new Map<string, YamlNode>()
  /** What each alias stood for where it was written: its anchor may be given again before it is used once more. */
  private readonly targets = new Map<YamlNode, YamlNode>()
  private readonly open = new Set<YamlNode>()
  private visited = 0
  private expanded = 0
  private depth = 0

  constructor(source: Source) {
    this.source = source
  }

  /** The node, or undefined when it says `!reset`. */
  read(node: YamlNode, path: string[]): Node | undefined {
    const place = this.place(node)
    if (this.depth === 0 && ++this.visited > mostNodes) {
      fail('yaml', `This file has more than ${mostNodes} values, which Compose refuses.`, place)
    }
    if (++this.expanded > mostExpanded) {
      fail('yaml', `The aliases of this file expand to more than ${mostExpanded} values.`, place)
    }
    if (isAlias(node)) return this.alias(node, path, place)
    this.takeAnchor(node)
    if (node.tag === '!reset') {
      this.resets.push({ path: withoutMerge(path), place })
      return undefined
    }
    if (node.tag === '!override') this.resets.push({ path: withoutMerge(path), place })
    if (isScalar(node)) return { kind: 'scalar', value: this.value(node, place), place }
    this.open.add(node)
    const result = isSeq(node)
      ? this.sequence(node.items as YamlNode[], path, place)
      : this.map(node, path, place)
    this.open.delete(node)
    return result
  }

  private takeAnchor(node: YamlNode): void {
    const { anchor } = node as { anchor?: string }
    if (anchor && this.depth === 0) this.anchors.set(anchor, node)
  }

  private targetOf(alias: Alias, place: Place): YamlNode {
    const target = this.targets.get(alias) ?? this.anchors.get(alias.source)
    if (!target) fail('yaml', `There is no anchor &${alias.source} before this alias.`, place)
    this.targets.set(alias, target)
    return target
  }

  private alias(alias: Alias, path: string[], place: Place): Node | undefined {
    const target = this.targetOf(alias, place)
    if (this.open.has(target)) fail('yaml', `The alias *${alias.source} contains itself.`, place)
    this.depth++
    const node = this.read(target, path)
    this.depth--
    return node
  }

  private sequence(items: readonly YamlNode[], path: string[], place: Place): Node {
    const read: Node[] = []
    items.forEach((item, index) => {
      const node = this.read(item, [...path, String(index)])
      if (node) read.push(node)
    })
    return { kind: 'list', items: read, place }
  }

  private map(node: YamlNode, path: string[], place: Place): Node {
    const entries = new Map<string, Node>()
    const seen = new Map<string, Place>()
    const merges: Node[] = []
    const pairs = isMap(node) ? node.items : []
    for (const pair of pairs) {
      const keyNode = pair.key as YamlNode
      const keyPlace = this.place(keyNode)
      const key = this.key(keyNode, keyPlace)
      if (seen.has(key)) fail('duplicate-key', `The key "${key}" is given twice.`, keyPlace)
      seen.set(key, keyPlace)
      const isMerge = key === '<<' && isScalar(keyNode) && isMergeKey(keyNode)
      const value = pair.value
        ? this.read(pair.value as YamlNode, [...path, key])
        : emptyValue(keyPlace)
      if (!value) continue
      if (isMerge) {
        merges.push(...this.mergeSources(value))
        continue
      }
      value.key = keyPlace
      entries.set(key, value)
    }
    for (const merged of merges) {
      if (merged.kind !== 'map') fail('yaml', 'Only mappings can be merged with <<.', merged.place)
      for (const [key, value] of merged.entries) if (!entries.has(key)) entries.set(key, value)
    }
    return { kind: 'map', entries, place }
  }

  private mergeSources(value: Node): Node[] {
    return value.kind === 'list' ? value.items : [value]
  }

  private key(node: YamlNode, place: Place): string {
    if (isAlias(node)) return this.key(this.targetOf(node, place), place)
    if (!isScalar(node)) fail('yaml', 'A key must be a string.', place)
    this.takeAnchor(node)
    const value = this.value(node, place)
    if (typeof value === 'string' && !this.isFloat(node)) return value
    return fail('yaml', `The key ${String(value)} must be a string: put it in quotes.`, place)
  }

  /** Whether the scalar was a float as it was written, which no key may be. */
  private isFloat({ value, type }: { value: unknown; type?: string | undefined }): boolean {
    return type === 'PLAIN' && 'isFloat' in resolvePlain(String(value))
  }

  private value(
    node: { value: unknown; type?: string | undefined; tag?: string | undefined },
    place: Place,
  ): ScalarValue {
    // The reader gives the tag !!merge a value of its own.
    const text = typeof node.value === 'symbol' ? '<<' : String(node.value ?? '')
    switch (node.tag) {
      case undefined:
      case '':
      case '!':
        break
      case 'tag:yaml.org,2002:str':
      case 'tag:yaml.org,2002:merge':
        return text
      case 'tag:yaml.org,2002:int':
      case 'tag:yaml.org,2002:float':
      case 'tag:yaml.org,2002:bool':
      case 'tag:yaml.org,2002:null':
        return this.tagged(text, node.tag.slice('tag:yaml.org,2002:'.length), place)
      default:
        if (node.tag.startsWith('tag:yaml.org,2002:')) {
          fail('yaml', `The tag ${node.tag} has no meaning in a Compose file.`, place)
        }
        return text
    }
    return node.type === 'PLAIN' || node.type === undefined ? this.plain(text, place) : text
  }

  /** A value with a tag that names its type has to be of that type; a whole number is a float as well. */
  private tagged(text: string, wanted: string, place: Place): ScalarValue {
    const resolved = resolvePlain(text)
    const type = 'value' in resolved ? typeOf(resolved.value, resolved.isFloat) : 'timestamp'
    if (type !== wanted && !(type === 'int' && wanted === 'float')) {
      fail('yaml', `"${text}" is tagged !!${wanted}, and YAML reads it as !!${type}.`, place)
    }
    return this.plain(text, place)
  }

  private plain(text: string, place: Place): ScalarValue {
    const resolved = resolvePlain(text)
    if ('value' in resolved) {
      const { value, isFloat } = resolved
      // A large float without a fraction looks like a whole number here, and to Compose it does not: `1e6` is the text
      // 1e+06 wherever it takes texts. Where it takes numbers, nobody writes one so, and the schema refuses it.
      const isLarge = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) >= 1e6
      return isFloat && isLarge ? goFloat(value) : value
    }
    return fail(
      'yaml',
      `YAML reads ${resolved.date} as a date, which no Compose setting takes: put it in quotes.`,
      place,
    )
  }

  private place(node: YamlNode): Place {
    const [start, end] = node.range ?? [0, 0]
    return { source: this.source, start, end }
  }
}

function isMergeKey(node: { type?: string | undefined; tag?: string | undefined }): boolean {
  return node.tag === 'tag:yaml.org,2002:merge' || (node.type === 'PLAIN' && !node.tag)
}

function emptyValue(place: Place): Node {
  return { kind: 'scalar', value: null, place }
}

function withoutMerge(path: string[]): string[] {
  const first = path.indexOf('<<')
  return first < 0 ? path : path.filter((_, index) => index !== first)
}

/** How YAML names the type of a plain value. */
function typeOf(value: ScalarValue, isFloat: boolean | undefined): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  return isFloat ? 'float' : 'int'
}
