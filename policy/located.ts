import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import type { Finding, Range } from './finding.ts'
import { keyOf, type YamlSource } from './yaml-source.ts'

export type Path = readonly (string | number)[]

/** Plain data that remembers where each part stands. */
export interface Located {
  readonly value: unknown
  /** Absent for a value that the text leaves out, as after `key:`. */
  readonly node: Node | undefined
  /** The key under which the value stands, when it stands in a map. */
  readonly key: Node | undefined
  /** Members of a map by name, items of a list by index. */
  readonly children: ReadonlyMap<string, Located>
}

/** What the text means as plain data, and what is wrong with it that is no matter of the schema. */
export interface LocatedTree {
  readonly root: Located
  readonly findings: readonly Finding[]
  /** Offsets of aliases that were taken for text; the parser's own errors there say nothing new. */
  readonly mendedAliases: ReadonlySet<number>
}

/** No policy has as many parts; an alias bomb has. */
const maximumParts = 100_000

const none: ReadonlyMap<string, Located> = new Map()

/**
 * Turns a parsed document into plain data with positions. Aliases and merge keys are followed; a star that YAML reads
 * as an alias, though it was meant as a wildcard, becomes the text that was meant, so that everything else can still be checked.
 */
export function locateDocument(
  source: YamlSource,
  contents: Node | null,
  file: string,
): LocatedTree {
  const reader = new Reader(source, file)
  const root = reader.read(contents, undefined)
  return { root, findings: reader.findings, mendedAliases: reader.mendedAliases }
}

class Reader {
  readonly findings: Finding[] = []
  readonly mendedAliases = new Set<number>()
  readonly #source: YamlSource
  readonly #file: string
  readonly #open = new Set<Node>()
  #parts = 0

  constructor(source: YamlSource, file: string) {
    this.#source = source
    this.#file = file
  }

  read(node: Node | null | undefined, key: Node | undefined, inList = false): Located {
    this.#parts++
    if (!node || this.#parts > maximumParts) {
      if (node && this.#parts === maximumParts + 1) {
        this.#report('yaml-syntax', node, 'the aliases of this file expand to too many values')
      }
      return { value: null, node: node ?? undefined, key, children: none }
    }
    if (isAlias(node)) return this.#alias(node, key, inList)
    if (isScalar(node)) return { value: plain(node), node, key, children: none }
    if (this.#open.has(node)) {
      this.#report('yaml-syntax', node, 'this value contains itself through an alias')
      return { value: null, node, key, children: none }
    }
    this.#open.add(node)
    const children = isMap(node) ? this.#members(node) : this.#items(node)
    this.#open.delete(node)
    const value = isMap(node)
      ? Object.fromEntries([...children].map(([name, child]) => [name, child.value]))
      : [...children.values()].map((child) => child.value)
    return { value, node, key, children }
  }

  #alias(alias: Alias, key: Node | undefined, inList: boolean): Located {
    const target = this.#source.resolve(alias)
    if (target) return { ...this.read(target, key), key }
    const [start = 0, end = 0] = alias.range ?? []
    const text = this.#source.text.slice(start, end)
    this.mendedAliases.add(start)
    if (inList || text === '*' || /^\*[.:/]/.test(text)) {
      const quoted = JSON.stringify(text)
      const range = this.#source.rangeBetween(start, end)
      this.findings.push({
        rule: 'unquoted-wildcard',
        severity: 'error',
        message: `YAML reads an unquoted ${text} as a reference to an anchor, not as a wildcard; write ${quoted}`,
        file: this.#file,
        range,
        help: 'Put the wildcard in quotes.',
        fix: { title: `Write ${quoted}`, edits: [{ range, newText: quoted }] },
      })
    } else {
      this.#report('yaml-syntax', alias, `there is no anchor &${alias.source} before this alias`)
    }
    return { value: text, node: alias, key, children: none }
  }

  #members(map: YAMLMap): ReadonlyMap<string, Located> {
    const members = new Map<string, Located>()
    const merged = new Map<string, Located>()
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      if (isMergeKey(pair.key)) {
        for (const [name, member] of this.#merge(pair.value)) {
          if (!merged.has(name)) merged.set(name, member)
        }
        continue
      }
      const name = keyOf(pair)
      if (name === undefined) {
        this.#report('yaml-syntax', pair.key, 'a key has to be plain text')
        continue
      }
      const earlier = members.get(name)?.key
      if (earlier) this.#duplicate(name, earlier, pair.key)
      members.set(name, this.read(pair.value, pair.key))
    }
    for (const [name, member] of merged) if (!members.has(name)) members.set(name, member)
    return members
  }

  /** The maps of a merge key; where several have a member, the first counts. */
  #merge(value: Node | null): Iterable<[string, Located]> {
    const target = isAlias(value) ? this.#source.resolve(value) : value
    const { children, node } = this.read(value, undefined)
    if (isMap(target)) return children
    if (!isSeq(target)) {
      if (node) this.#report('yaml-syntax', node, 'a merge key << takes a map or a list of maps')
      return []
    }
    const all = new Map<string, Located>()
    for (const item of children.values()) {
      for (const [name, member] of item.children) if (!all.has(name)) all.set(name, member)
    }
    return all
  }

  #items(node: Node): ReadonlyMap<string, Located> {
    if (!isSeq(node)) return none
    return new Map(
      node.items.map((item, index) => [
        String(index),
        this.read(item as Node | null, undefined, true),
      ]),
    )
  }

  #duplicate(name: string, earlier: Node, later: Node): void {
    const first = this.#source.rangeOf(earlier)
    this.#report(
      'duplicate-key',
      later,
      `the key '${name}' stands here twice; readers disagree on which one counts`,
      {
        help: 'Keep one of the two, with everything that belongs to it.',
        ...(first && {
          related: [{ message: `'${name}' stands here first`, file: this.#file, range: first }],
        }),
      },
    )
  }

  #report(rule: string, node: Node, message: string, more: Partial<Finding> = {}): void {
    const range = this.#source.rangeOf(node) ?? this.#source.rangeBetween(0, 0)
    this.findings.push({ rule, severity: 'error', message, file: this.#file, range, ...more })
  }
}

/** The part at a path; undefined when there is none. */
export function partAt(root: Located, path: Path): Located | undefined {
  let part: Located | undefined = root
  for (const segment of path) part = part?.children.get(String(segment))
  return part
}

/** The range of the value at a path, or of the key where the value is left out, or of the nearest thing above that exists. */
export function rangeAt(source: YamlSource, root: Located, path: Path): Range {
  let part = root
  let complete = true
  for (const segment of path) {
    const child = part.children.get(String(segment))
    if (child === undefined) {
      complete = false
      break
    }
    part = child
  }
  const value = complete && !isEmpty(part.node) ? part.node : undefined
  const place = value ?? part.key ?? firstKey(part.node) ?? part.node
  return source.rangeOf(place) ?? source.rangeBetween(0, 0)
}

/** The range of the key at a path; where there is none, of the first key of the map that stands there, or of the value. */
export function keyRangeAt(source: YamlSource, root: Located, path: Path): Range {
  const part = partAt(root, path)
  const place = part?.key ?? firstKey(part?.node)
  return source.rangeOf(place) ?? rangeAt(source, root, path)
}

function isEmpty(node: Node | undefined): boolean {
  return node === undefined || !node.range || node.range[0] === node.range[1]
}

function firstKey(node: Node | undefined): Node | undefined {
  return isMap(node) ? (node.items[0]?.key as Node | undefined) : undefined
}

function isMergeKey(key: Node | null): boolean {
  return isScalar(key) && typeof key.value === 'symbol'
}

/** Text, number, boolean or null; whatever else a tag made of a scalar is taken as its text. */
function plain({ value, source }: Scalar): unknown {
  const kinds = ['string', 'number', 'boolean', 'undefined']
  if (value === null || kinds.includes(typeof value)) return value ?? null
  return source ?? String(value)
}
