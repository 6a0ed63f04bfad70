import { writeSync } from 'node:fs'
import { Exit } from './exit.ts'

/**
 * Whoever reads may stop at any time (`| head`): that is the end of the output, not an error.
 * `process.stdout` takes milliseconds to set up; this waits until something asks for it.
 */
export function endWithReader(): void {
  const own = Object.getOwnPropertyDescriptor(process, 'stdout')
  if (own?.get === undefined) return void process.stdout.on('error', endOrThrow)
  const { get } = own
  Object.defineProperty(process, 'stdout', {
    ...own,
    get() {
      Object.defineProperty(process, 'stdout', own)
      return get.call(process).on('error', endOrThrow)
    },
  })
}

/**
 * Writes all of the text to standard output before it returns, and without the streams of `process.stdout`:
 * nothing is left to wait for, so the program may end at once. A pipe that is full is waited for.
 */
export function writeOut(text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
      else endOrThrow(error as NodeJS.ErrnoException)
    }
  }
}

function endOrThrow(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? Exit.fine)
  throw error
}
