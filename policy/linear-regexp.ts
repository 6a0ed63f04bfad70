/**
 * Regular expressions that take linear time, for patterns from a policy run over texts from an agent.
 * A backtracking engine can be made to hang by either; this one walks all alternatives at once (Thompson's construction),
 * so a match costs at most the size of the pattern times the length of the text.
 *
 * The syntax and meaning are JavaScript's in Unicode mode, without what cannot be had in linear time: look-around and back references.
 */
export interface LinearRegExp {
  /** Whether the pattern matches somewhere in the text. Texts over the limit match nothing: see `withinLimit`. */
  test(text: string): boolean
  /** Whether the text is short enough for a verdict within milliseconds. */
  withinLimit(text: string): boolean
}

export type LinearRegExpResult =
  | { readonly ok: true; readonly pattern: LinearRegExp }
  | { readonly ok: false; readonly problem: string }

type Node =
  | { kind: 'character'; matches: (character: string) => boolean }
  | { kind: 'assertion'; holds: (before: string, after: string) => boolean }
  | { kind: 'sequence' | 'choice'; parts: Node[] }
  | { kind: 'repeat'; part: Node; minimum: number; maximum: number }

type Instruction =
  | { op: 'character'; matches: (character: string) => boolean }
  | { op: 'assertion'; holds: (before: string, after: string) => boolean }
  | { op: 'fork'; targets: number[] }
  | { op: 'match' }

const maximumSource = 1000
const maximumProgram = 2000
const maximumSteps = 4_000_000

/**
 * Compiles a pattern.
 *
 * @returns the reason when it is refused, in words that follow "because".
 */
export function compileLinearRegExp(source: string): LinearRegExpResult {
  if (source.length > maximumSource) {
    return { ok: false, problem: `it is longer than ${maximumSource} characters` }
  }
  try {
    new RegExp(source, 'u')
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return { ok: false, problem: text.replace(/^Invalid regular expression: /, '') }
  }
  try {
    const program = assemble(new Parser(source).parse())
    return { ok: true, pattern: runner(program) }
  } catch (error) {
    if (error instanceof UnsupportedError) return { ok: false, problem: error.message }
    throw error
  }
}

class UnsupportedError extends Error {}

/** Reads a source that the runtime's own parser has accepted, so it need not report mistakes. */
class Parser {
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  parse(): Node {
    return this.#choice()
  }

  #choice(): Node {
    const parts = [this.#sequence()]
    while (this.#take('|')) parts.push(this.#sequence())
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'choice', parts }
  }

  #sequence(): Node {
    const parts: Node[] = []
    while (this.#at < this.#source.length && !'|)'.includes(this.#peek())) {
      parts.push(this.#quantified(this.#atom()))
    }
    return { kind: 'sequence', parts }
  }

  #quantified(part: Node): Node {
    const match = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(this.#source.slice(this.#at))
    if (match === null) return part
    this.#at += match[0].length
    const [text, least, comma, most] = match
    if (least === undefined) {
      const minimum = text.startsWith('+') ? 1 : 0
      return { kind: 'repeat', part, minimum, maximum: text.startsWith('?') ? 1 : Infinity }
    }
    const minimum = Number(least)
    const maximum = comma === '' ? minimum : most === '' ? Infinity : Number(most)
    return { kind: 'repeat', part, minimum, maximum }
  }

  #atom(): Node {
    const character = this.#peek()
    if (character === '(') return this.#group()
    if (character === '[') return this.#set()
    if (character === '\\') return this.#escape()
    this.#at += character.length
    if (character === '^') return assertion((before) => before === '')
    if (character === '$') return assertion((_, after) => after === '')
    if (character === '.') return native('.')
    return { kind: 'character', matches: (other) => other === character }
  }

  #group(): Node {
    const [head] = /^\((?:\?(?::|<(?![=!])[^>]*>))?/.exec(this.#source.slice(this.#at)) ?? ['(']
    this.#at += head.length
    if (this.#peek() === '?') {
      throw new UnsupportedError('look-around and flags within a pattern are not supported')
    }
    const inside = this.#choice()
    this.#at++
    return inside
  }

  #set(): Node {
    const start = this.#at++
    while (this.#peek() !== ']') this.#at += this.#peek() === '\\' ? 2 : this.#peek().length
    this.#at++
    return native(this.#source.slice(start, this.#at))
  }

  #escape(): Node {
    const rest = this.#source.slice(this.#at)
    if (/^\\(?:[1-9]|k<)/.test(rest)) {
      throw new UnsupportedError('back references are not supported')
    }
    const [text] = escapeForm.exec(rest) ?? [rest.slice(0, 2)]
    this.#at += text.length
    if (text === '\\b') return assertion((before, after) => isWord(before) !== isWord(after))
    if (text === '\\B') return assertion((before, after) => isWord(before) === isWord(after))
    return native(text)
  }

  #peek(): string {
    const point = this.#source.codePointAt(this.#at)
    return point === undefined ? '' : String.fromCodePoint(point)
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false
    this.#at += character.length
    return true
  }
}

const escapeForm =
  /^\\(?:u\{[0-9a-fA-F]+\}|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\})/

/** One character by the runtime's own engine: over a single character there is nothing to backtrack. */
function native(source: string): Node {
  const pattern = new RegExp(`^(?:${source})$`, 'u')
  return { kind: 'character', matches: (character) => pattern.test(character) }
}

function assertion(holds: (before: string, after: string) => boolean): Node {
  return { kind: 'assertion', holds }
}

function isWord(character: string): boolean {
  return /^[A-Za-z0-9_]$/.test(character)
}

function assemble(root: Node): readonly Instruction[] {
  const program: Instruction[] = []
  emit(root, program)
  push(program, { op: 'match' })
  return program
}

function push(program: Instruction[], instruction: Instruction): number {
  if (program.length >= maximumProgram) {
    throw new UnsupportedError('its repetitions make it too large')
  }
  return program.push(instruction) - 1
}

function emit(node: Node, program: Instruction[]): void {
  switch (node.kind) {
    case 'character':
      push(program, { op: 'character', matches: node.matches })
      return
    case 'assertion':
      push(program, { op: 'assertion', holds: node.holds })
      return
    case 'sequence':
      for (const part of node.parts) emit(part, program)
      return
    case 'choice':
      emitChoice(node.parts, program)
      return
    case 'repeat':
      emitRepeat(node, program)
  }
}

function emitChoice(parts: readonly Node[], program: Instruction[]): void {
  const fork: number[] = []
  push(program, { op: 'fork', targets: fork })
  const exits: number[][] = []
  for (const part of parts) {
    fork.push(program.length)
    emit(part, program)
    const exit: number[] = []
    push(program, { op: 'fork', targets: exit })
    exits.push(exit)
  }
  for (const exit of exits) exit.push(program.length)
}

function emitRepeat(node: Extract<Node, { kind: 'repeat' }>, program: Instruction[]): void {
  for (let count = 0; count < node.minimum; count++) {
    const before = program.length
    emit(node.part, program)
    if (program.length === before) break
  }
  if (node.maximum === Infinity) {
    const loop: number[] = []
    const start = push(program, { op: 'fork', targets: loop })
    loop.push(program.length)
    emit(node.part, program)
    push(program, { op: 'fork', targets: [start] })
    loop.push(program.length)
    return
  }
  const skips: number[][] = []
  for (let count = node.minimum; count < node.maximum; count++) {
    const skip: number[] = []
    push(program, { op: 'fork', targets: skip })
    skip.push(program.length)
    skips.push(skip)
    emit(node.part, program)
  }
  for (const skip of skips) skip.push(program.length)
}

function runner(program: readonly Instruction[]): LinearRegExp {
  const withinLimit = (text: string) => text.length * program.length <= maximumSteps
  return { withinLimit, test: (text) => withinLimit(text) && run(program, text) }
}

/** Walks the text once with the set of all instructions that could come next. */
function run(program: readonly Instruction[], text: string): boolean {
  const characters = [...text]
  const seen = new Int32Array(program.length).fill(-1)
  let current: number[] = []
  for (let position = 0; position <= characters.length; position++) {
    const before = characters[position - 1] ?? ''
    const character = characters[position] ?? ''
    // A match may begin anywhere: the first instruction joins at every position.
    const reached = follow(program, [...current, 0], before, character, seen, position)
    if (reached === 'match') return true
    current = []
    for (const index of reached) {
      const instruction = program[index]
      if (character !== '' && instruction?.op === 'character' && instruction.matches(character)) {
        current.push(index + 1)
      }
    }
  }
  return false
}

/** All character instructions that can be reached without taking a character; `match` when the end can be. */
function follow(
  program: readonly Instruction[],
  pending: number[],
  before: string,
  after: string,
  seen: Int32Array,
  position: number,
): number[] | 'match' {
  const reached: number[] = []
  while (pending.length > 0) {
    const index = pending.pop() ?? 0
    if (seen[index] === position) continue
    seen[index] = position
    const instruction = program[index]
    if (instruction?.op === 'match') return 'match'
    if (instruction?.op === 'character') reached.push(index)
    if (instruction?.op === 'fork') pending.push(...instruction.targets)
    if (instruction?.op === 'assertion' && instruction.holds(before, after)) pending.push(index + 1)
  }
  return reached
}
