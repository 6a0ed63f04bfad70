import { CommandError } from '../exit.ts'

/**
 * Variables that a governed command gets from its caller. Everything else stays outside: a variable is as likely to
 * hold a secret as not, and no pattern of names tells.
 */
const HARMLESS: ReadonlySet<string> = new Set([
  'CI',
  'CLICOLOR',
  'CLICOLOR_FORCE',
  'COLORTERM',
  'COLUMNS',
  'EDITOR',
  'FORCE_COLOR',
  'GOPATH',
  'GOROOT',
  'HOME',
  'JAVA_HOME',
  'LANG',
  'LANGUAGE',
  'LINES',
  'LOGNAME',
  'NODE_ENV',
  'NO_COLOR',
  'PAGER',
  'PATH',
  'PYENV_ROOT',
  'PYENV_VERSION',
  'PYTHONUNBUFFERED',
  'SHELL',
  'TERM',
  'TERM_PROGRAM',
  'TZ',
  'USER',
  'VIRTUAL_ENV',
  'VISUAL',
])

/** @returns the caller's variables that may be passed on as they are */
export function harmlessVariables(environment: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...environment].filter(([name]) => HARMLESS.has(name) || /^LC_[A-Z]+$/.test(name)),
  )
}

/**
 * The variables of `--env NAME` and `--env NAME=VALUE`.
 *
 * @param secrets what must not get in by this door: the caller's value of a key is the secret itself
 * @throws CommandError for a name without a value, or a value that is a secret
 */
export function askedVariables(
  asked: readonly string[],
  environment: ReadonlyMap<string, string>,
  secrets: ReadonlyMap<string, string>,
): Map<string, string> {
  const variables = new Map<string, string>()
  for (const text of asked) {
    const [, name = '', , given] = /^([^=]+)(=(.*))?$/s.exec(text) ?? []
    const value = given ?? environment.get(name)
    if (name === '') throw new CommandError(`--env ${text}: say NAME or NAME=VALUE.`)
    if (value === undefined) throw new CommandError(`--env ${name}: the variable is not set.`)
    for (const [key, secret] of secrets)
      if (value.includes(secret))
        throw new CommandError(
          `--env ${name}: its value holds the secret ${key}, which the command must not hold. Leave it out: of a key that the policy allows it gets a lease in ${key}.`,
        )
    variables.set(name, value)
  }
  return variables
}
