import { type Lookup, substitute, TemplateError } from './template.ts'

/** An env file that cannot be read; the message names the line. */
export class DotenvError extends Error {}

const blank = /[\t\v\f\r \u0085\u00A0]/
const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
}

/**
 * Parses an env file as Compose does: `export`, `KEY=value` and `KEY: value`, single and double quotes over
 * several lines, comments behind a blank, interpolation outside single quotes, and a bare `KEY` that takes
 * its value from outside. `outer` wins over what the file set before.
 */
export function parseDotenv(
  text: string,
  outer: Lookup,
  known: Map<string, string> = new Map(),
): Map<string, string> {
  const parser = new DotenvParser(text.replace(/^\uFEFF/, ''), outer, known)
  parser.run()
  return known
}

class DotenvParser {
  private readonly text: string
  private readonly outer: Lookup
  private readonly values: Map<string, string>
  private at = 0

  constructor(text: string, outer: Lookup, values: Map<string, string>) {
    this.text = text
    this.outer = outer
    this.values = values
  }

  run(): void {
    while (this.skipToStatement()) {
      const { key, inherited } = this.key()
      if (key.includes(' ')) this.fail(`the name "${key}" has a space in it`)
      if (inherited) {
        const value = this.outer(key)
        if (value !== undefined) this.values.set(key, value)
        continue
      }
      this.values.set(key, this.value())
    }
  }

  private skipToStatement(): boolean {
    while (this.at < this.text.length) {
      const char = this.text[this.at] ?? ''
      if (/\s|\u0085/u.test(char)) this.at++
      else if (char === '#') {
        const end = this.text.indexOf('\n', this.at)
        this.at = end < 0 ? this.text.length : end
      } else return true
    }
    return false
  }

  private key(): { key: string; inherited: boolean } {
    const exported = /^export\s+/.exec(this.text.slice(this.at, this.at + 64))
    if (exported) {
      this.at += 'export'.length
      this.skipBlanks()
    }
    const start = this.at
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at] ?? ''
      if (char === '=' || char === ':' || char === '\n') {
        const key = this.text.slice(start, this.at).trimEnd()
        this.at++
        this.skipBlanks()
        return { key, inherited: char === '\n' }
      }
      if (!blank.test(char) && !/[_.\-[\]\p{L}\p{N}]/u.test(char)) {
        const line = this.text.slice(start).split('\n', 1)[0]
        this.fail(
          `unexpected character ${JSON.stringify(char)} in the name ${JSON.stringify(line)}`,
        )
      }
    }
    if (start === this.text.length) this.fail('nothing follows export')
    // The last line holds a name and no line break: Compose takes it for the value of an empty name.
    this.at = start
    return { key: '', inherited: false }
  }

  private value(): string {
    const quote = this.text[this.at]
    return quote === '"' || quote === "'" ? this.quoted(quote) : this.unquoted()
  }

  private unquoted(): string {
    const end = this.text.indexOf('\n', this.at)
    const line = this.text.slice(this.at, end < 0 ? this.text.length : end)
    const comment = line.indexOf(' #')
    const value = this.expand((comment < 0 ? line : line.slice(0, comment)).trimEnd())
    this.at = end < 0 ? this.text.length : end + 1
    return value
  }

  private quoted(quote: string): string {
    const start = this.at
    let value = ''
    for (this.at++; this.at < this.text.length; this.at++) {
      const char = this.text[this.at] ?? ''
      const next = this.text[this.at + 1]
      if (char === quote) {
        this.at++
        return quote === '"' ? this.expand(expandEscapes(value)) : value
      }
      if (char === '\\' && next !== undefined) {
        value += next === quote ? quote : `\\${next}`
        this.at++
      } else value += char
    }
    this.at = start
    return this.fail('a quoted value is not closed')
  }

  private expand(value: string): string {
    try {
      return substitute(value, (name) => this.outer(name) ?? this.values.get(name)).text
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      return this.fail(error.message.replace(/\.$/, ''))
    }
  }

  private skipBlanks(): void {
    while (this.at < this.text.length && blank.test(this.text[this.at] ?? '')) this.at++
  }

  private fail(reason: string): never {
    const line = this.text.slice(0, this.at).split('\n').length
    throw new DotenvError(`line ${line}: ${reason}`)
  }
}

function expandEscapes(text: string): string {
  return text.replace(/\\(?:([abcfnrtv$"\\])|0(\d{0,3}))/g, (match, letter, digits) => {
    if (letter === '$') return '$$'
    if (letter !== undefined) return escapes[letter as string] ?? match
    return /^[0-3][0-7]{2}$/.test(digits) ? String.fromCharCode(Number.parseInt(digits, 8)) : match
  })
}

/** An env file in the format `raw`: every line is KEY=value, taken as it stands and added to what is known. */
export function parseRawEnv(text: string, outer: Lookup, known: Map<string, string>): void {
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
    const trimmed = line.trimStart().replace(/\r$/, '')
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const cut = trimmed.indexOf('=')
    const key = cut < 0 ? trimmed : trimmed.slice(0, cut)
    if (key === '' || /[ \t]/.test(key)) throw new DotenvError(`"${key}" is no name of a variable`)
    const value = cut < 0 ? outer(key) : trimmed.slice(cut + 1)
    if (value !== undefined) known.set(key, value)
  }
}
