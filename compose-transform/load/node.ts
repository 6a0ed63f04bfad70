import type { Range } from '../../policy/finding.ts'

/** One text that was read, so that a place in it can be named. */
export interface Source {
  file: string
  text: string
  /** Offsets at which lines begin; worked out when first needed. */
  lines?: number[]
}

/** A stretch of a source, in UTF-16 offsets. */
export interface Place {
  source: Source
  start: number
  end: number
}

export type ScalarValue = string | number | bigint | boolean | null

/**
 * The tree that every phase works on: plain YAML data in which each value knows where it stood.
 * The loader owns and mutates it; from `Project` on it is only changed through a `Draft`.
 */
export interface Scalar {
  kind: 'scalar'
  value: ScalarValue
  place: Place
  key?: Place
  /** The value before interpolation, while that is still exactly its source. */
  template?: string
  /** Variables that went into the value; they stay with it through every rewriting of its form. */
  references?: readonly string[]
  /** YAML to print instead of the value; only for an alias of our own. */
  yaml?: string
  why?: string
}

export interface List {
  kind: 'list'
  items: Node[]
  place: Place
  key?: Place
  why?: string
}

export interface Mapping {
  kind: 'map'
  entries: Map<string, Node>
  place: Place
  key?: Place
  why?: string
  /** What hardening took away here, for the comments of the emitted file. */
  removed?: { key: string; why: string }[]
}

export type Node = Scalar | List | Mapping

/** Keys from the root; numbers are positions in a list. */
export type Path = readonly (string | number)[]

export function scalar(value: ScalarValue, place: Place, from?: Scalar): Scalar {
  const node: Scalar = { kind: 'scalar', value, place }
  if (from?.references) node.references = from.references
  return node
}

export function list(items: Node[], place: Place): List {
  return { kind: 'list', items, place }
}

export function mapping(entries: Iterable<readonly [string, Node]>, place: Place): Mapping {
  return { kind: 'map', entries: new Map(entries), place }
}

/** Plain data as a tree; everything in it stands at `place`. */
export function fromData(data: unknown, place: Place): Node {
  if (Array.isArray(data)) {
    return list(
      data.map((item) => fromData(item, place)),
      place,
    )
  }
  if (data instanceof Map) {
    return mapping(
      [...data].map(([key, value]) => [key, fromData(value, place)] as const),
      place,
    )
  }
  if (typeof data === 'object' && data !== null) {
    return mapping(
      Object.entries(data)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, fromData(value, place)] as const),
      place,
    )
  }
  return scalar(data as ScalarValue, place)
}

/** The tree as plain data. Maps become objects without a prototype, so that no key can be special. */
export function toData(node: Node): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(toData)
  const data: Record<string, unknown> = Object.create(null)
  for (const [key, value] of node.entries) data[key] = toData(value)
  return data
}

export function clone(node: Node): Node {
  if (node.kind === 'scalar') return { ...node }
  if (node.kind === 'list') return { ...node, items: node.items.map(clone) }
  const entries = new Map<string, Node>()
  for (const [key, value] of node.entries) entries.set(key, clone(value))
  return { ...node, entries }
}

/** The node at a path, or undefined. */
export function at(node: Node | undefined, ...path: (string | number)[]): Node | undefined {
  let here = node
  for (const step of path) {
    if (here?.kind === 'map') here = here.entries.get(String(step))
    else if (here?.kind === 'list' && typeof step === 'number') here = here.items[step]
    else return undefined
  }
  return here
}

export function mapAt(node: Node | undefined, ...path: (string | number)[]): Mapping | undefined {
  const found = at(node, ...path)
  return found?.kind === 'map' ? found : undefined
}

export function itemsAt(node: Node | undefined, ...path: (string | number)[]): readonly Node[] {
  const found = at(node, ...path)
  return found?.kind === 'list' ? found.items : []
}

export function entriesAt(
  node: Node | undefined,
  ...path: (string | number)[]
): readonly [string, Node][] {
  const found = at(node, ...path)
  return found?.kind === 'map' ? [...found.entries] : []
}

/** The text of a scalar as Compose would write it, or undefined for null and for containers. */
export function textOf(node: Node | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined
  return goText(node.value)
}

export function textAt(node: Node | undefined, ...path: (string | number)[]): string | undefined {
  return textOf(at(node, ...path))
}

/** A scalar the way Go prints it (`%v`): that is how Compose turns numbers into strings. */
export function goText(value: ScalarValue): string {
  if (value === null) return '<nil>'
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return goFloat(value)
  return Object.is(value, -0) ? '0' : String(value)
}

/** A float the way Go prints it: with a power of ten from a million on, and below a ten-thousandth. */
export function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const [digits = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 6) return String(value)
  const size = String(Math.abs(exponent)).padStart(2, '0')
  return `${digits}e${exponent < 0 ? '-' : '+'}${size}`
}

/** Whether a switch is on. Values have been cast by then, so anything but true is off. */
export function isOn(node: Node | undefined): boolean {
  return node?.kind === 'scalar' && (node.value === true || node.value === 'true')
}

/** Whether a mount says that it cannot be written to. */
export function isReadOnly(mount: Node): boolean {
  return mount.kind === 'map' && isOn(mount.entries.get('read_only'))
}

/** A place as a range of the Language Server Protocol. */
export function rangeOf(place: Place): Range {
  return {
    start: positionOf(place.source, place.start),
    end: positionOf(place.source, place.end),
  }
}

function positionOf(source: Source, offset: number) {
  source.lines ??= lineStarts(source.text)
  const { lines } = source
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lines[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low, character: offset - (lines[low] ?? 0) }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Where a value is best pointed at: its key, when it has one. */
export function spot(node: Node): Place {
  return node.key ?? node.place
}
