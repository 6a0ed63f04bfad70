import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Name under which the docker command line finds the plugin. */
export const pluginName = 'docker-governance'

/** This installation's plugin, beside dist/. */
export const pluginProgram: string = fileURLToPath(
  new URL('../../bin/docker-governance', import.meta.url),
)

/** This installation's program, beside dist/. */
export const ownProgram: string = fileURLToPath(new URL('../../bin/governance', import.meta.url))

/** Where the docker command line looks for the plugins of this user. */
export function pluginFolder(): string {
  return join(process.env.DOCKER_CONFIG || join(homedir(), '.docker'), 'cli-plugins')
}
