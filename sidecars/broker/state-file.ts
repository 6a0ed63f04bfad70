import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** What the broker keeps is for its own user alone. */
const FILE_MODE = 0o600
const DIRECTORY_MODE = 0o700
const DRAFT = '.new'

/** Makes the directory of the broker's state, if it is not there, and removes drafts that a kill left in it. */
export async function makeStateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: DIRECTORY_MODE })
  for (const name of await readdir(directory)) {
    if (name.endsWith(DRAFT)) await unlink(join(directory, name))
  }
}

/** The content of a file, or undefined when there is none. */
export async function readState(directory: string, name: string): Promise<Buffer | undefined> {
  try {
    return await readFile(join(directory, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Replaces a file as a whole: after a kill or a power cut it is the old one or the new one, never half of one. */
export async function writeState(
  directory: string,
  name: string,
  content: string | Buffer,
): Promise<void> {
  const file = join(directory, name)
  const draft = `${file}.${randomBytes(6).toString('hex')}${DRAFT}`
  const handle = await open(draft, 'wx', FILE_MODE)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } catch (error) {
    await unlink(draft).catch(() => {})
    throw error
  } finally {
    await handle.close()
  }
  await rename(draft, file)
  const place = await open(directory, 'r')
  try {
    await place.sync()
  } finally {
    await place.close()
  }
}

/** Moves a file that cannot be read out of the way, for somebody to look at. */
export async function setAside(directory: string, name: string): Promise<void> {
  await rename(join(directory, name), join(directory, `${name}.broken`))
}
