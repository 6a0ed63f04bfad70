import { open } from 'node:fs/promises'
import { secretText } from '../secret-text.ts'
import { type Fetched, type Source, SourceFailure } from './source.ts'

export const LONGEST_SECRET = 64 * 1024
/** How long the content of a file is taken for what it still is. */
const FILE_LIFE_MS = 60_000

/** What a source may give: one line that a request can carry, or a text with lines such as a key in PEM. */
export type SecretForm = 'line' | 'text'

/** A variable of the environment of this process. */
export function environmentSource(
  name: string,
  environment: ReadonlyMap<string, string>,
  form: SecretForm = 'line',
): Source {
  return {
    kind: 'environment',
    async fetch() {
      const secret = environment.get(name)
      if (secret === undefined || secret === '') {
        throw new SourceFailure(`The variable ${name} is not set.`, { passing: false })
      }
      return { secret: secretOf(secret, `the variable ${name}`, form) }
    },
  }
}

/** A file, such as a Docker secret; read again every minute, so that a rotated one is noticed. */
export function fileSource(path: string, form: SecretForm = 'line'): Source {
  return {
    kind: 'file',
    async fetch(): Promise<Fetched> {
      const bytes = await readShort(path)
      return { secret: secretOf(bytes.toString('utf8'), path, form), livesFor: FILE_LIFE_MS }
    },
  }
}

async function readShort(path: string): Promise<Buffer> {
  try {
    const handle = await open(path, 'r')
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(LONGEST_SECRET + 1), 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new SourceFailure(`${path} cannot be read (${code}).`, { passing: code !== 'EISDIR' })
  }
}

/**
 * The secret in what a source gave.
 *
 * @param place where it was found, for the message
 * @throws SourceFailure when it is not of the form
 */
export function secretOf(text: string, place: string, form: SecretForm): string {
  if (form === 'text' && text.trim() !== '' && text.length <= LONGEST_SECRET) return text
  const read = secretText(text)
  if (read.ok) return read.secret
  throw new SourceFailure(`What is in ${place} ${read.fault}.`, { passing: true })
}
