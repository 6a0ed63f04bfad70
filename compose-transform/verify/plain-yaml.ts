/** Text that is not written in the plain way that this reader knows; the message names the line. */
export class NotPlain extends Error {}

type Value = null | boolean | number | string | Value[] | Map<string, Value>

/**
 * Reads YAML that is written plainly: block mappings and lists, flow collections on one line, literal blocks, quoted
 * texts as JSON has them, anchors, and `<<` of one alias. Every reader of YAML agrees on that much. Whatever could be
 * read in two ways (`yes`, `0777`, `22:22`, a tag, a tab, a folded block, a text over several lines, a key given twice)
 * throws, so a file that this takes means to Docker what it means here. It shares nothing with the loader or `emit/`.
 */
export function readPlainYaml(text: string): Value {
  return new PlainReader(text).document()
}

const key =
  /^(?:("(?:[^"\\]|\\.)*")|'([^']*)'|([A-Za-z0-9_./~^(+\\$<-](?:[^:#]|:(?! |$)|(?<! )#)*)):(?= |$)/
const anchored = /^&([A-Za-z0-9_-]+)(?: |$)/
const decimal = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?$/
const dottedQuad = /^[0-9]+(?:\.[0-9]+){3}$/
const plain = /^[A-Za-z0-9_./~^(+\\$-][\x20-\x7E]*$/
/** A number with other signs, in another base, a date: a number to one reader, a text to the next. */
const doubtful = [
  /^[-+]?[.0-9][-+.:_,0-9eE]*$/,
  /^[-+]?0[xXbBoO][0-9a-fA-F_]*$/,
  /^[0-9]{4}-[0-9]{1,2}-[-0-9TtZz:. +]*$/,
]
const argued = /^(?:y|n|yes|no|on|off|true|false|null|~|=|<<|[-+]?\.(?:inf|nan))$/i

class PlainReader {
  private readonly lines: string[]
  private at = 0
  private readonly anchors = new Map<string, Value>()

  constructor(text: string) {
    this.lines = text.split('\n')
  }

  document(): Value {
    const indent = this.skipToContent()
    if (indent === undefined) return null
    const line = this.lines[this.at] ?? ''
    if (/^[[{]/.test(line)) {
      this.at++
      const value = new Flow(line, (what) => this.refuse(what)).whole()
      if (this.skipToContent() !== undefined) this.refuse('it goes on after its end')
      return value
    }
    const value = this.block(indent)
    if (this.skipToContent() !== undefined) this.refuse('a line is indented less than its own')
    return value
  }

  /** Goes to the next line that says something; gives its indentation, or undefined at the end. */
  private skipToContent(): number | undefined {
    for (; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at] ?? ''
      const indent = line.search(/[^ ]/)
      if (indent < 0 || line[indent] === '#') continue
      if (/^(?:---|\.\.\.|%)/.test(line)) this.refuse('there is more than one document')
      return indent
    }
    return undefined
  }

  private block(indent: number): Value {
    return /^-(?: |$)/.test((this.lines[this.at] ?? '').slice(indent))
      ? this.list(indent)
      : this.mapping(indent, new Map())
  }

  private list(indent: number): Value {
    const items: Value[] = []
    while (this.skipToContent() === indent) {
      const line = this.lines[this.at] ?? ''
      const rest = line.slice(indent)
      if (!/^-(?: |$)/.test(rest)) break
      const inner = rest.slice(1).search(/[^ ]/)
      if (inner >= 0 && key.test(rest.slice(1 + inner))) {
        // `- key: value`: the dash counts as indentation of the mapping that it begins.
        const deeper = indent + 1 + inner
        this.lines[this.at] = ' '.repeat(deeper) + line.slice(deeper)
        items.push(this.mapping(deeper, new Map()))
      } else {
        items.push(this.value(rest.slice(1).trimStart(), indent))
      }
    }
    return items
  }

  private mapping(indent: number, entries: Map<string, Value>): Map<string, Value> {
    let merged: Value | undefined
    while (this.skipToContent() === indent) {
      const rest = (this.lines[this.at] ?? '').slice(indent)
      const match = key.exec(rest)
      if (!match) this.refuse('this is no plain key')
      const name = this.keyText(match)
      const after = rest.slice(match[0].length).trimStart()
      if (match[3] === '<<') {
        if (merged !== undefined || !after.startsWith('*')) this.refuse('<< merges one alias')
        merged = this.value(after, indent)
        continue
      }
      if (entries.has(name)) this.refuse(`the key ${name} is given twice`)
      entries.set(name, this.value(after, indent))
    }
    if (merged === undefined) return entries
    if (!(merged instanceof Map)) this.refuse('<< merges no mapping')
    return new Map([...merged, ...entries])
  }

  private keyText([, double, single, bare = '']: RegExpExecArray): string {
    if (double !== undefined) return this.json(double)
    if (single !== undefined) return single
    if (bare !== '<<' && typeof this.plainValue(bare) !== 'string')
      this.refuse('this key is no text')
    return bare
  }

  /** What stands after a key's colon or a dash; `rest` is the remainder of the current line. */
  private value(given: string, indent: number): Value {
    let rest = given
    const anchor = anchored.exec(rest)
    if (anchor) rest = rest.slice(anchor[0].length).trimStart()
    let value: Value
    const literal = /^\|(-?)(?: +#.*)?$/.exec(rest)
    if (rest === '' || rest.startsWith('#')) value = this.nested(indent)
    else if (literal) value = this.literal(indent, literal[1] === '-')
    else {
      value = this.inline(rest)
      this.at++
    }
    if (anchor?.[1] !== undefined) this.anchors.set(anchor[1], value)
    return value
  }

  private nested(indent: number): Value {
    this.at++
    const next = this.skipToContent()
    return next !== undefined && next > indent ? this.block(next) : null
  }

  private literal(indent: number, stripped: boolean): string {
    this.at++
    const body: string[] = []
    let depth: number | undefined
    for (; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at] ?? ''
      const own = line.search(/[^ ]/)
      if (own < 0) {
        if (line !== '' && depth === undefined) this.refuse('a literal block begins with blanks')
        body.push(line.slice(depth ?? 0))
        continue
      }
      if (own <= indent || (depth !== undefined && own < depth)) break
      depth ??= own
      body.push(line.slice(depth))
    }
    while (body.at(-1) === '') body.pop()
    return body.join('\n') + (stripped || body.length === 0 ? '' : '\n')
  }

  private inline(rest: string): Value {
    const [first] = rest
    if (first === '[' || first === '{') return new Flow(rest, (what) => this.refuse(what)).whole()
    if (first === '"' || first === "'") {
      const match = /^(?:("(?:[^"\\]|\\.)*")|'([^']*)')(?: +#.*)?$/.exec(rest)
      if (!match) this.refuse('this is no quoted text on one line')
      return match[1] === undefined ? (match[2] ?? '') : this.json(match[1])
    }
    const comment = rest.search(/ +#/)
    const bare = comment < 0 ? rest : rest.slice(0, comment)
    if (first === '*') {
      const target = this.anchors.get(bare.slice(1))
      if (target === undefined) this.refuse(`there is no anchor for ${bare}`)
      return target
    }
    return this.plainValue(bare)
  }

  private plainValue(bare: string): Value {
    const value = plainScalar(bare)
    if (value === undefined) this.refuse(`${bare} could be read in two ways`)
    return value
  }

  private json(quoted: string): string {
    return fromJson(quoted) ?? this.refuse('a quoted text has an escape that JSON has not')
  }

  private refuse(what: string): never {
    throw new NotPlain(`line ${this.at + 1}: ${what}`)
  }
}

/** A collection on one line, nested as deep as it likes. */
class Flow {
  private at = 0
  private readonly text: string
  private readonly refuse: (what: string) => never

  constructor(text: string, refuse: (what: string) => never) {
    this.text = text
    this.refuse = refuse
  }

  whole(): Value {
    const value = this.value()
    if (!/^(?: +#.*| *)$/.test(this.text.slice(this.at)))
      this.refuse('a bracket is followed by more')
    return value
  }

  private value(): Value {
    this.blanks()
    if (this.take('[')) return this.items()
    if (this.take('{')) return this.entries()
    return this.scalar(/[^[\]{},:"'&*?|<>=!%@`#][^[\]{},:"'&*?|<>=!%@`#]*/y)
  }

  private items(): Value[] {
    const items: Value[] = []
    while (!this.closes(']')) {
      items.push(this.value())
      this.next(']')
    }
    return items
  }

  private entries(): Map<string, Value> {
    const entries = new Map<string, Value>()
    while (!this.closes('}')) {
      this.blanks()
      const name = this.scalar(/[^[\]{},:"'&*?|<>=!%@`#]+/y)
      if (typeof name !== 'string') this.refuse('a key in brackets is no text')
      if (!this.take(':')) this.refuse('a key in brackets has no colon')
      if (entries.has(name)) this.refuse(`the key ${name} is given twice`)
      entries.set(name, this.value())
      this.next('}')
    }
    return entries
  }

  private scalar(bare: RegExp): Value {
    const quoted = this.match(/"(?:[^"\\]|\\.)*"/y)
    if (quoted !== undefined) return fromJson(quoted) ?? this.refuse('an escape that JSON has not')
    const single = this.match(/'[^']*'/y)
    if (single !== undefined) return single.slice(1, -1)
    const word = this.match(bare)?.trimEnd() ?? this.refuse('a value is missing in brackets')
    const value = plainScalar(word)
    if (value === undefined) this.refuse(`${word} could be read in two ways`)
    return value
  }

  private closes(bracket: string): boolean {
    this.blanks()
    return this.take(bracket)
  }

  /** Past the comma after an item, or up to the bracket that ends the collection. */
  private next(bracket: string): void {
    this.blanks()
    if (!this.take(',') && this.text[this.at] !== bracket) this.refuse('a bracket is not closed')
  }

  private take(sign: string): boolean {
    if (this.text[this.at] !== sign) return false
    this.at++
    return true
  }

  private blanks(): void {
    while (this.text[this.at] === ' ') this.at++
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    this.at += found?.length ?? 0
    return found
  }
}

/** An unquoted scalar; undefined when readers of YAML do not agree on what it is. */
function plainScalar(bare: string): Value | undefined {
  if (bare === 'null') return null
  if (bare === 'true') return true
  if (bare === 'false') return false
  if (decimal.test(bare)) return Number.isFinite(Number(bare)) ? Number(bare) : undefined
  if (!plain.test(bare) || argued.test(bare) || bare.endsWith(':')) return undefined
  if (/: | #/.test(bare) || bare.endsWith(' ') || /^-(?: |$)/.test(bare)) return undefined
  if (doubtful.some((pattern) => pattern.test(bare)) && !dottedQuad.test(bare)) return undefined
  return bare
}

function fromJson(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return undefined
  }
}
