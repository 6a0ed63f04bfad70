import { randomUUID } from 'node:crypto'
import type { Docker } from '../docker.ts'
import { EngineError } from '../error.ts'
import type { Attempt, ProbeReport } from './attempt.ts'
import { type Placement, placementArguments } from './placement.ts'
import { escapeScript } from './script.ts'

/** A packet for which nobody on the network answers is given up by the kernel after three seconds, not before. */
export const patience = 4_500

/** Like `confinement`, but for what the placement decides. */
const confinement: readonly string[] = [
  '--read-only',
  ...['--pids-limit', '128'],
  ...['--memory', '512m'],
  ...['--label', 'ai.docker.governance.throwaway=true'],
]

/**
 * Makes all tries from inside a throwaway container that is placed as given. It runs the Node of the sidecar image,
 * whatever the image of the service lacks, and is removed again.
 *
 * @throws EngineError when the container cannot be placed so
 */
export async function tryToEscape(
  docker: Docker,
  image: string,
  placement: Placement,
  attempts: readonly Attempt[],
): Promise<ProbeReport> {
  const name = `docker-ai-governance-verify-${randomUUID().slice(0, 8)}`
  const script = ['--eval', escapeScript, JSON.stringify(attempts), String(patience)]
  try {
    await docker.text([
      ...['create', '--name', name, ...confinement, ...placementArguments(placement)],
      ...['--entrypoint', 'node', image, ...script],
    ])
    for (const network of placement.joins === undefined ? placement.networks.slice(1) : []) {
      await docker.text(['network', 'connect', network, name])
    }
    const said = await docker.text(['start', '--attach', name], { timeout: patience + 30_000 })
    return JSON.parse(said)
  } catch (error) {
    throw error instanceof EngineError
      ? new EngineError(`The probe cannot be placed like the service: ${error.message}`)
      : error
  } finally {
    await docker.capture(['rm', '--force', '--volumes', name])
  }
}
