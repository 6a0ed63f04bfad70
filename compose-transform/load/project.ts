import { realpathSync } from 'node:fs'
import type { Finding } from '../../policy/finding.ts'
import { bindTypes } from './bind.ts'
import { activeServices, checkConsistency } from './check.ts'
import { type FromFiles, readServiceFiles } from './env-files.ts'
import { LoadFailure } from './failure.ts'
import type { FileAccess } from './files.ts'
import {
  fieldName,
  type GovernanceField,
  type IncludedEnvFile,
  loadModel,
  warning,
} from './model.ts'
import { entriesAt, type Mapping, type Node, type Source, scalar, textOf } from './node.ts'
import { normalise } from './normalise.ts'
import { readDocuments } from './read.ts'
import { findSettings, type LoadOptions, normalName, nowhere } from './settings.ts'
import { substitute, TemplateError } from './template.ts'

export { fieldName, type GovernanceField, type LoadOptions }

/** A project as `docker compose` would see it, in which every value knows where it came from. */
export interface Project {
  name: string
  directory: string
  home: string
  /** The canonical model: long forms, absolute paths, interpolated. Without `name` and the governance field. */
  root: Mapping
  fields: GovernanceField[]
  sources: Source[]
  /** The Compose files that the project was loaded from, in order; `-` is standard input. */
  files: string[]
  /** Every file whose content the project depends on: Compose files, included ones, env files. */
  readFiles: string[]
  includedEnvFiles: IncludedEnvFile[]
  /** What interpolation saw: the caller's variables and below them those of the env files. */
  environment: ReadonlyMap<string, string>
  profiles: string[]
  active: ReadonlySet<string>
  fromFiles: ReadonlyMap<string, FromFiles>
}

export interface Loaded {
  findings: Finding[]
  /** Absent when a finding says why. */
  project?: Project
  access: FileAccess
}

/**
 * Loads a project as `docker compose` does: the files named or found, merged, with includes, extends,
 * env files and profiles. Never throws for what the input holds: that becomes a located finding.
 */
export async function loadProject(options: LoadOptions): Promise<Loaded> {
  const findings: Finding[] = []
  const access = readingOnce(options)
  const loaded: Loaded = { findings, access }
  try {
    loaded.project = await load({ ...options, ...access }, findings)
  } catch (error) {
    if (!(error instanceof LoadFailure)) throw error
    findings.push(error.finding)
  }
  return loaded
}

/** Every file is read once: what is checked is what is used, and standard input can be read only once. */
function readingOnce({ readFile, realPath = onThisMachine }: FileAccess): FileAccess {
  const texts = new Map<string, Promise<string>>()
  const once = (path: string) => {
    const text = texts.get(path) ?? readFile(path)
    texts.set(path, text)
    return text
  }
  return { readFile: once, realPath }
}

// At once, not later: `node:fs/promises` takes longer to load than all links of a project take to follow.
async function onThisMachine(path: string): Promise<string> {
  return realpathSync.native(path)
}

async function load(options: LoadOptions, findings: Finding[]): Promise<Project> {
  const settings = await findSettings(options)
  const environment = new Map(settings.environment)
  if (settings.projectName !== undefined) {
    environment.set('COMPOSE_PROJECT_NAME', settings.projectName)
  } else {
    const early = await firstName(options, settings.files, environment, options.interpolate)
    // A name that is given and comes to nothing is an error, not a reason to use the folder's.
    const name = early === undefined ? settings.fallbackName : normalName(early)
    environment.set('COMPOSE_PROJECT_NAME', name)
  }
  settings.environment = environment
  const interpolates = options.interpolate ?? true
  const { root, fields, sources, includedEnvFiles } = await loadModel(
    options,
    settings,
    findings,
    interpolates,
  )
  const name = environment.get('COMPOSE_PROJECT_NAME') ?? ''
  if (name === '') {
    throw new LoadFailure(
      'project-name',
      'The project has no name: add a top-level "name:" or use --project-name.',
      root.place,
    )
  }
  root.entries.delete('name')
  normalise(root)
  const active = activeServices(root, settings.profiles)
  if (interpolates) {
    bindTypes(root)
    checkConsistency(root, active)
  }
  const wanted = interpolates ? active : new Set<string>()
  const fromFiles = await readServiceFiles(options, root, wanted, environment)
  if (settings.composeFileFromEnvFile) {
    findings.push(
      warning(
        'compose-file-from-env-file',
        `COMPOSE_FILE in ${settings.envFiles.join(', ')} chose which files make up this project.`,
        nowhere(settings.envFiles[0] ?? settings.directory),
        'Name the files with -f, or take COMPOSE_FILE out of the env file.',
      ),
    )
  }
  const included = includedEnvFiles.map(({ path }) => path)
  const envFiles = [...settings.envFiles, ...included, ...serviceFilePaths(root)]
  return {
    name,
    directory: settings.directory,
    home: settings.home,
    root,
    fields,
    sources,
    files: settings.files,
    readFiles: [...new Set([...sources.map((one) => one.file), ...envFiles])],
    includedEnvFiles,
    environment,
    profiles: settings.profiles,
    active,
    fromFiles,
  }
}

function* serviceFilePaths(root: Mapping): Iterable<string> {
  for (const [, service] of entriesAt(root, 'services')) {
    for (const key of ['env_file', 'label_file']) {
      const files = service.kind === 'map' ? service.entries.get(key) : undefined
      if (files?.kind !== 'list') continue
      for (const item of files.items) {
        const path = textOf(item.kind === 'map' ? item.entries.get('path') : item)
        if (path !== undefined) yield path
      }
    }
  }
}

/** Whether a text may have a `name` at its top level; most have none and need not be read twice. */
const mayBeNamed = /^["']?name["']?\s*:|^\s*\{/m

/** `name:` is needed before the files are interpolated, because COMPOSE_PROJECT_NAME is a variable in them. */
async function firstName(
  files: FileAccess,
  paths: readonly string[],
  environment: ReadonlyMap<string, string>,
  interpolates = true,
): Promise<string | undefined> {
  const lookup = (key: string) => environment.get(key)
  let name: string | undefined
  for (const file of paths) {
    const text = await files.readFile(file).catch(() => undefined)
    if (text === undefined || !mayBeNamed.test(text)) continue
    const source: Source = { file, text }
    try {
      for (const { root } of readDocuments(source)) {
        const given: Node | undefined = root.entries.get('name')
        const value = textOf(given ?? scalar(null, root.place))
        if (value) name = interpolates ? substitute(value, lookup).text : value
      }
    } catch (error) {
      // Told properly when the file is loaded.
      if (!(error instanceof LoadFailure) && !(error instanceof TemplateError)) throw error
    }
  }
  return name
}
