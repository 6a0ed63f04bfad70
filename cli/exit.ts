import { stateDirectory } from './state.ts'

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
  const impossible = whyImpossible(error)
  if (impossible !== undefined) {
    const { path = '' } = error as NodeJS.ErrnoException
    process.stderr.write(`governance: ${path && `${path}: `}${impossible}.${whereElse(path)}\n`)
    return Exit.machine
  }
  // By its name: the trail is not loaded by commands that do not need it.
  if (error instanceof Error && error.name === 'AuditUnavailable') {
    process.stderr.write(`governance: ${message}\n`)
    return Exit.machine
  }
  process.stderr.write(`governance: internal error: ${message}\n`)
  if (process.env.GOVERNANCE_DEBUG && error instanceof Error)
    process.stderr.write(`${error.stack}\n`)
  return Exit.usage
}

/** Errors of other rooms that carry an `exitCode` are as readable as our own. */
function isReadable(error: unknown): error is Error & { exitCode: number; place?: unknown } {
  return error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number'
}

/** What the machine did not let us do, and the next step; undefined for an error of another kind. */
export function whyImpossible(error: unknown): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full; make room and try again'
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return `this user may not ${syscall === 'mkdir' ? 'make this folder' : 'write there'}`
    case 'ENOENT': // what Linux says of a folder in a read-only one
      return syscall === 'mkdir' ? 'this folder cannot be made' : undefined
    case 'ENOTDIR':
      return 'part of this path is a file'
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open on this machine; close some programs, or raise "ulimit -n"'
    default:
      return undefined
  }
}

function whereElse(path: string): string {
  const state = stateDirectory()
  if (path === '' || !(state.startsWith(path) || path.startsWith(state))) return ''
  return ' XDG_STATE_HOME names another place for what is remembered and recorded.'
}
