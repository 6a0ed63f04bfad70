import compose from '../../schemas/compose-extension.schema.json' with { type: 'json' }
import composeService from '../../schemas/compose-service-extension.schema.json' with {
  type: 'json',
}
import policy from '../../schemas/policy.schema.json' with { type: 'json' }
import type { Path } from './place.ts'

/** The part of JSON Schema that the schemas of this project use. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  description?: string
  default?: unknown
  const?: unknown
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  oneOf?: Schema[]
  anyOf?: Schema[]
  allOf?: Schema[]
  definitions?: Record<string, Schema>
}

export const policySchema: Schema = policy as Schema
export const extensionSchema: Schema = compose as Schema
export const serviceExtensionSchema: Schema = composeService as Schema

/** A key that may stand in a map. */
export interface KnownKey {
  name: string
  description: string | undefined
  schema: Schema[]
  required: boolean
}

/** Every schema that describes the value at a path: references followed, alternatives laid side by side. */
export function schemasAt(root: Schema, path: Path): Schema[] {
  let current = alternatives(root, root)
  for (const key of path) {
    current = current
      .flatMap((schema) => (typeof key === 'number' ? (schema.items ?? []) : childOf(schema, key)))
      .flatMap((schema) => alternatives(root, schema))
  }
  return current
}

/** The keys that a map at a path may have. */
export function keysAt(root: Schema, path: Path): KnownKey[] {
  const found = new Map<string, KnownKey>()
  for (const schema of schemasAt(root, path)) {
    for (const [name, child] of Object.entries(schema.properties ?? {})) {
      const key = found.get(name) ?? {
        name,
        description: undefined,
        schema: [],
        required: (schema.required ?? []).includes(name),
      }
      key.schema.push(...alternatives(root, child))
      key.description ??= child.description ?? describe(root, [child])
      found.set(name, key)
    }
  }
  return [...found.values()]
}

/** What the schema says about the value at a path, in words. */
export function descriptionAt(root: Schema, path: Path): string | undefined {
  const last = path.at(-1)
  if (typeof last === 'string') {
    const key = keysAt(root, path.slice(0, -1)).find(({ name }) => name === last)
    if (key) return key.description
  }
  return schemasAt(root, path).find((schema) => schema.description)?.description
}

/** What kinds of value a set of schemas admits. */
export function typesOf(schemas: readonly Schema[]): Set<string> {
  const types = new Set<string>()
  for (const schema of schemas) {
    for (const type of [schema.type ?? []].flat()) types.add(type)
    if (schema.properties) types.add('object')
    if (schema.items) types.add('array')
    for (const value of [
      ...(schema.enum ?? []),
      ...(schema.const === undefined ? [] : [schema.const]),
    ])
      types.add(typeof value)
  }
  return types
}

function describe(root: Schema, schemas: Schema[]): string | undefined {
  return schemas
    .flatMap((schema) => alternatives(root, schema))
    .find((schema) => schema.description)?.description
}

function childOf(schema: Schema, key: string): Schema[] {
  if (schema.properties && Object.hasOwn(schema.properties, key))
    return [schema.properties[key] as Schema]
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []
}

/** A schema with its references and alternatives resolved; depth is bounded by the schemas, which are ours. */
function alternatives(root: Schema, schema: Schema): Schema[] {
  const name = schema.$ref?.replace('#/definitions/', '')
  const referred = name === undefined ? undefined : root.definitions?.[name]
  if (referred) return alternatives(root, referred)
  const parts = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])]
  return [schema, ...parts.flatMap((part) => alternatives(root, part))]
}
