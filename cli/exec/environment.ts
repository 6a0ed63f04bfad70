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
