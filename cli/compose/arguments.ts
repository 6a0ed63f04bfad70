import { type ParseArgsConfig, parseArgs } from 'node:util'
import { CommandError } from '../exit.ts'

/** Parses what stands after one of our own verbs; a wrong call is a CommandError (exit 2) that names the verb. */
export function parseVerb<const Options extends NonNullable<ParseArgsConfig['options']>>(
  verb: string,
  rest: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...rest], options, strict: true }).values
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new CommandError(`compose ${verb}: ${message}`)
  }
}

/** Checks that a value is one of those that an option takes. */
export function oneOf<const Value extends string>(
  flag: string,
  value: string,
  allowed: readonly Value[],
): Value {
  const found = allowed.find((one) => one === value)
  if (found === undefined) {
    throw new CommandError(`${flag} ${value}: it takes ${allowed.join(', ')}`)
  }
  return found
}
