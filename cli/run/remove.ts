import { rm } from 'node:fs/promises'
import { type Docker, openDocker } from '../../engine/docker.ts'
import { composeArguments, recall } from '../compose/applied.ts'
import { environmentOfApplied } from '../compose/environment.ts'
import { projectStateDirectory } from '../state.ts'
import { service } from './project.ts'

/** Removes everything of a call: its container with unnamed volumes, the sidecars, networks and notes. Not the trail. */
export async function removeRun(docker: Docker, project: string): Promise<void> {
  const ofProject = ['--filter', `label=com.docker.compose.project=${project}`]
  const containers = await listed(docker, [
    ...['ps', '-aq', ...ofProject],
    ...['--filter', `label=com.docker.compose.service=${service}`],
  ])
  if (containers.length > 0) await docker.capture(['rm', '--force', '--volumes', ...containers])
  const applied = await recall(project)
  if (applied) {
    const options = { file: [], profile: [], envFile: [], progress: 'quiet' }
    const compose = openDocker({ environment: environmentOfApplied(applied) })
    await compose.capture(composeArguments(applied, options, 'down', ['--timeout', '1']))
  }
  const volumes = await listed(docker, ['volume', 'ls', '-q', ...ofProject])
  if (volumes.length > 0) await docker.capture(['volume', 'rm', ...volumes])
  await rm(projectStateDirectory(project), { recursive: true, force: true })
}

/** `governance __remove-run`: waits for the end of a container that goes on in the background, then removes all of it. */
export async function removeAfterEnd(project: string): Promise<number> {
  const docker = openDocker()
  const containers = await listed(docker, [
    ...['ps', '-aq', '--filter', `label=com.docker.compose.project=${project}`],
    ...['--filter', `label=com.docker.compose.service=${service}`],
  ])
  if (containers.length > 0) await docker.capture(['wait', ...containers])
  await removeRun(docker, project)
  return 0
}

async function listed(docker: Docker, words: readonly string[]): Promise<string[]> {
  const { stdout } = await docker.capture(words)
  return stdout.split('\n').filter((line) => line !== '')
}
