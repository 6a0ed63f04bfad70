/** Exit codes; a contract (see the documentation of the command line). */
export const Exit = {
  /** All is well. */
  fine: 0,
  /** Findings, a violation or a failed test. */
  findings: 1,
  /** The input or the call is wrong. */
  usage: 2,
  /** The machine lacks something; the message says what and how to get it. */
  machine: 3,
} as const

/**
 * An error that people are meant to read: printed as it is, without a stack trace.
 * `place` is `FILE:LINE:COL` (one-based) where the error has one.
 */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number
  readonly place: string | undefined

  constructor(message: string, options: { exitCode?: number; place?: string } = {}) {
    super(message)
    this.exitCode = options.exitCode ?? Exit.usage
    this.place = options.place
  }
}

/**
 * Prints any error the way every command does and gives the exit code it calls for.
 * Unknown errors are a fault of ours: they show their message and, with GOVERNANCE_DEBUG set, their stack.
 */
export function reportError(error: unknown): number {
  if (isReadable(error)) {
    const place = 'place' in error && typeof error.place === 'string' ? `${error.place}: ` : ''
    process.stderr.write(`${place || 'governance: '}${error.message}\n`)
    return error.exitCode
  }
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`governance: internal error: ${message}\n`)
  if (process.env.GOVERNANCE_DEBUG && error instanceof Error)
    process.stderr.write(`${error.stack}\n`)
  return Exit.usage
}

/** Errors of other rooms that carry an `exitCode` are as readable as our own. */
function isReadable(error: unknown): error is Error & { exitCode: number; place?: unknown } {
  return error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number'
}
