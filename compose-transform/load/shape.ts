import { closest } from './closest.ts'
import type { Mapping, Node } from './node.ts'

/** Told of everything in a tree that does not have the shape it should. */
export type Report = (rule: 'unknown-key' | 'type', message: string, node: Node) => void

/** What a value may look like; a description for people, and the check. */
export interface Shape {
  says: string
  fits(node: Node): boolean
  check(node: Node, path: string, report: Report): void
}

function shape(
  says: string,
  fits: Shape['fits'],
  below?: (node: Node, path: string, report: Report) => void,
): Shape {
  return {
    says,
    fits,
    check(node, path, report) {
      if (!fits(node)) report('type', `${path} must be ${says}.`, node)
      else below?.(node, path, report)
    },
  }
}

const isNull = (node: Node) => node.kind === 'scalar' && node.value === null
const typed = (node: Node, ...types: string[]) =>
  node.kind === 'scalar' && node.value !== null && types.includes(typeof node.value)

export const text = shape('a text', (node) => typed(node, 'string'))
export const numeric = shape('a number', (node) => typed(node, 'number', 'bigint', 'string'))
export const plainNumber = shape('a number', (node) => typed(node, 'number', 'bigint'))
export const whole = shape(
  'a whole number',
  (node) =>
    typed(node, 'bigint', 'string') ||
    (typed(node, 'number') && Number.isInteger(scalarValue(node))),
)
export const truth = shape('true or false', (node) => typed(node, 'boolean', 'string'))
export const plainTruth = shape('true or false', (node) => typed(node, 'boolean'))
export const truthOrText = shape('true, false or a text', (node) =>
  typed(node, 'boolean', 'string'),
)
export const anyScalar = shape('a text, a number or a switch', (node) =>
  typed(node, 'string', 'number', 'bigint', 'boolean'),
)
export const nothing = shape('empty', isNull)
export const anything = shape('anything', () => true)

/** A setting that is known and not taken, whatever its value; `why` follows its path. */
export function refused(why: string): Shape {
  return {
    says: 'left out',
    fits: () => true,
    check: (node, path, report) => report('unknown-key', `${path} ${why}`, node),
  }
}

function scalarValue(node: Node): unknown {
  return node.kind === 'scalar' ? node.value : undefined
}

export function oneOfWords(...words: string[]): Shape {
  return shape(
    `one of ${words.join(', ')}`,
    (node) => typed(node, 'string') && words.includes(String(scalarValue(node))),
  )
}

export function matching(says: string, pattern: RegExp): Shape {
  return shape(says, (node) => typed(node, 'string') && pattern.test(String(scalarValue(node))))
}

/** The first alternative that fits decides; what is wrong deeper down is told by it. */
export function either(...shapes: Shape[]): Shape {
  return shape(
    shapes.map((one) => one.says).join(' or '),
    (node) => shapes.some((one) => one.fits(node)),
    (node, path, report) => shapes.find((one) => one.fits(node))?.check(node, path, report),
  )
}

export function listOf(item: Shape, options: { unique?: boolean } = {}): Shape {
  return shape(
    'a list',
    (node) => node.kind === 'list',
    (node, path, report) => {
      if (node.kind !== 'list') return
      const seen = new Set<string>()
      node.items.forEach((entry, index) => {
        item.check(entry, `${path}[${index}]`, report)
        if (!options.unique || entry.kind !== 'scalar') return
        const identity = `${typeof entry.value}:${String(entry.value)}`
        if (seen.has(identity)) {
          report('type', `${path} names ${String(entry.value)} twice.`, entry)
        }
        seen.add(identity)
      })
    },
  )
}

/** A mapping whose keys are names that somebody chose. */
export function mapOf(value: Shape, keys?: RegExp): Shape {
  return shape(
    'a mapping',
    (node) => node.kind === 'map',
    (node, path, report) => {
      if (node.kind !== 'map') return
      for (const [key, entry] of node.entries) {
        if (keys && !keys.test(key)) {
          if (!key.startsWith('x-')) report('type', `${path} cannot hold "${key}".`, entry)
          continue
        }
        value.check(entry, `${path}.${key}`, report)
      }
    },
  )
}

export interface RecordOptions {
  required?: readonly string[]
  /** Whether x- keys are welcome; they are unless said otherwise. */
  extensions?: boolean
}

/** A mapping with known keys. An unknown key is reported with the nearest known one. */
export function record(
  keys: () => Readonly<Record<string, Shape>> | ReadonlyMap<string, Shape>,
  options: RecordOptions = {},
): Shape {
  let known: ReadonlyMap<string, Shape> | undefined
  return shape(
    'a mapping',
    (node) => node.kind === 'map',
    (node, path, report) => {
      const given = keys()
      known ??= given instanceof Map ? given : new Map(Object.entries(given))
      checkRecord(node as Mapping, path, report, known, options)
    },
  )
}

function checkRecord(
  node: Mapping,
  path: string,
  report: Report,
  known: ReadonlyMap<string, Shape>,
  options: RecordOptions,
): void {
  for (const [key, value] of node.entries) {
    const wanted = known.get(key)
    const here = path === '' ? key : `${path}.${key}`
    if (wanted) wanted.check(value, here, report)
    else if (!key.startsWith('x-') || options.extensions === false) {
      const near = closest(key, known.keys())
      const hint = near ? ` Did you mean "${near}"?` : ''
      report('unknown-key', `${path || 'A Compose file'} has no setting "${key}".${hint}`, value)
    }
  }
  for (const key of options.required ?? []) {
    if (!node.entries.has(key)) report('type', `${path} needs "${key}".`, node)
  }
}
