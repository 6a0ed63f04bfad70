import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * Where this program keeps what it has to remember between calls: XDG_STATE_HOME, by default ~/.local/state
 * (XDG Base Directory Specification 0.8). Holds no secret.
 */
export function stateDirectory(): string {
  const base = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state')
  return join(base, 'docker-ai-governance')
}

/** What is kept of one project: the file that was last applied. */
export function projectStateDirectory(project: string): string {
  return join(stateDirectory(), 'projects', project)
}

/** The trail of `governance exec`; that of containers lies in a volume. */
export function localAuditDirectory(): string {
  return join(stateDirectory(), 'audit')
}

/** Writes a file whole or not at all, readable by its owner alone. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.draft`
  try {
    await writeFile(draft, text, { mode: 0o600 })
    await chmod(draft, 0o600)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** What the caller has looked at and trusts, in a file of the state directory that people may read too. */
export class TrustedThings {
  readonly #file: string

  /** @param name of the file */
  constructor(name: string) {
    this.#file = join(stateDirectory(), name)
  }

  /** What was trusted → what it was at that time. What cannot be read is not trusted. */
  async read(): Promise<Map<string, string>> {
    try {
      return new Map(Object.entries(JSON.parse(await readFile(this.#file, 'utf8'))))
    } catch {
      return new Map()
    }
  }

  async write(trusted: ReadonlyMap<string, string>): Promise<void> {
    await writeWhole(this.#file, `${JSON.stringify(Object.fromEntries(trusted), null, 2)}\n`)
  }
}
