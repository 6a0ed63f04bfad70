import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectStateDirectory, writeWhole } from '../state.ts'
import type { ComposeOptions } from './options.ts'

/** What is remembered of a project that was started, so that `down` and `logs` meet what runs, not what the file says by now. */
export interface Applied {
  project: string
  /** Where relative paths of the emitted file start. */
  directory: string
  /** Env files that docker compose reads for what is still to be interpolated; absolute. */
  envFiles: string[]
  /** Names of the lease variables in the emitted file. */
  leaseVariables: string[]
}

const composeFile = (project: string) => join(projectStateDirectory(project), 'compose.yaml')
const record = (project: string) => join(projectStateDirectory(project), 'applied.json')

/** Remembers a project before it is started. */
export async function remember(applied: Applied, text: string): Promise<void> {
  await writeWhole(composeFile(applied.project), text)
  await writeWhole(record(applied.project), `${JSON.stringify(applied, null, 2)}\n`)
}

/** The project that was last applied under this name; undefined when there is none. */
export async function recall(project: string): Promise<Applied | undefined> {
  const text = await readFile(record(project), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : JSON.parse(text)
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
    ...['--file', composeFile(applied.project)],
    ...['--project-directory', applied.directory],
    ...applied.envFiles.flatMap((file) => ['--env-file', file]),
    ...options.profile.flatMap((profile) => ['--profile', profile]),
    ...(options.ansi === undefined ? [] : ['--ansi', options.ansi]),
    ...(options.progress === undefined ? [] : ['--progress', options.progress]),
    ...(options.parallel === undefined ? [] : ['--parallel', options.parallel]),
    ...(options.dryRun ? ['--dry-run'] : []),
    verb,
    ...rest,
  ]
}

/**
 * The environment of `docker compose`: without the variables that would change what it loads, and without the real
 * secrets, of which it needs none.
 */
export function composeEnvironment(
  leases: ReadonlyMap<string, string>,
  secretKeys: Iterable<string>,
): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env }
  for (const name of ['COMPOSE_FILE', 'COMPOSE_PROJECT_NAME', 'COMPOSE_ENV_FILES', ...secretKeys]) {
    delete environment[name]
  }
  for (const [name, lease] of leases) environment[name] = lease
  return environment
}
