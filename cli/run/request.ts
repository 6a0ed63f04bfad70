import { readFile } from 'node:fs/promises'
import type { Source } from '../../schemas/generated/compose-extension.ts'
import { CommandError } from '../exit.ts'
import { readWritten } from '../sources/written.ts'
import type { GivenFlag } from './words.ts'
import { readRunWords } from './words.ts'

/** What is asked of `governance run`. */
export interface RunRequest {
  policies: string[]
  /** `NAME=URL` of MCP servers. */
  servers: Map<string, string>
  /** key → where its secret comes from. */
  sources: Map<string, Source>
  detach: boolean
  interactive: boolean
  tty: boolean
  remove: boolean
  quiet: boolean
  detachKeys: string | undefined
  cidFile: string | undefined
  name: string | undefined
  pull: 'always' | 'missing' | 'never'
  image: string
  command: string[]
  /** Everything that says what the container is. */
  given: GivenFlag[]
}

/** Reads a call; undefined when it asks for help. Throws CommandError for a call that is wrong. */
export function readRunRequest(words: readonly string[]): RunRequest | undefined {
  const { given, image, command } = readRunWords(words)
  const last = (name: string) => given.findLast((one) => one.name === name)?.value
  const on = (name: string) => last(name) === 'true'
  const all = (name: string) => given.filter((one) => one.name === name).map((one) => one.value)
  if (on('--help')) return undefined

  const policies = all('--governance-policy')
  if (policies.length === 0) {
    throw new CommandError(
      'run: --governance-policy FILE is missing. It stands before the image: governance run --governance-policy FILE IMAGE',
    )
  }
  if (image === undefined || image === '') throw new CommandError('run: the image is missing')
  if (last('--sig-proxy') === 'false') {
    throw new CommandError('run --sig-proxy=false is refused: signals always reach the container.')
  }
  const request: RunRequest = {
    policies,
    servers: new Map(all('--governance-mcp').map(readServer)),
    sources: new Map(
      all('--governance-source').map((text) => readWritten('run --governance-source', text)),
    ),
    detach: on('--detach'),
    interactive: on('--interactive'),
    tty: on('--tty'),
    remove: on('--rm'),
    quiet: on('--quiet'),
    detachKeys: last('--detach-keys'),
    cidFile: last('--cidfile'),
    name: last('--name'),
    pull: readPull(last('--pull') ?? 'missing'),
    image,
    command,
    given,
  }
  const restart = last('--restart')
  if (request.remove && restart !== undefined && restart !== 'no' && restart !== '') {
    throw new CommandError('run: --rm and --restart contradict each other')
  }
  return request
}

function readServer(text: string): [string, string] {
  const [, name, url] = /^([^=]+)=(https?:\/\/.+)$/.exec(text) ?? []
  if (name && url) return [name, url]
  throw new CommandError(`run --governance-mcp ${text}: it takes NAME=URL`)
}

function readPull(value: string): RunRequest['pull'] {
  if (value === 'always' || value === 'missing' || value === 'never') return value
  throw new CommandError(`run --pull ${value}: it takes always, missing, never`)
}

/**
 * The variables that a call sets, as docker reads them: `-e KEY` takes the caller's value and is left out when there
 * is none, later flags win, and `--env` wins over `--env-file`.
 */
export async function readVariables(
  given: readonly GivenFlag[],
  caller: NodeJS.ProcessEnv,
): Promise<Map<string, string>> {
  const variables = new Map<string, string>()
  const set = (text: string, flag: string) => {
    const equals = text.indexOf('=')
    const key = equals < 0 ? text : text.slice(0, equals)
    if (key === '' || /[\s\0]/.test(key)) {
      throw new CommandError(`run ${flag}: "${key}" is no name of a variable`)
    }
    const value = equals < 0 ? caller[key] : text.slice(equals + 1)
    if (value === undefined) variables.delete(key)
    else variables.set(key, value)
  }
  for (const { name, written, value } of given) {
    if (name !== '--env-file') continue
    for (const line of await linesOf(written, value)) set(line, `${written} ${value}`)
  }
  for (const { name, written, value } of given) if (name === '--env') set(value, written)
  return variables
}

/** The lines of an env file that say something. docker knows no quotes in it: a value is what stands there. */
async function linesOf(flag: string, path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CommandError(`run ${flag} ${path}: it cannot be read`)
  })
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s+/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
}
