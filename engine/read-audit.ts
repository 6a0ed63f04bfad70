import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { confinement } from './confinement.ts'
import type { Docker } from './docker.ts'
import { EngineError } from './error.ts'
import { folders } from './image.ts'
import { auditVolume } from './volume.ts'

export interface ReadAuditOptions {
  readonly docker: Docker
  /** The sidecar image; see `ensureImage`. */
  readonly image: string
  /** Role of the sidecar and its arguments, such as `['logs', '--format', 'json']`. */
  readonly command: readonly string[]
  /** Default: the trail's. */
  readonly volume?: string
  /** Ends the reading, e.g. of `--follow`. The generator then ends without an error. */
  readonly signal?: AbortSignal
}

/**
 * Reads the trail through a throwaway container without a network, which sees the volume read-only: the volume may lie
 * on another machine than this program. Gives the lines as they come.
 *
 * @throws ReadAuditFailed with the exit code of the role when it is not 0, after the last line.
 */
export async function* readAudit(options: ReadAuditOptions): AsyncGenerator<string, void, void> {
  const { docker, signal } = options
  if (signal?.aborted) return
  const name = `docker-ai-governance-logs-${randomUUID().slice(0, 8)}`
  const mount = `type=volume,source=${options.volume ?? auditVolume},target=${folders.audit},readonly`
  const child = docker.start(
    [
      'run',
      ...confinement,
      ...['--name', name, '--network', 'none', '--mount', mount],
      options.image,
      ...options.command,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let errors = ''
  child.stderr?.on('data', (part) => {
    errors = (errors + part).slice(-4_000)
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', () => reject(new EngineError('docker was not found on this machine.')))
    child.once('close', resolve)
  })
  ended.catch(() => {}) // awaited below; the lines end first
  // Ending `docker run` alone would leave a container behind that follows the trail for ever.
  let removal: Promise<unknown> | undefined
  const remove = () => {
    removal ??= docker.capture(['rm', '--force', name])
  }
  signal?.addEventListener('abort', remove, { once: true })
  try {
    if (child.stdout !== null) yield* createInterface({ input: child.stdout })
    const code = await ended
    if (code !== 0 && !signal?.aborted) throw new ReadAuditFailed(code ?? 1, errors.trim())
  } finally {
    signal?.removeEventListener('abort', remove)
    if (child.exitCode === null) remove() // the caller stopped half-way
    await removal
  }
}

/** The role in the container refused or failed: `exitCode` is its own, the message what it said. */
export class ReadAuditFailed extends Error {
  override readonly name = 'ReadAuditFailed'
  readonly exitCode: number

  constructor(exitCode: number, message: string) {
    super(message || `The audit trail cannot be read (exit code ${exitCode}).`)
    // docker run keeps 125 and above for itself: then the machine is at fault, not the trail.
    this.exitCode = exitCode >= 125 ? 3 : exitCode
  }
}
