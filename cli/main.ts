import { CommanderError } from 'commander'
import { Exit, reportError } from './exit.ts'
import { calledAsPlugin, enterPlugin } from './plugin/enter.ts'
import { buildProgram } from './program.ts'

// Whoever reads may stop at any time (`| head`): that is the end of the output, not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? Exit.fine)
  throw error
})

// An end before the command came to one, because nothing is left to wait for, is a fault and no success.
let ended = false
process.once('exit', () => {
  if (!ended) process.exitCode ??= Exit.usage
})

void main()

async function main(): Promise<void> {
  try {
    const words = process.env[calledAsPlugin] ? enterPlugin(process.argv) : process.argv.slice(2)
    await buildProgram().parseAsync(words, { from: 'user' })
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? exitCodeOf(error) : reportError(error)
  }
  ended = true
}

/** Commander ends a wrong call with 1; here 1 means findings, and a wrong call is 2. */
function exitCodeOf(error: CommanderError): number {
  return error.exitCode === 0 ? Exit.fine : Exit.usage
}
