import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Where the test engines keep what they have made.
 *
 * `cache` survives reboots (roots, images, the data of each engine); `run` holds sockets and pids.
 * Both are outside the repository, so that every clone on a machine shares them, and both can be moved
 * by the environment: DOCKER_AI_GOVERNANCE_TEST_CACHE and DOCKER_AI_GOVERNANCE_TEST_RUN.
 */
export interface Places {
  readonly cache: string
  readonly run: string
}

/** Gives the two folders and makes sure that they exist. */
export function places(environment: NodeJS.ProcessEnv = process.env): Places {
  const found = {
    cache: environment.DOCKER_AI_GOVERNANCE_TEST_CACHE ?? '/var/cache/docker-ai-governance-test',
    run: environment.DOCKER_AI_GOVERNANCE_TEST_RUN ?? '/run/docker-ai-governance-test',
  }
  mkdirSync(found.cache, { recursive: true })
  mkdirSync(found.run, { recursive: true })
  return found
}

/** The socket on which a test engine listens. */
export function socketOf(at: Places, engine: string): string {
  return join(at.run, engine, 'docker.sock')
}
