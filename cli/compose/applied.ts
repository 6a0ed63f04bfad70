import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GovernedProject } from '../../compose-transform/index.ts'
import { projectStateDirectory, stateDirectory, writeWhole } from '../state.ts'
import type { ComposeOptions } from './options.ts'

/** What is remembered of a project that was started, so that `down` and `logs` meet what runs, not what the file says by now. */
export interface Applied {
  project: string
  /** Where relative paths of the emitted file start. */
  directory: string
  /** Variables that the emitted file refers to: those of the leases, and those of services that are not governed. */
  variables: string[]
  /** The profiles that were in force, from flags or from COMPOSE_PROFILES. */
  profiles: string[]
  /** Absolute paths of the policies in force. Absent where an earlier version wrote this down. */
  policyFiles?: string[]
  /** What was read for it, and the folders of the host in which its agents may write (see new-files.ts). */
  files?: string[]
  writableFolders?: string[]
  /** The sidecars that run were told of this file since they were started; what they were started with is older. */
  reloaded?: boolean
  /** Not what was started, but what a verb that starts nothing (`build`, `pull`) works on. Never written down. */
  passing?: true
}

const composeFile = (project: string) => join(projectStateDirectory(project), 'compose.yaml')
/** A file for one call, of a project that is not started by it. */
const passingFile = (project: string) => join(projectStateDirectory(project), 'passing.yaml')
const record = (project: string) => join(projectStateDirectory(project), 'applied.json')

/**
 * Remembers a project before it is started, or after those that run were told.
 *
 * @param change without it, whether they were told stays as it is
 */
export async function remember(
  output: GovernedProject,
  change: { reloaded?: boolean } = {},
): Promise<Applied> {
  const { project } = output
  const reloaded = change.reloaded ?? (await recall(project))?.reloaded ?? false
  const applied: Applied = { ...appliedOf(output), ...(reloaded && { reloaded }) }
  await writeWhole(composeFile(project), output.text)
  await writeWhole(record(project), `${JSON.stringify(applied, null, 2)}\n`)
  return applied
}

/** Lets a verb that starts nothing work on a project, without a word of it being taken for what runs. */
export async function inPassing(output: GovernedProject): Promise<Applied> {
  await writeWhole(passingFile(output.project), output.text)
  return { ...appliedOf(output), passing: true }
}

function appliedOf(output: GovernedProject): Applied {
  const { project, directory, references, keys, profiles } = output
  const { policyFiles, files, writableFolders } = output
  const variables = [...references, ...keys.map(({ variable }) => variable)]
  return { project, directory, variables, profiles, policyFiles, files, writableFolders }
}

/** The project that was last applied under this name; undefined when there is none. */
export async function recall(project: string): Promise<Applied | undefined> {
  const text = await readFile(record(project), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : JSON.parse(text)
}

/** Every project that was applied from here. */
export async function recallAll(): Promise<Applied[]> {
  const names = await readdir(join(stateDirectory(), 'projects')).catch(() => [])
  const all = await Promise.all(names.map(recall))
  return all.filter((one) => one !== undefined)
}

/** The emitted file that was last applied under this name. */
export async function appliedText(project: string): Promise<string | undefined> {
  return readFile(composeFile(project), 'utf8').catch(() => undefined)
}

/**
 * The arguments of `docker` for a verb on an applied project. Files, name and directory are always explicit:
 * a COMPOSE_FILE in an `.env` file would otherwise swap the whole project for another one.
 */
export function composeArguments(
  applied: Applied,
  options: ComposeOptions,
  verb: string,
  rest: readonly string[],
): string[] {
  return [
    'compose',
    ...['--project-name', applied.project],
    ...['--file', (applied.passing ? passingFile : composeFile)(applied.project)],
    ...['--project-directory', applied.directory],
    ...[...new Set([...applied.profiles, ...options.profile])].flatMap((profile) => [
      '--profile',
      profile,
    ]),
    ...(options.ansi === undefined ? [] : ['--ansi', options.ansi]),
    ...(options.progress === undefined ? [] : ['--progress', options.progress]),
    ...(options.parallel === undefined ? [] : ['--parallel', options.parallel]),
    ...(options.dryRun ? ['--dry-run'] : []),
    verb,
    ...rest,
  ]
}

/** Variables by which `docker compose` would load something else than it is told. */
const choosing = ['COMPOSE_FILE', 'COMPOSE_PROJECT_NAME', 'COMPOSE_PROFILES', 'COMPOSE_ENV_FILES']

/**
 * The environment of `docker compose`: what the emitted file refers to and no more. Without the variables and the
 * `.env` file that would change what it loads, and without the real secrets, of which it needs none.
 *
 * @param variables those that the emitted file refers to; what it does not name of them is set to nothing
 * @param withheld names of keys that the project has leases for
 */
export function composeEnvironment(
  variables: ReadonlyMap<string, string>,
  withheld: readonly string[],
): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, COMPOSE_DISABLE_ENV_FILE: '1' }
  for (const name of [...choosing, ...withheld]) delete environment[name]
  for (const [name, value] of variables) environment[name] = value
  return environment
}
