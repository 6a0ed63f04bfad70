import { readFileSync } from 'node:fs'

interface Schema {
  $ref?: string
  oneOf?: Schema[]
  anyOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  definitions?: Record<string, Schema>
}

/**
 * The Compose specification's schema as the plugin itself carries it, word for word: so a newer plugin brings the
 * settings that it knows.
 */
export function specificationIn(plugin: string): Schema | undefined {
  const program = readFileSync(plugin)
  const mark = program.indexOf('"compose_spec.json"')
  if (mark === -1) return undefined
  const start = program.lastIndexOf('{', mark)
  const text = program.subarray(start, start + 400_000).toString('latin1')
  return JSON.parse(text.slice(0, endOfObject(text)))
}

function endOfObject(text: string): number {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (sign === '"') {
      for (at += 1; text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1
    } else if (sign === '{') depth += 1
    else if (sign === '}') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return text.length
}

/** Path of every setting that a schema knows; `*` stands for a name that its user chooses. */
export function settingsIn(schema: Schema): Set<string> {
  const found = new Set<string>()
  const walk = (node: Schema, path: readonly string[], within: readonly string[]): void => {
    if (node.$ref !== undefined) {
      const name = node.$ref.split('/').at(-1) ?? ''
      const target = schema.definitions?.[name]
      if (target && !within.includes(name)) walk(target, path, [...within, name])
      return
    }
    for (const one of [...(node.oneOf ?? []), ...(node.anyOf ?? []), ...(node.allOf ?? [])])
      walk(one, path, within)
    if (node.items) walk(node.items, path, within)
    for (const [key, value] of Object.entries(node.properties ?? {})) {
      found.add([...path, key].join('.'))
      walk(value, [...path, key], within)
    }
    const named = Object.entries(node.patternProperties ?? {}).filter(
      ([key]) => !key.startsWith('^x-'),
    )
    for (const [, value] of named) walk(value, [...path, '*'], within)
    if (typeof node.additionalProperties === 'object')
      walk(node.additionalProperties, [...path, '*'], within)
  }
  walk(schema, [], [])
  return found
}
