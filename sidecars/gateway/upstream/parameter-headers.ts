import { ExactNumber, isObject, type Json } from '../json.ts'

/** Parameters of a tool that are repeated in headers `Mcp-Param-…` (MCP 2026-07-28, `x-mcp-header`). */
export type ParameterHeaders = readonly {
  header: string
  path: readonly string[]
  isInteger: boolean
}[]

const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/
const DEPTH = 16

/** Reads them from a tool's input schema: properties of properties, and nothing else. */
export function parameterHeaders(schema: Json | undefined): ParameterHeaders {
  const found: { header: string; path: string[]; isInteger: boolean }[] = []
  const visit = (node: Json | undefined, path: string[]): void => {
    const properties = isObject(node) ? node.get('properties') : undefined
    if (!isObject(properties) || path.length >= DEPTH) return
    for (const [name, property] of properties) {
      if (!isObject(property)) continue
      const header = property.get('x-mcp-header')
      const own = [...path, name]
      if (typeof header === 'string' && HEADER.test(header)) {
        found.push({ header, path: own, isInteger: property.get('type') === 'integer' })
      }
      visit(property, own)
    }
  }
  visit(schema, [])
  return found
}

/** The value at a path, as a header says it; undefined where there is none that a header can say. */
export function valueAt(value: Json | undefined, path: readonly string[]): string | undefined {
  let at = value
  for (const key of path) {
    if (!isObject(at)) return undefined
    at = at.get(key)
  }
  if (at instanceof ExactNumber) return at.text
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean'
    ? String(at)
    : undefined
}
