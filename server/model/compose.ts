import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml'
import type { YamlSource } from '../../policy/yaml-source.ts'
import { entriesOf, pairOf, scalarsOf } from './place.ts'

/** The name of the field, at the top level and on a service. */
export const fieldName = 'x-docker-ai-governance'

/** A text of the file with its place. */
export interface Spot {
  value: string
  node: Scalar
}

/** A variable of a service, with the part of the text that names it. */
export interface Variable extends Spot {
  /** Offsets of the name alone: in list form the node holds `NAME=value`. */
  start: number
  end: number
}

export interface ComposeService {
  name: string
  key: Scalar
  environment: Variable[]
  /** Container ports that the file speaks of. */
  ports: number[]
  image: string | undefined
  policies: Spot[]
}

export interface McpServer {
  name: string
  key: Scalar
  service: Spot | undefined
}

/** What this server needs to know of a Compose file, each thing with its place. */
export interface ComposeModel {
  services: ReadonlyMap<string, ComposeService>
  /** The key of the top-level field. */
  field: Scalar | undefined
  policies: Spot[]
  /** Names under `services` of the field; undefined: every service. */
  governed: Spot[] | undefined
  servers: ReadonlyMap<string, McpServer>
  exempt: Spot[]
  exceptions: { rule: Spot | undefined; service: Spot | undefined }[]
}

const known = new WeakMap<YamlSource, ComposeModel>()

/** The model of a Compose file, made once for a text. Works on half-written files: what is not there is absent. */
export function composeModel(source: YamlSource): ComposeModel {
  const present = known.get(source)
  if (present) return present
  const model = read(source)
  known.set(source, model)
  return model
}

function read(source: YamlSource): ComposeModel {
  const root = source.documents[0]?.contents
  const follow = (node: Node | null | undefined): Node | undefined =>
    (isAlias(node) ? source.resolve(node) : node) ?? undefined
  const field = pairOf(root, fieldName)
  const extension = follow(field?.value)
  const services = new Map<string, ComposeService>()
  for (const { name, key, value } of entriesOf(follow(pairOf(root, 'services')?.value))) {
    const service = follow(value)
    services.set(name, {
      name,
      key,
      environment: variablesOf(follow(pairOf(service, 'environment')?.value)),
      ports: [
        ...portsOf(follow(pairOf(service, 'expose')?.value)),
        ...portsOf(follow(pairOf(service, 'ports')?.value)),
      ],
      image: textOf(pairOf(service, 'image')?.value),
      policies: scalarsOf(
        follow(pairOf(follow(pairOf(service, fieldName)?.value), 'policy')?.value),
      ),
    })
  }
  const servers = new Map<string, McpServer>()
  const mcp = follow(pairOf(extension, 'mcp')?.value)
  for (const { name, key, value } of entriesOf(follow(pairOf(mcp, 'servers')?.value))) {
    servers.set(name, { name, key, service: spot(pairOf(follow(value), 'service')?.value) })
  }
  const governed = pairOf(extension, 'services')
  const exceptions = follow(pairOf(extension, 'exceptions')?.value)
  return {
    services,
    field: isScalar(field?.key) ? (field.key as Scalar) : undefined,
    policies: scalarsOf(follow(pairOf(extension, 'policy')?.value)),
    governed: governed ? scalarsOf(follow(governed.value)) : undefined,
    servers,
    exempt: entriesOf(follow(pairOf(extension, 'exempt')?.value)).map(({ name, key }) => ({
      value: name,
      node: key,
    })),
    exceptions: isSeq(exceptions)
      ? exceptions.items.map((item) => ({
          rule: spot(pairOf(item as Node, 'rule')?.value),
          service: spot(pairOf(item as Node, 'service')?.value),
        }))
      : [],
  }
}

/** Whether a service is under the file's policies. */
export function isGoverned(model: ComposeModel, service: string): boolean {
  if (model.services.get(service)?.policies.length) return true
  if (model.policies.length === 0 || model.exempt.some(({ value }) => value === service))
    return false
  return model.governed?.some(({ value }) => value === service) ?? true
}

function variablesOf(node: Node | undefined): Variable[] {
  if (isMap(node)) {
    return entriesOf(node).map(({ name, key }) => ({
      value: name,
      node: key,
      start: key.range?.[0] ?? 0,
      end: key.range?.[1] ?? 0,
    }))
  }
  return scalarsOf(node).map(({ value, node: scalar }) => {
    const name = value.split('=', 1)[0] ?? value
    const quote = scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE' ? 1 : 0
    const start = (scalar.range?.[0] ?? 0) + quote
    return { value: name, node: scalar, start, end: start + name.length }
  })
}

/** Container ports of `expose` and `ports`, short and long form; what is interpolated is not known. */
function portsOf(node: Node | undefined): number[] {
  if (!isSeq(node)) return []
  return node.items.flatMap((item) => {
    const value = isMap(item) ? pairOf(item as Node, 'target')?.value : item
    const text = isScalar(value) ? String(value.value) : ''
    const port = /(?:^|:)(\d{1,5})(?:\/\w+)?$/.exec(text)?.[1]
    return port === undefined ? [] : [Number(port)]
  })
}

function textOf(node: unknown): string | undefined {
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined
}

function spot(node: unknown): Spot | undefined {
  const value = textOf(node)
  return value === undefined ? undefined : { value, node: node as Scalar }
}
