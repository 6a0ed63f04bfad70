import type { Docker } from '../../engine/docker.ts'
import { CommandError } from '../exit.ts'

/** Marks the volumes that calls of `governance run` named, which may meet them again. */
const label = 'ai.docker.governance.volume'

/**
 * Makes the named volumes of a call, which outlive it as they do with docker.
 *
 * @throws CommandError for one that something else made: who else writes into it cannot be known
 */
export async function ensureVolumes(docker: Docker, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const format = `{{index .Labels "${label}"}}`
    const { code, stdout } = await docker.capture(['volume', 'inspect', '--format', format, name])
    if (code !== 0) await docker.text(['volume', 'create', '--label', `${label}=run`, name])
    else if (stdout.trim() !== 'run') {
      throw new CommandError(
        `run --volume ${name} is refused: the volume was not made by governance run, and who else writes into it cannot be known.`,
      )
    }
  }
}
