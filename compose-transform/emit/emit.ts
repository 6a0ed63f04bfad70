import type { List, Mapping, Node, Path, Scalar } from '../load/node.ts'
import { blockHeader, fitsBlock, quote, writeScalar } from './scalar.ts'
import { shortForm } from './short-form.ts'

export interface EmitOptions {
  /** Lines for the top of the file, without the comment sign. */
  header: readonly string[]
  name: string
  /** The configuration document, and the anchor under which the sidecars take it. */
  configuration: { anchor: string; text: string }
  /** What many services have in common: written once at the top, and merged wherever all of it holds. */
  shared: readonly SharedBlock[]
  /** Whether a value stays a reference to variables instead of being pinned. */
  keepsReference(node: Scalar, path: Path): boolean
}

/** Settings that are written once, under an anchor. */
export interface SharedBlock {
  anchor: string
  /** What it is for. */
  why: string
  /** Whether it is part of a service or of its environment. */
  level: 'service' | 'environment'
  settings: Mapping
}

const widest = 80

/**
 * Writes the hardened model as one complete Compose file: in the order of the source, with a comment on every line
 * that hardening added or changed. The same model gives the same bytes.
 */
export function emit(model: Mapping, options: EmitOptions): string {
  const emitter = new Emitter(options)
  return emitter.file(model)
}

class Emitter {
  private readonly options: EmitOptions
  private readonly lines: string[] = []

  constructor(options: EmitOptions) {
    this.options = options
  }

  file(model: Mapping): string {
    for (const line of this.options.header) this.lines.push(`# ${line}`.trimEnd())
    this.lines.push('', `name: ${writeScalar(this.options.name)}`, '')
    const { anchor, text } = this.options.configuration
    this.lines.push('# What the sidecars are configured with. It holds no secret.')
    this.lines.push(`x-governance-configuration: &${anchor} |`)
    for (const line of text.split('\n')) this.lines.push(`  ${line.replaceAll('$', '$$$$')}`)
    for (const block of this.options.shared) {
      this.lines.push('', `# ${block.why}`, `x-${block.anchor}: &${block.anchor}`)
      const path = block.level === 'service' ? ['services', '*'] : ['services', '*', 'environment']
      for (const [key, value] of block.settings.entries) this.entry(key, value, 1, [...path, key])
    }
    for (const [section, node] of model.entries) {
      if (node.kind === 'map' && node.entries.size === 0 && !node.removed) continue
      this.lines.push('')
      this.entry(section, node, 0, [section], section === 'services')
    }
    return `${this.lines.join('\n')}\n`
  }

  private entry(key: string, node: Node, depth: number, path: Path, spaced = false): void {
    const indent = '  '.repeat(depth)
    const head = `${indent}${writeScalar(key) || '""'}:`
    this.value(head, node, depth, path, spaced)
  }

  /** Writes what follows `head`, which is a key with its colon or a dash. */
  private value(head: string, given: Node, depth: number, path: Path, spaced = false): void {
    const node = shortForm(given, path)
    const why = node.why ? ` # ${node.why}` : ''
    if (node.kind === 'scalar') {
      this.scalar(head, node, depth, path, why)
      return
    }
    const flow = this.flow(node, path)
    if (flow !== undefined && head.length + flow.length < widest + 10) {
      this.lines.push(`${head} ${flow}${why}`)
      return
    }
    // With nothing below it but comments it would be null, which Compose refuses in places.
    const nothing = node.kind === 'map' && node.entries.size === 0
    this.lines.push(`${head}${nothing ? ' {}' : ''}${why}`)
    if (node.kind === 'list') this.items(node, depth + 1, path)
    else this.entries(node, depth + 1, path, spaced)
  }

  private entries(node: Mapping, depth: number, path: Path, spaced: boolean): void {
    for (const { key, why } of node.removed ?? []) {
      if (!node.entries.has(key)) {
        this.lines.push(`${'  '.repeat(depth)}# ${printable(key)} is taken out: ${why}`)
      }
    }
    let first = true
    const block = this.merged(node, path)
    if (block) this.lines.push(`${'  '.repeat(depth)}<<: *${block.anchor}`)
    for (const [key, value] of node.entries) {
      if (block?.settings.entries.has(key)) continue
      if (spaced && !first) this.lines.push('')
      first = false
      this.entry(key, value, depth, [...path, key])
    }
  }

  /** The shared settings that all hold here, with these very values. */
  private merged(node: Mapping, path: Path): SharedBlock | undefined {
    if (path[0] !== 'services' || path[1] === '*') return undefined
    const level = path.length === 2 ? 'service' : 'environment'
    if (path.length !== 2 && !(path.length === 3 && path[2] === 'environment')) return undefined
    return this.options.shared.find(
      (block) =>
        block.level === level &&
        [...block.settings.entries].every(([key, value]) => equal(node.entries.get(key), value)),
    )
  }

  private items(node: List, depth: number, path: Path): void {
    const indent = '  '.repeat(depth)
    node.items.forEach((item, index) => {
      const here = [...path, index]
      const short = shortForm(item, here)
      if (short.kind !== 'map' || short.entries.size === 0) {
        this.value(`${indent}-`, item, depth, here)
        return
      }
      const flow = short.why ? undefined : this.flow(short, here)
      if (flow !== undefined && indent.length + flow.length < widest) {
        this.lines.push(`${indent}- ${flow}`)
        return
      }
      // `- key: value`: the first key shares the line with the dash.
      const start = this.lines.length
      this.entries(short, depth + 1, here, false)
      const first = this.lines.slice(start).findIndex((line) => !line.trimStart().startsWith('#'))
      const at = start + first
      this.lines[at] = `${indent}- ${(this.lines[at] ?? '').trimStart()}`
      if (short.why) this.lines.splice(start, 0, `${indent}# ${short.why}`)
    })
  }

  private scalar(head: string, node: Scalar, depth: number, path: Path, why: string): void {
    const text = this.text(node, path)
    if (typeof text === 'string' && fitsBlock(text) && node.yaml === undefined) {
      this.lines.push(`${head} ${blockHeader(text)}${why}`)
      const indent = '  '.repeat(depth + 1)
      const body = text.endsWith('\n') ? text.slice(0, -1) : text
      for (const line of body.split('\n')) this.lines.push(line === '' ? '' : `${indent}${line}`)
      return
    }
    const written = node.yaml ?? writeScalar(text)
    const shown = head.endsWith('-') && written === '' ? 'null' : written
    this.lines.push(`${head}${shown === '' ? '' : ` ${shown}`}${why}`)
  }

  /** A value as the text that stands in the file: `$` doubled, unless it is to be interpolated. */
  private text(node: Scalar, path: Path): Scalar['value'] {
    if (node.template !== undefined && this.options.keepsReference(node, path)) return node.template
    return typeof node.value === 'string' ? node.value.replaceAll('$', '$$$$') : node.value
  }

  /** A small collection on one line; undefined when it has to be spread out. */
  private flow(node: List | Mapping, path: Path): string | undefined {
    if (node.kind === 'list') {
      if (node.items.length === 0) return '[]'
      if (node.items.some((item) => item.why !== undefined)) return undefined
      const items = node.items.map((item, index) => this.flowScalar(item, [...path, index]))
      return items.includes(undefined) ? undefined : `[${items.join(', ')}]`
    }
    if (node.entries.size === 0) return node.removed ? undefined : '{}'
    if (node.removed || !flowing(path)) return undefined
    const parts: string[] = []
    for (const [key, value] of node.entries) {
      const text = this.flowScalar(value, [...path, key])
      if (text === undefined || value.why) return undefined
      parts.push(`${writeScalar(key, true)}: ${text}`)
    }
    return `{ ${parts.join(', ')} }`
  }

  private flowScalar(node: Node, path: Path): string | undefined {
    if (node.kind !== 'scalar' || node.yaml !== undefined) return undefined
    const value = this.text(node, path)
    if (typeof value === 'string' && value.includes('\n')) return undefined
    const written = writeScalar(value, true)
    if (
      typeof value === 'string' &&
      written === value &&
      path[0] === 'services' &&
      commandLike(path)
    ) {
      return quote(value)
    }
    return written
  }
}

/** Commands read best with every word in quotes. */
function commandLike(path: Path): boolean {
  return path.some((step) => step === 'command' || step === 'entrypoint' || step === 'test')
}

/** Small mappings that read well on one line. */
function flowing(path: Path): boolean {
  const [section, , key] = path
  if (section === 'services') {
    return (
      path.length >= 4 &&
      ['depends_on', 'networks', 'ports', 'secrets', 'configs', 'env_file', 'ulimits'].includes(
        String(key),
      )
    )
  }
  return section === 'networks' && path.length > 3
}

function printable(key: string): string {
  return key.replace(/[^\x20-\x7E]/g, '?')
}

/** Whether two values are the same and written out: a reference to a variable is equal to nothing. */
function equal(left: Node | undefined, right: Node): boolean {
  if (left?.kind !== right.kind) return false
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    return left.value === right.value && left.template === undefined && left.yaml === undefined
  }
  if (left.kind === 'list' && right.kind === 'list') {
    return (
      left.items.length === right.items.length &&
      left.items.every((item, index) => equal(item, right.items[index] as Node))
    )
  }
  if (left.kind !== 'map' || right.kind !== 'map') return false
  return (
    left.entries.size === right.entries.size &&
    [...right.entries].every(([key, value]) => equal(left.entries.get(key), value))
  )
}
