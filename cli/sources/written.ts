import { homedir } from 'node:os'
import { parse } from 'yaml'
import { callerSource, type DeclaredSource } from '../../compose-transform/credentials/sources.ts'
import type { ComposeExtension, Source } from '../../schemas/generated/compose-extension.ts'
import validate from '../../schemas/generated/compose-extension.validate.mjs'
import { CommandError } from '../exit.ts'

/**
 * Reads a source as it is written on a command line: `KEY={ command: [gh, auth, token] }`, what stands after `=` as the
 * Compose file has it under `credentials.sources`.
 *
 * @throws CommandError that says what is wrong with it
 */
export function readWritten(flag: string, text: string): [key: string, source: Source] {
  const equals = text.indexOf('=')
  const key = text.slice(0, Math.max(0, equals))
  let value: unknown
  try {
    value = parse(text.slice(equals + 1))
  } catch {
    value = undefined
  }
  const field = { policy: '-', credentials: { sources: { [key]: value } } }
  if (key !== '' && validate(field)) {
    return [key, (field as ComposeExtension).credentials?.sources?.[key] ?? {}]
  }
  throw new CommandError(
    `${flag} ${text}: it takes KEY={ environment: NAME }, { file: PATH }, { command: [PROGRAM, ARGUMENT] }, { githubApp: … } or { clientCredentials: … }`,
  )
}

/** The same with absolute paths, for a program without a Compose file: it has no Docker secrets. */
export function writtenSource(
  flag: string,
  text: string,
  directory: string,
): [string, DeclaredSource] {
  const [key, source] = readWritten(flag, text)
  const held = (inner: Parameters<typeof callerSource>[0]) =>
    callerSource(inner, directory, homedir())
  const { githubApp, clientCredentials } = source
  if (source.secret !== undefined) {
    throw new CommandError(`${flag} ${text}: there is no Compose file here that has secrets.`)
  }
  if (githubApp)
    return [key, { githubApp: { ...githubApp, privateKey: held(githubApp.privateKey) } }]
  if (clientCredentials) {
    const clientSecret = held(clientCredentials.clientSecret)
    return [key, { clientCredentials: { ...clientCredentials, clientSecret } }]
  }
  return [key, held(source)]
}
