import { isAlias, type Node, type Scalar } from 'yaml'
import { walkNodes } from '../../policy/yaml-source.ts'
import type { Project } from '../project.ts'
import { type ComposeModel, composeModel, fieldName } from './compose.ts'
import type { SourceFile } from './file.ts'
import { entriesOf, nodeAt, type Place, placeAt } from './place.ts'
import { policyModel } from './policy.ts'

/** Something that has a name in more than one place. */
export type Named =
  | { kind: 'anchor'; name: string; target: Node }
  | { kind: 'service'; name: string; compose: SourceFile }
  | { kind: 'server'; name: string }
  | { kind: 'key'; name: string }
  | { kind: 'tool'; name: string }
  | { kind: 'policy'; path: string }
  | { kind: 'policy-name'; name: string }

/** One place where it is named. */
export interface Occurrence {
  file: SourceFile
  start: number
  end: number
  /** Where it is made, as against used. */
  definition: boolean
}

/** What is named at an offset. */
export function namedAt(file: SourceFile, offset: number, project: Project): Named | undefined {
  const place = placeAt(file.source, offset)
  if (!place) return undefined
  const anchor = anchorAt(file, place)
  if (anchor) return anchor
  if (file.kind === 'policy') return namedInPolicy(place, offset)
  return file.kind === 'compose' ? namedInCompose(file, place, project) : undefined
}

function anchorAt(file: SourceFile, place: Place): Named | undefined {
  if (!isAlias(place.node)) return undefined
  const target = file.source.resolve(place.node)
  return target ? { kind: 'anchor', name: place.node.source, target } : undefined
}

function namedInPolicy(place: Place, offset: number): Named | undefined {
  const value = scalarText(place.node)
  if (value === undefined) return undefined
  const [top, section, field, entry] = place.path
  if (top === 'metadata' && section === 'name' && place.role === 'value')
    return { kind: 'policy-name', name: value }
  if (top !== 'spec' || place.path.length !== 4) return undefined
  if (section === 'credentials' && (field === 'allowedKeys' || field === 'bindings')) {
    const onName = field === 'allowedKeys' ? place.role === 'value' : place.role === 'key'
    return onName
      ? { kind: 'key', name: String(field === 'allowedKeys' ? value : entry) }
      : undefined
  }
  if (section !== 'mcp' || (field === 'arguments') !== (place.role === 'key')) return undefined
  const slash = value.indexOf('/')
  const within = offset - contentStart(place.node as Scalar)
  if (slash > 0 && within <= slash) return { kind: 'server', name: value.slice(0, slash) }
  return { kind: 'tool', name: value }
}

function namedInCompose(file: SourceFile, place: Place, project: Project): Named | undefined {
  const start = place.node.range?.[0]
  const reference = project.references(file).find(({ spot }) => spot.node.range?.[0] === start)
  if (reference)
    return reference.target === undefined ? undefined : { kind: 'policy', path: reference.target }
  const model = composeModel(file.source)
  const value = scalarText(place.node)
  const [top, name, field] = place.path
  if (top === 'services' && typeof name === 'string') {
    if (place.path.length === 2 && place.role === 'key')
      return { kind: 'service', name, compose: file }
    if (field !== 'environment') return undefined
    const variable = model.services
      .get(name)
      ?.environment.find(({ node }) => node.range?.[0] === start)
    return variable ? { kind: 'key', name: variable.value } : undefined
  }
  if (top !== fieldName || value === undefined) return undefined
  if (isServerKey(place)) return { kind: 'server', name: value }
  return servicesNamed(model).some((spot) => spot.node.range?.[0] === start)
    ? { kind: 'service', name: value, compose: file }
    : undefined
}

function isServerKey({ path, role }: Place): boolean {
  return role === 'key' && path.length === 4 && path[1] === 'mcp' && path[2] === 'servers'
}

function servicesNamed(model: ComposeModel) {
  return [
    ...(model.governed ?? []),
    ...model.exempt,
    ...model.exceptions.flatMap(({ service }) => service ?? []),
    ...[...model.servers.values()].flatMap(({ service }) => service ?? []),
  ]
}

/** Every place where something is named, in the file itself and in those that it works with. */
export async function occurrencesOf(
  named: Named,
  file: SourceFile,
  project: Project,
): Promise<Occurrence[]> {
  if (named.kind === 'anchor') return anchorOccurrences(named, file)
  if (named.kind === 'policy') return policyOccurrences(named.path, project)
  if (named.kind === 'policy-name') {
    const uses = await policyOccurrences(file.path, project)
    return uses.length > 0 ? uses : []
  }
  const { policies, composes } = await partners(file, project)
  switch (named.kind) {
    case 'service':
      return [
        ...serviceOccurrences(named.name, named.compose),
        ...policies.flatMap((policy) => localOccurrences(named.name, policy)),
      ]
    case 'server':
      return [
        ...composes.flatMap((compose) => serverOccurrences(named.name, compose)),
        ...policies.flatMap((policy) =>
          toolOccurrences(policy, (tool) => tool.startsWith(`${named.name}/`), named.name.length),
        ),
      ]
    case 'key':
      return [
        ...policies.flatMap((policy) => keyOccurrences(named.name, policy)),
        ...composes.flatMap((compose) => variableOccurrences(named.name, compose)),
      ]
    case 'tool':
      return policies.flatMap((policy) => toolOccurrences(policy, (tool) => tool === named.name))
  }
}

/** The policies and Compose files that go together with a file, itself included. */
async function partners(file: SourceFile, project: Project) {
  if (file.kind === 'compose') {
    const targets = [...new Set(project.references(file).flatMap(({ target }) => target ?? []))]
    const read = await Promise.all(targets.map((target) => project.read(target)))
    return {
      composes: [file],
      policies: read.filter((policy) => policy !== undefined) as SourceFile[],
    }
  }
  const users = await project.referencesTo(file.path)
  return { policies: [file], composes: [...new Set(users.map(({ compose }) => compose))] }
}

function anchorOccurrences(named: Named & { kind: 'anchor' }, file: SourceFile): Occurrence[] {
  const found: Occurrence[] = []
  const { source, text } = file
  const targetStart = named.target.range?.[0] ?? 0
  const anchorStart = text.lastIndexOf(`&${named.name}`, targetStart)
  if (anchorStart >= 0)
    found.push({
      file,
      start: anchorStart + 1,
      end: anchorStart + 1 + named.name.length,
      definition: true,
    })
  for (const document of source.documents) {
    walkNodes(document.contents, (node) => {
      if (!isAlias(node) || source.resolve(node) !== named.target || !node.range) return
      found.push({
        file,
        start: node.range[0] + 1,
        end: node.range[0] + 1 + named.name.length,
        definition: false,
      })
    })
  }
  return found
}

async function policyOccurrences(path: string, project: Project): Promise<Occurrence[]> {
  const policy = await project.read(path)
  const name = policy && policyModel(policy.source.documents[0]).name
  const uses = await project.referencesTo(path)
  return [
    ...(policy ? [{ file: policy, ...contentOf(name?.node), definition: true }] : []),
    ...uses.map(({ compose, spot }) => ({
      file: compose,
      ...contentOf(spot.node),
      definition: false,
    })),
  ]
}

function serviceOccurrences(name: string, compose: SourceFile): Occurrence[] {
  const model = composeModel(compose.source)
  const service = model.services.get(name)
  return [
    ...(service ? [{ file: compose, ...contentOf(service.key), definition: true }] : []),
    ...servicesNamed(model)
      .filter(({ value }) => value === name)
      .map(({ node }) => ({ file: compose, ...contentOf(node), definition: false })),
  ]
}

function localOccurrences(name: string, policy: SourceFile): Occurrence[] {
  return policyModel(policy.source.documents[0])
    .allowedLocal.filter(({ value }) => value.startsWith(`${name}:`))
    .map(({ node }) => {
      const start = contentStart(node)
      return { file: policy, start, end: start + name.length, definition: false }
    })
}

function serverOccurrences(name: string, compose: SourceFile): Occurrence[] {
  const server = composeModel(compose.source).servers.get(name)
  return server ? [{ file: compose, ...contentOf(server.key), definition: true }] : []
}

function keyOccurrences(name: string, policy: SourceFile): Occurrence[] {
  const model = policyModel(policy.source.documents[0])
  const places = (spots: { value: string; node: Scalar }[], definition: boolean) =>
    spots
      .filter(({ value }) => value === name)
      .map(({ node }) => ({ file: policy, ...contentOf(node), definition }))
  return [...places(model.allowedKeys, true), ...places(model.bindings, false)]
}

function variableOccurrences(name: string, compose: SourceFile): Occurrence[] {
  return [...composeModel(compose.source).services.values()].flatMap(({ environment }) =>
    environment
      .filter(({ value }) => value === name)
      .map(({ start, end }) => ({ file: compose, start, end, definition: false })),
  )
}

function toolOccurrences(
  policy: SourceFile,
  wanted: (tool: string) => boolean,
  length?: number,
): Occurrence[] {
  const document = policy.source.documents[0]
  const model = policyModel(document)
  const rules = entriesOf(nodeAt(document?.contents, ['spec', 'mcp', 'arguments'])).map(
    ({ name, key }) => ({
      value: name,
      node: key,
    }),
  )
  const places = (spots: { value: string; node: Scalar }[], definition: boolean) =>
    spots
      .filter(({ value }) => wanted(value))
      .map(({ node }) => {
        const { start, end } = contentOf(node)
        return { file: policy, start, end: length === undefined ? end : start + length, definition }
      })
  return [
    ...places(model.allowedTools, true),
    ...places(model.deniedTools, true),
    ...places(rules, false),
  ]
}

/** Offsets of a scalar's text, without its quotes. */
export function contentOf(node: Scalar | undefined): { start: number; end: number } {
  const [start, end] = node?.range ?? [0, 0]
  const quoted = node?.type === 'QUOTE_DOUBLE' || node?.type === 'QUOTE_SINGLE'
  return quoted && end - start >= 2 ? { start: start + 1, end: end - 1 } : { start, end }
}

function contentStart(node: Scalar): number {
  return contentOf(node).start
}

function scalarText(node: Node): string | undefined {
  const value = (node as Scalar).value
  return typeof value === 'string' ? value : undefined
}
