import { constants } from 'node:os'
import { CommandError } from './exit.ts'

/** What ends a command that starts containers, and must not end it halfway through its clearing up. */
export interface Interruption {
  /** @throws CommandError (128 and the signal's number) when one has come */
  check(): void
  end(): void
}

/** Notes SIGINT, SIGTERM and SIGHUP instead of dying by them, until `end`. */
export function watchInterruption(): Interruption {
  let caught: NodeJS.Signals | undefined
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const note = (signal: NodeJS.Signals) => {
    caught ??= signal
  }
  for (const signal of signals) process.on(signal, note)
  return {
    check() {
      if (caught === undefined) return
      const exitCode = 128 + constants.signals[caught]
      throw new CommandError('interrupted before the container was started', { exitCode })
    },
    end() {
      for (const signal of signals) process.off(signal, note)
    },
  }
}
