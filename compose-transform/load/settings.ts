import { posix } from 'node:path'
import { DotenvError, parseDotenv } from './dotenv.ts'
import { fail } from './failure.ts'
import { type FileAccess, mayRead, mustRead } from './files.ts'
import type { Place } from './node.ts'

/** What the caller says; everything else is found out as `docker compose` does. */
export interface LoadOptions extends FileAccess {
  /** `-f`; empty: COMPOSE_FILE, or the usual names, upwards from the working directory. */
  files: readonly string[]
  workingDirectory?: string
  projectDirectory?: string
  projectName?: string
  profiles?: readonly string[]
  envFiles?: readonly string[]
  /** The caller's environment variables. */
  environment: ReadonlyMap<string, string>
  /**
   * `false` leaves variables as they are written, as `docker compose config --no-interpolate` does: nothing is then cast,
   * checked or looked up that could depend on one. Such a project is for looking at and for comparing, not for governing.
   */
  interpolate?: boolean
}

export interface Settings {
  /** Absolute, or `-` for standard input. */
  files: string[]
  directory: string
  home: string
  /** The caller's variables and below them those of the env files. */
  environment: Map<string, string>
  profiles: string[]
  /** A name that wins over any `name:`; undefined when nobody set one. */
  projectName?: string
  fallbackName: string
  /** Env files that were read. */
  envFiles: string[]
  composeFileFromEnvFile: boolean
}

const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
const overrides = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
]

/** Finds out which files make up the project, its directory, its variables and its profiles. */
export async function findSettings(options: LoadOptions): Promise<Settings> {
  const start = posix.resolve(options.workingDirectory ?? process.cwd())
  const environment = new Map(options.environment)
  const given = options.projectDirectory && posix.resolve(start, options.projectDirectory)
  const envFiles: string[] = []
  const named = options.files.map((file) => (file === '-' ? file : posix.resolve(start, file)))

  const directoryOf = (files: readonly string[]) => {
    const first = files.find((file) => file !== '-')
    return given ?? (first === undefined ? start : posix.dirname(first))
  }

  await addEnvFiles(options, directoryOf(named), start, environment, envFiles)
  let files = named
  let composeFileFromEnvFile = false
  if (files.length === 0) {
    const listed = environment.get('COMPOSE_FILE')
    if (listed !== undefined) {
      composeFileFromEnvFile = !options.environment.has('COMPOSE_FILE')
      const separator = environment.get('COMPOSE_PATH_SEPARATOR') || ':'
      files = listed
        .split(separator)
        .map((file) => (file === '-' ? file : posix.resolve(start, file)))
    }
  }
  if (files.length === 0) files = await search(options, given ?? start)
  if (files.length === 0) {
    fail('no-compose-file', 'There is no Compose file here or in any folder above.', nowhere(start))
  }
  const directory = directoryOf(files)
  await addEnvFiles(options, directory, start, environment, envFiles)

  const profiles =
    options.profiles && options.profiles.length > 0
      ? [...options.profiles]
      : (environment.get('COMPOSE_PROFILES') ?? '').split(',').map((profile) => profile.trim())
  const projectName = options.projectName || environment.get('COMPOSE_PROJECT_NAME') || undefined
  if (projectName !== undefined && normalName(projectName) !== projectName) {
    fail(
      'project-name',
      `"${projectName}" is no project name: lower-case letters, digits, - and _, beginning with a letter or a digit.`,
      nowhere(start),
    )
  }
  const settings: Settings = {
    files,
    directory,
    home: environment.get('HOME') || '/',
    environment,
    profiles: profiles.filter((profile) => profile !== ''),
    fallbackName: normalName(posix.basename(directory)),
    envFiles,
    composeFileFromEnvFile,
  }
  if (projectName !== undefined) settings.projectName = projectName
  return settings
}

async function addEnvFiles(
  options: LoadOptions,
  directory: string,
  start: string,
  environment: Map<string, string>,
  read: string[],
): Promise<void> {
  let wanted = options.envFiles ?? []
  if (wanted.length === 0) {
    const listed = options.environment.get('COMPOSE_ENV_FILES')
    if (listed) wanted = listed.split(',')
  }
  const explicit = wanted.length > 0
  if (!explicit && isTrue(options.environment.get('COMPOSE_DISABLE_ENV_FILE'))) return
  const paths = explicit
    ? wanted.map((file) => posix.resolve(start, file))
    : [posix.join(directory, '.env')]
  await mergeEnvFiles(options, paths, environment, explicit ? nowhere(start) : undefined, read)
}

/**
 * Reads env files in order into `environment`; what was there wins, a later file wins over an earlier one.
 * A missing file is an error when `required` says where it is named.
 */
export async function mergeEnvFiles(
  files: FileAccess,
  paths: readonly string[],
  environment: Map<string, string>,
  required: Place | undefined,
  read?: string[],
): Promise<void> {
  const values = new Map<string, string>()
  const outer = new Map(environment)
  for (const path of paths) {
    const text = required ? await mustRead(files, path, required) : await mayRead(files, path)
    if (text === undefined) continue
    if (read && !read.includes(path)) read.push(path)
    const place = { source: { file: path, text }, start: 0, end: 0 }
    try {
      parseDotenv(text, (name) => outer.get(name), values)
    } catch (error) {
      if (!(error instanceof DotenvError)) throw error
      fail('env-file', `This env file cannot be read: ${error.message}.`, place)
    }
  }
  for (const [key, value] of values) if (!environment.has(key)) environment.set(key, value)
}

async function search(files: FileAccess, from: string): Promise<string[]> {
  for (let directory = from; ; directory = posix.dirname(directory)) {
    const found = await first(files, directory, names)
    if (found) {
      const override = await first(files, directory, overrides)
      return override ? [found, override] : [found]
    }
    if (directory === posix.dirname(directory)) return []
  }
}

async function first(
  files: FileAccess,
  directory: string,
  candidates: readonly string[],
): Promise<string | undefined> {
  for (const name of candidates) {
    const path = posix.join(directory, name)
    if ((await mayRead(files, path)) !== undefined) return path
  }
  return undefined
}

/** What Compose makes of any text to get a project name. */
export function normalName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '')
}

/** A place for what concerns no file in particular. */
export function nowhere(file: string): Place {
  return { source: { file, text: '' }, start: 0, end: 0 }
}

function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(?:1|t|true)$/i.test(text)
}
