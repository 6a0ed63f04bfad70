import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import {
  baselinePolicies,
  type EngineTraits,
  type GovernedProject,
  type Loaded,
  loadProject,
  type Transformed,
  transform,
} from '../../compose-transform/index.ts'
import type { Finding } from '../../policy/finding.ts'
import { callersEnvironment } from '../environment.ts'
import { CommandError, Exit } from '../exit.ts'
import { fileFindings } from '../sources/file-findings.ts'
import type { ComposeOptions } from './options.ts'

/** What became of the Compose files. */
export interface Prepared extends Transformed {
  /** The Compose files that were read. */
  files: string[]
}

/** Reads the Compose file as `docker compose` would, and no more. */
export function load(options: ComposeOptions): Promise<Loaded> {
  return loadProject({
    files: options.file,
    profiles: options.profile,
    envFiles: options.envFile,
    ...(options.projectName === undefined ? {} : { projectName: options.projectName }),
    ...(options.projectDirectory === undefined
      ? {}
      : { projectDirectory: options.projectDirectory }),
    environment: callersEnvironment(),
    readFile: async (path) => (path === '-' ? readAll(process.stdin) : readFileSync(path, 'utf8')),
  })
}

/**
 * Reads the Compose file and hardens it. Needs no Docker.
 * What the engine can do besides makes the file better for it; without, it suits them all.
 * Paths are as people write them: relative to the working directory where that is shorter.
 */
export async function prepare(options: ComposeOptions, engine?: EngineTraits): Promise<Prepared> {
  const baseline = await baselinePolicies()
  const loaded = await load(options)
  requireComposeFile(loaded)
  const transformed = await transform(loaded, { baseline, ...(engine && { engine }) })
  await lookAtSources(transformed)
  return {
    ...transformed,
    findings: transformed.findings.map(withShortPath),
    files: (loaded.project?.files ?? options.file).map(shortPath),
  }
}

/** @throws CommandError (exit 2) where there is no Compose file to find anything in */
function requireComposeFile({ findings }: Loaded): void {
  for (const { rule, file, message } of findings) {
    if (rule === 'no-compose-file')
      throw new CommandError(
        `${message} Go to the folder of your project, or name the file: -f FILE`,
      )
    if (rule === 'missing-file' && message.startsWith(`${file} `)) throw new CommandError(message)
  }
}

/** Adds what is wrong with files that hold secrets; one that is not there refuses. */
async function lookAtSources(transformed: Transformed): Promise<void> {
  const found = await fileFindings(transformed.output?.sources ?? new Map())
  transformed.findings.push(...found)
  if (found.some(({ action }) => action === 'refuse')) delete transformed.output
}

/**
 * Gives the governed project.
 * @throws CommandError (exit 1) when findings refuse it
 */
export function requireOutput(
  prepared: Transformed,
  instead = 'nothing was started',
): GovernedProject {
  if (prepared.output) return prepared.output
  throw new CommandError(`the project was refused; ${instead}`, {
    exitCode: Exit.findings,
  })
}

function withShortPath(finding: Finding): Finding {
  return { ...finding, file: shortPath(finding.file) }
}

function shortPath(file: string): string {
  const short = relative(process.cwd(), file)
  return short !== '' && short.length < file.length && !short.startsWith('../..') ? short : file
}
