import { openDocker } from '../../engine/docker.ts'
import { execIn, findContainer } from '../../engine/exec.ts'
import { load } from '../compose/prepare.ts'
import { CommandError, Exit } from '../exit.ts'

export interface ProjectOptions {
  projectName?: string
}

/** Asks the gateway of a running project, inside its container, and gives its answer and exit code. */
export async function askGateway(
  options: ProjectOptions,
  words: readonly string[],
): Promise<{ project: string; code: number; answer: unknown }> {
  const docker = openDocker()
  const project = options.projectName ?? (await projectHere())
  const container = await findContainer(docker, project, 'governance-gateway')
  if (container === undefined) {
    throw new CommandError(`no MCP gateway of ${project} runs. Start it: governance compose up`, {
      exitCode: Exit.machine,
    })
  }
  const asked = await execIn(docker, container, ['node', '/sidecar.mjs', ...words])
  if (asked.stdout.trim() === '') {
    throw new CommandError(`the gateway of ${project} did not answer: ${asked.stderr.trim()}`, {
      exitCode: Exit.machine,
    })
  }
  return { project, code: asked.code, answer: JSON.parse(asked.stdout) }
}

async function projectHere(): Promise<string> {
  const { project, findings } = await load({ file: [], profile: [], envFile: [] })
  if (project) return project.name
  throw new CommandError(
    `${findings[0]?.message ?? 'no project here'} Name it: --project-name. (The gateway of a governance exec ends with its command and cannot be asked.)`,
  )
}
