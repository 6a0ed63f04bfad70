import { homedir } from 'node:os'
import type { CallerSource } from '../../compose-transform/credentials/sources.ts'
import { type CommandOptions, commandSource } from '../../sidecars/broker/sources/command.ts'
import {
  environmentSource,
  fileSource,
  type SecretForm,
} from '../../sidecars/broker/sources/local.ts'
import type { Source } from '../../sidecars/broker/sources/source.ts'

/**
 * A source that is asked where the command was called, as its caller.
 *
 * A command runs in the caller's home and not in the project's folder: tools take settings from the folder they run in,
 * and the project's folder may hold anything.
 *
 * @param environment the caller's variables, env files of the project included
 * @param form what the source may give
 */
export function callerSecret(
  source: CallerSource,
  environment: ReadonlyMap<string, string>,
  form: SecretForm = 'line',
  options: Pick<CommandOptions, 'standardInput'> = {},
): Source {
  if ('environment' in source) return environmentSource(source.environment, environment, form)
  if ('file' in source) return fileSource(source.file, form)
  return commandSource(source.command, {
    ...options,
    form,
    directory: homedir(),
    say: (text) => process.stderr.write(text.endsWith('\n') ? text : `${text}\n`),
  })
}
