import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { secretText } from '../secret-text.ts'
import { type Fetched, type Source, SourceFailure } from './source.ts'

const LONGEST_SECRET = 64 * 1024
const COMMAND_PATIENCE_MS = 30_000
/** How long the content of a file is taken for what it still is. */
const FILE_LIFE_MS = 60_000

/** A variable of the environment of this process. */
export function environmentSource(name: string, environment: ReadonlyMap<string, string>): Source {
  return {
    kind: 'environment',
    async fetch() {
      const secret = environment.get(name)
      if (secret === undefined || secret === '') {
        throw new SourceFailure(`The variable ${name} is not set.`, { passing: false })
      }
      return { secret: secretOf(secret, `the variable ${name}`) }
    },
  }
}

/** A file, such as a Docker secret; read again every minute, so that a rotated one is noticed. */
export function fileSource(path: string): Source {
  return {
    kind: 'file',
    async fetch(): Promise<Fetched> {
      const bytes = await readShort(path)
      return { secret: secretOf(bytes.toString('utf8'), path), livesFor: FILE_LIFE_MS }
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
 * What a command prints: `gh auth token`, `op read op://…`, `vault kv get -field=token …`. Run without a shell. It may ask
 * for a password on the terminal and say things on standard error, which are shown to the user and not kept.
 */
export function commandSource(command: readonly [string, ...string[]]): Source {
  const [program] = command
  return {
    kind: 'command',
    async fetch() {
      return { secret: secretOf(await outputOf(command), `the output of ${program}`) }
    },
  }
}

function outputOf([program, ...args]: readonly [string, ...string[]]): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (message: string, passing: boolean) =>
      reject(new SourceFailure(message, { passing }))
    const child = spawn(program, args, {
      stdio: ['inherit', 'pipe', 'inherit'],
      timeout: COMMAND_PATIENCE_MS,
    })
    const chunks: Buffer[] = []
    let length = 0
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length
      chunks.push(chunk)
      if (length > LONGEST_SECRET) child.kill()
    })
    child.once('error', () => fail(`${program} cannot be run. Is it installed?`, false))
    child.once('close', (code, signal) => {
      if (length > LONGEST_SECRET) fail(`${program} printed more than a secret.`, false)
      else if (signal !== null) fail(`${program} took too long, or was stopped.`, true)
      else if (code !== 0) fail(`${program} ended with exit code ${code}.`, true)
      else resolve(Buffer.concat(chunks).toString('utf8'))
    })
  })
}

function secretOf(text: string, place: string): string {
  const read = secretText(text)
  if (read.ok) return read.secret
  throw new SourceFailure(`What is in ${place} ${read.fault}.`, { passing: true })
}
