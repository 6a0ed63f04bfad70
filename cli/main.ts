import { CommanderError } from 'commander'
import { Exit, reportError } from './exit.ts'
import { endWithReader } from './output.ts'
import { calledAsPlugin, enterPlugin } from './plugin/enter.ts'
import { buildProgram } from './program.ts'

endWithReader()

// An end before the command came to one, because nothing is left to wait for, is a fault and no success.
let ended = false
process.once('exit', () => {
  if (!ended) process.exitCode ??= Exit.usage
})

void main()

async function main(): Promise<void> {
  try {
    const isPlugin = Boolean(process.env[calledAsPlugin])
    const words = isPlugin ? enterPlugin(process.argv) : process.argv.slice(2)
    await buildProgram(words, isPlugin ? 'docker governance' : 'governance').parseAsync(words, {
      from: 'user',
    })
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? exitCodeOf(error) : reportError(error)
  }
  ended = true
}

/** Commander ends a wrong call with 1; here 1 means findings, and a wrong call is 2. */
function exitCodeOf(error: CommanderError): number {
  return error.exitCode === 0 ? Exit.fine : Exit.usage
}
