import { posix } from 'node:path'
import type { Finding } from '../../policy/finding.ts'
import { canonical } from './canonical.ts'
import { setDefaults } from './defaults.ts'
import { fail } from './failure.ts'
import type { FileAccess } from './files.ts'
import { mustRead } from './files.ts'
import { interpolate } from './interpolate.ts'
import { merge } from './merge.ts'
import {
  at,
  clone,
  entriesAt,
  goText,
  itemsAt,
  type List,
  type Mapping,
  mapAt,
  mapping,
  type Node,
  type Place,
  rangeOf,
  type Source,
  scalar,
  textAt,
  textOf,
} from './node.ts'
import { absolute, resolvePaths } from './paths.ts'
import { type ReadDocument, readDocuments } from './read.ts'
import { applyResets } from './resets.ts'
import { composeShape } from './schema.ts'
import { mergeEnvFiles, type Settings } from './settings.ts'
import { unique } from './unique.ts'

export const fieldName = 'x-docker-ai-governance'

/** One place at which the project asks for governance. */
export interface GovernanceField {
  node: Node
  /** What relative paths in it start from. */
  directory: string
  /** The services it speaks of when it names none: undefined is all of them. */
  scope: Set<string> | undefined
  /** Whether it stands in the files that the caller named, rather than in an included one. */
  main: boolean
}

interface Context {
  files: FileAccess
  home: string
  directory: string
  environment: ReadonlyMap<string, string>
  findings: Finding[]
  fields: GovernanceField[]
  sources: Source[]
  includedEnvFiles: IncludedEnvFile[]
  /** Files being included, outermost first. */
  including: string[]
  main: boolean
  interpolates: boolean
}

/** An env file that an include names, or that lies where it includes from. */
export interface IncludedEnvFile {
  path: string
  /** The include. */
  place: Place
}

export interface Model {
  root: Mapping
  fields: GovernanceField[]
  sources: Source[]
  includedEnvFiles: IncludedEnvFile[]
}

const remote = /^(?:oci:|https?:|git:|ssh:|git@|github\.com\/)/

/** What is fetched anew each time cannot be what was checked. */
function refuseRemote(file: string, named: Node | Place): void {
  if (!remote.test(file)) return
  fail(
    'remote-file',
    `${file} is not on this machine, and only what is here can be governed: save a copy and name that.`,
    named,
  )
}

/** Loads the files of a project into one canonical model, phase by phase as the specification orders them. */
export async function loadModel(
  files: FileAccess,
  settings: Settings,
  findings: Finding[],
  interpolates = true,
): Promise<Model> {
  const context: Context = {
    files,
    home: settings.home,
    directory: settings.directory,
    environment: settings.environment,
    findings,
    fields: [],
    sources: [],
    includedEnvFiles: [],
    including: [],
    main: true,
    interpolates,
  }
  const root = await loadFiles(context, settings.files)
  const { fields, sources, includedEnvFiles } = context
  return { root, fields, sources, includedEnvFiles }
}

async function loadFiles(
  context: Context,
  files: readonly string[],
  named?: Place,
): Promise<Mapping> {
  let model: Mapping | undefined
  for (const file of files) {
    const place = named ?? { source: { file, text: '' }, start: 0, end: 0 }
    refuseRemote(file, place)
    const text = await mustRead(context.files, file, place)
    const source: Source = { file, text }
    context.sources.push(source)
    for (const document of readDocuments(source)) {
      model = await addDocument(context, model, document, file)
    }
  }
  if (!model || model.entries.size === 0) {
    const file = files[0] ?? context.directory
    fail('yaml', 'This Compose file is empty.', { source: { file, text: '' }, start: 0, end: 0 })
  }
  const complete = setDefaults(model)
  resolvePaths(complete, context.directory, context.home)
  if (context.interpolates) lookUpBareVariables(complete, context.environment)
  return complete as Mapping
}

async function addDocument(
  context: Context,
  model: Mapping | undefined,
  { root, resets }: ReadDocument,
  file: string,
): Promise<Mapping> {
  interpolateIn(context, root)
  guardField(resets)
  takeField(context, root)
  await applyIncludes(context, root, resets, file)
  const paths = resets.map((reset) => reset.path)
  if (model) {
    guardServiceFields(model, resets)
    applyResets(model, paths)
  }
  await applyExtends(context, root, paths, file)
  const merged = unique(model ? merge(model, root) : root) as Mapping
  composeShape.check(merged, '', (rule, message, node) => fail(rule, message, node))
  merged.entries.delete('version')
  return unique(canonical(merged, !context.interpolates)) as Mapping
}

function interpolateIn(context: Context, root: Mapping): void {
  if (!context.interpolates) return
  interpolate(root, (name) => context.environment.get(name), context.findings)
}

/** Governance may be narrowed by a later file, never taken back. */
function guardField(resets: ReadDocument['resets']): void {
  for (const { path, place } of resets) {
    if (path.includes(fieldName)) {
      fail('governance-weakened', `${fieldName} cannot be reset or overridden.`, place)
    }
  }
}

/** The same for a service that is replaced as a whole, and its own field with it. */
function guardServiceFields(model: Mapping, resets: ReadDocument['resets']): void {
  for (const { path, place } of resets) {
    const [section, service] = path
    if (section !== 'services' || path.length > 2) continue
    for (const [name, node] of entriesAt(model, 'services')) {
      if (service !== undefined && service !== name) continue
      if (!at(node, fieldName)) continue
      fail(
        'governance-weakened',
        `services.${name} has a ${fieldName} of its own, which would be reset with it: name the service in the field at the top level.`,
        place,
      )
    }
  }
}

function takeField(context: Context, root: Mapping): void {
  const node = root.entries.get(fieldName)
  if (node) {
    context.fields.push({
      node,
      directory: context.directory,
      scope: undefined,
      main: context.main,
    })
    root.entries.delete(fieldName)
  }
  for (const [, service] of entriesAt(root, 'services')) listPolicies(service)
}

/** `policy: FILE` of a service as a list, so that an override adds to it and never replaces it. */
function listPolicies(service: Node): void {
  const field = mapAt(service, fieldName)
  const policy = field?.entries.get('policy')
  if (policy?.kind === 'scalar') {
    const items = { kind: 'list' as const, items: [{ ...policy }], place: policy.place }
    field?.entries.set('policy', policy.key ? { ...items, key: policy.key } : items)
  }
}

// ---- include

async function applyIncludes(
  context: Context,
  root: Mapping,
  resets: ReadDocument['resets'],
  file: string,
): Promise<void> {
  const include = root.entries.get('include')
  if (!include) return
  root.entries.delete('include')
  if (include.kind === 'scalar' && include.value === null) return
  if (include.kind !== 'list') fail('type', 'include must be a list.', include)
  for (const entry of include.items) {
    const imported = await loadIncluded(context, entry, file)
    const paths = resets.map((reset) => reset.path)
    for (const section of ['services', 'volumes', 'networks', 'secrets', 'configs', 'models']) {
      importSection(root, imported, section, paths)
    }
  }
}

async function loadIncluded(context: Context, entry: Node, file: string): Promise<Mapping> {
  const paths = stringsAt(entry.kind === 'map' ? at(entry, 'path') : entry)
  if (paths.length === 0) fail('type', 'An include needs a path.', entry)
  for (const path of paths) refuseRemote(path, entry)
  const resolved = paths.map((path) => absolute(path, context.directory, context.home))
  const main = resolved[0] ?? ''
  const including = [...context.including, file]
  if (including.includes(main)) {
    fail('include-cycle', `${main} includes itself: ${[...including, main].join(' → ')}.`, entry)
  }
  const given = textAt(entry, 'project_directory')
  const directory = given ? posix.resolve(context.directory, given) : posix.dirname(main)
  const environment = new Map(context.environment)
  const read: string[] = []
  const envFiles = stringsAt(at(entry, 'env_file')).filter((path) => path !== '/dev/null')
  if (stringsAt(at(entry, 'env_file')).length === 0) {
    await mergeEnvFiles(
      context.files,
      [posix.join(directory, '.env')],
      environment,
      undefined,
      read,
    )
  } else {
    const absolutes = envFiles.map((path) => posix.resolve(context.directory, path))
    await mergeEnvFiles(context.files, absolutes, environment, entry.place, read)
  }
  for (const path of read) context.includedEnvFiles.push({ path, place: entry.place })
  const inner: Context = {
    ...context,
    directory,
    environment,
    fields: [],
    including,
    main: false,
  }
  const imported = await loadFiles(inner, resolved, entry.place)
  const names = new Set(entriesAt(imported, 'services').map(([name]) => name))
  for (const field of inner.fields) context.fields.push({ ...field, scope: field.scope ?? names })
  return imported
}

function importSection(
  root: Mapping,
  imported: Mapping,
  section: string,
  resets: readonly (readonly string[])[],
): void {
  const from = mapAt(imported, section)
  if (!from) return
  const target = mapAt(root, section) ?? mapping([], from.place)
  root.entries.set(section, target)
  for (const [name, resource] of from.entries) {
    const own = target.entries.get(name)
    if (!own) {
      target.entries.set(name, resource)
      continue
    }
    const wrapped = mapping(
      [[section, mapping([[name, resource]], resource.place)]],
      resource.place,
    )
    applyResets(wrapped, resets)
    target.entries.set(name, merge(at(wrapped, section, name) ?? resource, own, [section, name]))
  }
}

// ---- extends

async function applyExtends(
  context: Context,
  root: Mapping,
  resets: readonly (readonly string[])[],
  file: string,
): Promise<void> {
  const services = root.entries.get('services')
  if (!services) return
  if (services.kind !== 'map') fail('type', 'services must be a mapping.', services)
  const extender = new Extender(context)
  for (const name of [...services.entries.keys()]) {
    await extender.extend(services, name, file, context.directory, resets, [])
  }
}

interface Base {
  services: Mapping
  resets: string[][]
}

class Extender {
  private readonly context: Context
  private readonly loaded = new Map<string, Base>()

  constructor(context: Context) {
    this.context = context
  }

  async extend(
    services: Mapping,
    name: string,
    file: string,
    directory: string,
    resets: readonly (readonly string[])[],
    chain: readonly string[],
  ): Promise<Node | undefined> {
    const service = services.entries.get(name)
    if (!service || (service.kind === 'scalar' && service.value === null)) return service
    if (service.kind !== 'map') return fail('type', `services.${name} must be a mapping.`, service)
    const extended = service.entries.get('extends')
    if (!extended) return service
    const ref = extended.kind === 'map' ? textAt(extended, 'service') : textOf(extended)
    if (!ref) return fail('type', `services.${name}.extends needs a service.`, extended)
    const step = `${file}#${name}`
    if (chain.includes(step)) {
      return fail('extends-cycle', `services.${name} extends itself.`, extended)
    }
    const written = extended.kind === 'map' ? extended.entries.get('file') : undefined
    const other = textOf(written)
    if (other !== undefined) refuseRemote(other, written ?? extended)
    const base =
      other === undefined
        ? { services, resets: resets as string[][], file, directory }
        : await this.otherFile(absolute(other, directory, this.context.home), extended)
    if (!base.services.entries.has(ref)) {
      return fail('extends', `There is no service "${ref}" to extend in ${base.file}.`, extended)
    }
    const parent = await this.extend(base.services, ref, base.file, base.directory, base.resets, [
      ...chain,
      step,
    ])
    if (parent?.kind !== 'map') {
      // There is nothing to take over; left standing, it would be looked up again by whoever reads our output.
      service.entries.delete('extends')
      return service
    }
    const copy = clone(parent)
    const place = copy.place
    applyResets(mapping([['services', mapping([[name, copy]], place)]], place), resets)
    const merged = merge(copy, service, ['services', name])
    if (merged.kind === 'map') merged.entries.delete('extends')
    if (service.key) merged.key = service.key
    services.entries.set(name, merged)
    return merged
  }

  private async otherFile(path: string, named: Node) {
    const directory = posix.dirname(path)
    const present = this.loaded.get(path)
    if (present) return { ...present, file: path, directory }
    const { context } = this
    const source: Source = { file: path, text: await mustRead(context.files, path, named.place) }
    context.sources.push(source)
    const inner: Context = { ...context, directory, fields: [] }
    let model: Mapping | undefined
    let resets: string[][] = []
    for (const document of readDocuments(source)) {
      interpolateIn(context, document.root)
      guardField(document.resets)
      takeField(inner, document.root)
      resets = document.resets.map((reset) => reset.path)
      if (model) applyResets(model, resets)
      const merged = unique(model ? merge(model, document.root) : document.root)
      model = unique(canonical(merged, !context.interpolates)) as Mapping
    }
    const services = mapAt(model, 'services')
    if (!model || !services) return fail('extends', `${path} has no services.`, named)
    resolvePaths(model, directory, context.home)
    inheritFields(services, inner.fields)
    const base = { services, resets }
    this.loaded.set(path, base)
    return { ...base, file: path, directory }
  }
}

/** Compose drops a top-level x- field of an extended file; the policy it attaches must not get lost with it. */
function inheritFields(services: Mapping, fields: readonly GovernanceField[]): void {
  for (const field of fields) {
    const policies = stringsAt(at(field.node, 'policy'))
    const chosen = at(field.node, 'services')
    const names = chosen ? stringsAt(chosen) : [...services.entries.keys()]
    for (const name of names) {
      const service = services.entries.get(name)
      if (service?.kind !== 'map') continue
      const place = field.node.place
      const items = policies.map((path) => scalar(absolute(path, field.directory, '/'), place))
      const policy = { kind: 'list' as const, items, place }
      const own = mapping([[fieldName, mapping([['policy', policy]], place)]], place)
      services.entries.set(name, merge(service, own, ['services', name]))
    }
  }
}

// ---- variables without a value

/** A bare `KEY`, or `KEY:`, takes the variable's value, when there is one; it stays a reference to it. */
function lookUpBareVariables(root: Node, environment: ReadonlyMap<string, string>): void {
  for (const [, service] of entriesAt(root, 'services')) {
    for (const variables of [at(service, 'environment'), at(service, 'build', 'args')]) {
      if (variables?.kind === 'list') lookUpItems(variables, environment)
      else if (variables?.kind === 'map') lookUpEntries(variables, environment)
    }
  }
}

function lookUpItems(variables: List, environment: ReadonlyMap<string, string>): void {
  variables.items = variables.items.map((item) => {
    const key = textOf(item)
    if (item.kind !== 'scalar' || key === undefined || key.includes('=')) return item
    const value = environment.get(key)
    if (value === undefined) return item
    const node = { ...item, value: `${key}=${value}`, references: [key] }
    return { ...node, template: `${key}=\${${key}}` }
  })
}

function lookUpEntries(variables: Mapping, environment: ReadonlyMap<string, string>): void {
  for (const [key, node] of variables.entries) {
    const value = environment.get(key)
    if (node.kind !== 'scalar' || node.value !== null || value === undefined) continue
    variables.entries.set(key, { ...node, value, references: [key], template: `\${${key}}` })
  }
}

export function stringsAt(node: Node | undefined): string[] {
  if (node?.kind === 'scalar') return node.value === null ? [] : [goText(node.value)]
  return itemsAt(node).flatMap((item) => textOf(item) ?? [])
}

/** A finding about a place in the project. */
export function warning(rule: string, message: string, place: Place, help?: string): Finding {
  return {
    rule,
    severity: 'warning',
    message,
    file: place.source.file,
    range: rangeOf(place),
    action: 'warn',
    ...(help === undefined ? {} : { help }),
  }
}
