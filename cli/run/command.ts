import { randomBytes } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import {
  baselinePolicies,
  type GovernedProject,
  loadProject,
  transform,
} from '../../compose-transform/index.ts'
import { openDocker } from '../../engine/docker.ts'
import type { Finding } from '../../policy/finding.ts'
import { findEngineTraits } from '../compose/engine-traits.ts'
import { requireOutput } from '../compose/prepare.ts'
import { CommandError, Exit } from '../exit.ts'
import { inOneLine } from '../findings/one-line.ts'
import { runProject } from './project.ts'
import { type RunRequest, readRunRequest, readVariables } from './request.ts'
import { startRun } from './start.ts'

/**
 * `governance run`: one container under a policy, otherwise as `docker run` would have it.
 * Gives the container's exit code; undefined when help was asked for.
 */
export async function run(words: readonly string[]): Promise<number | undefined> {
  const request = readRunRequest(words)
  if (!request) return undefined
  await checkPlaces(request)
  const { output, volumes } = await prepareRun(request)
  return startRun(request, output, volumes)
}

async function checkPlaces({ cidFile, interactive, tty, detach }: RunRequest): Promise<void> {
  if (interactive && tty && !detach && !process.stdin.isTTY) {
    throw new CommandError('the input device is not a TTY', { exitCode: Exit.findings })
  }
  if (cidFile === undefined) return
  const there = await access(cidFile).then(
    () => true,
    () => false,
  )
  if (there) throw new CommandError(`run --cidfile ${cidFile}: the file is there already`)
}

async function prepareRun(
  request: RunRequest,
): Promise<{ output: GovernedProject; volumes: string[] }> {
  const directory = process.cwd()
  const variables = await readVariables(request.given, process.env)
  const { text, volumes } = runProject(request, variables, directory)
  const environment = new Map(
    Object.entries({ ...process.env, COMPOSE_DISABLE_ENV_FILE: '1' }).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value] as const],
    ),
  )
  const loaded = await loadProject({
    files: [generated],
    projectDirectory: directory,
    projectName: projectName(request),
    environment,
    readFile: async (path) => (path === generated ? text : readFile(path, 'utf8')),
  })
  // What an env file holds is not to be read by way of a folder that is mounted.
  const envFiles = request.given.filter(({ name }) => name === '--env-file')
  loaded.project?.readFiles.push(...envFiles.map(({ value }) => posix.resolve(directory, value)))
  const engine = await findEngineTraits(openDocker())
  const transformed = await transform(loaded, {
    baseline: await baselinePolicies(),
    ...(engine && { engine }),
  })
  reportFindings(transformed.findings)
  return { output: requireOutput(transformed), volumes }
}

/** The name under which the loader asks for the project: as standard input, it is no file of anybody. */
const generated = '-'

/** A project of its own for every call, so that two calls of one image share nothing. */
function projectName({ name, image }: RunRequest): string {
  const last = posix.basename(name ?? image.replace(/[:@].*$/, ''))
  const word = last.toLowerCase().replace(/[^a-z0-9_-]/g, '')
  return `${word.replace(/^[_-]+/, '').slice(0, 40) || 'run'}-${randomBytes(4).toString('hex')}`
}

/** Findings in the generated project have no place that anybody could open; those in the policy do. */
function reportFindings(findings: readonly Finding[]): void {
  for (const finding of findings) {
    const { file, range, severity, rule } = finding
    // The exception is our own: whose a named volume is, is looked at when it is mounted.
    if (rule === 'no-external-volume' && severity !== 'error') continue
    const { line, character } = range.start
    const place = file === generated ? 'governance: ' : `${file}:${line + 1}:${character + 1}: `
    process.stderr.write(`${place}${severity}: ${inOneLine(finding)} (${rule})\n`)
  }
}
