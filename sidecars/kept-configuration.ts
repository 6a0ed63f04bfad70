import { unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { readState, writeState } from './broker/state-file.ts'
import { BadConfiguration } from './configuration.ts'

const FILE = 'configuration.json'

interface Kept {
  /** The container that it was put in force in; one that was made anew has a new document in its environment. */
  container: string
  configuration: string
}

/**
 * The configuration that a reload put in force, kept in the sidecar's state so that a restart of the container does not
 * fall back to the document in its environment, which is older and may allow more.
 */
export class KeptConfiguration {
  readonly #directory: string
  readonly #container: string

  /** @param container what tells this container from one that is made anew; Docker's own name for it */
  constructor(directory: string, container: string = hostname()) {
    this.#directory = directory
    this.#container = container
  }

  /**
   * What this container was last told, or undefined when that is what stands in its environment.
   * @throws BadConfiguration when something is kept and cannot be read: what it said may have been less
   */
  async read(): Promise<string | undefined> {
    const text = await readState(this.#directory, FILE)
    if (text === undefined) return undefined
    const kept = parse(String(text))
    if (kept?.container === this.#container) return kept.configuration
    await this.forget()
    return undefined
  }

  async keep(configuration: string): Promise<void> {
    const kept: Kept = { container: this.#container, configuration }
    await writeState(this.#directory, FILE, JSON.stringify(kept))
  }

  async forget(): Promise<void> {
    await unlink(join(this.#directory, FILE)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
  }
}

function parse(text: string): Kept {
  try {
    const kept = JSON.parse(text) as Kept
    if (typeof kept.container === 'string' && typeof kept.configuration === 'string') return kept
  } catch {
    // Said below.
  }
  throw new BadConfiguration(
    'The configuration that was last put in force cannot be read. Make this container anew: governance compose up --force-recreate',
  )
}
