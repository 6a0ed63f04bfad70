import { basename } from 'node:path'
import { CommandError, Exit } from '../exit.ts'
import { completionScript, type Shell, shells } from './completion-scripts.ts'
import { ownProgram } from './folder.ts'
import { shellFunction } from './shell-function.ts'

/** `governance shell-init [SHELL]`: prints the function; without a name, for the shell that SHELL names. */
export function printShellFunction(name: string | undefined): number {
  process.stdout.write(shellFunction(shellOf(name), ownProgram))
  return Exit.fine
}

/** `governance completion SHELL`. */
export function printCompletion(name: string): number {
  process.stdout.write(completionScript(shellOf(name), ownProgram))
  return Exit.fine
}

function shellOf(name: string | undefined): Shell {
  const wanted = name ?? basename(process.env.SHELL ?? '')
  const found = shells.find((shell) => shell === wanted)
  if (found) return found
  throw new CommandError(
    name === undefined
      ? `name your shell: ${shells.join(', ')}`
      : `${name} is not known; there is ${shells.join(', ')}`,
  )
}
