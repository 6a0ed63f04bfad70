/** What looks a variable up; undefined means that it is not set. */
export type Lookup = (name: string) => string | undefined

/** The text asks for something that interpolation cannot give. The message is for people. */
export class TemplateError extends Error {}

const pattern =
  /\$(?:(?<escaped>\$)|(?<named>[_a-z][_a-z0-9]*)|\{(?:(?<braced>[_a-z][_a-z0-9]*(?::?[-+?][^\n]*)?)\}|(?<invalid>)))/gi

const operators = [':?', '?', ':-', '-', ':+', '+'] as const
type Operator = (typeof operators)[number]

export interface Substitution {
  text: string
  /** Variables that were looked up, in order, each once. */
  references: string[]
  /** Those among them that had no value and no default. */
  unset: string[]
}

/**
 * Interpolates `$V`, `${V}`, `${V:-d}`, `${V-d}`, `${V:?e}`, `${V?e}`, `${V:+r}`, `${V+r}`, nested in each
 * other, and `$$`, with the corner cases of Compose: the first operator in the text counts, names ignore
 * case in their first character class, and text behind a closed brace is interpolated on its own.
 */
export function substitute(text: string, lookup: Lookup): Substitution {
  const references = new Set<string>()
  const unset = new Set<string>()
  const find = (name: string) => {
    references.add(name)
    return lookup(name)
  }
  const result = { text: expand(text, text, find, unset), references: [...references], unset: [] }
  return { ...result, unset: [...unset] }
}

function expand(text: string, whole: string, find: Lookup, unset: Set<string>): string {
  if (!text.includes('$')) return text
  return text.replace(pattern, (match) => expandMatch(match, whole, find, unset))
}

function expandMatch(match: string, whole: string, find: Lookup, unset: Set<string>): string {
  const closing = closingBrace(match)
  const head = closing < 0 ? match : match.slice(0, closing + 1)
  const rest = closing < 0 ? '' : match.slice(closing + 1)
  pattern.lastIndex = 0
  const groups = pattern.exec(head)?.groups ?? {}
  pattern.lastIndex = 0
  if (groups.escaped) return '$'
  if (groups.braced) {
    const operator = firstOperator(match)
    if (operator && groups.braced.includes(operator)) {
      return applyOperator(groups.braced, operator, find, unset) + expand(rest, rest, find, unset)
    }
  }
  const name = groups.named || groups.braced
  if (!name) {
    throw new TemplateError(
      `"${whole}" has a $ that starts no variable. Write $$ where a plain $ is meant.`,
    )
  }
  const value = find(name)
  if (value === undefined) unset.add(name)
  return value ?? ''
}

function applyOperator(body: string, operator: Operator, find: Lookup, unset: Set<string>): string {
  const cut = body.indexOf(operator)
  const name = body.slice(0, cut)
  const argument = body.slice(cut + operator.length)
  const value = find(name)
  const present = value !== undefined && !(operator.startsWith(':') && value === '')
  switch (operator) {
    case ':-':
    case '-':
      return present ? value : expand(argument, argument, find, unset)
    case ':+':
    case '+':
      return present ? expand(argument, argument, find, unset) : (value ?? '')
    default: {
      if (present) return value
      const reason = expand(argument, argument, find, unset)
      throw new TemplateError(`The variable ${name} is required${reason ? `: ${reason}` : '.'}`)
    }
  }
}

function firstOperator(text: string): Operator | undefined {
  let found: Operator | undefined
  let first = Number.POSITIVE_INFINITY
  for (const operator of operators) {
    const at = text.indexOf(operator)
    if (at >= 0 && at < first) {
      first = at
      found = operator
    }
  }
  return found
}

/** Where the brace that the match opens is closed; -1 when it opens none. */
function closingBrace(text: string): number {
  let open = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '}' && --open === 0) return at
    if (text[at] === '{') {
      open++
      at++
    }
  }
  return -1
}
