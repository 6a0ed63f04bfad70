import { CommandError } from '../exit.ts'

/** What a call through the `docker` command line means for this program. */
export interface PluginCall {
  /** The words for this program, without its own name. */
  words: string[]
  /** Variables to set, undefined to unset: how docker's global flags reach every `docker` that is called from here. */
  environment: Map<string, string | undefined>
}

/** docker's global flags that take a value (docker/cli, cli/flags/options.go). */
const valued = new Map([
  ['--context', 'context'],
  ['-c', 'context'],
  ['--host', 'host'],
  ['-H', 'host'],
  ['--config', 'config'],
  ['--log-level', 'ignored'],
  ['-l', 'ignored'],
  ['--tlscacert', 'certificate'],
  ['--tlscert', 'certificate'],
  ['--tlskey', 'certificate'],
])

const plain = new Set(['--debug', '-D', '--tls', '--tlsverify'])

/**
 * Reads what the docker command line hands a plugin: its global flags, then the plugin's name, then the rest
 * (`docker --context x governance logs` arrives as `--context x governance logs`, `docker help governance logs` as
 * `help governance logs`).
 *
 * @throws CommandError for a global flag that cannot be handed on
 */
export function readPluginCall(words: readonly string[]): PluginCall {
  const environment = new Map<string, string | undefined>()
  let index = 0
  for (; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (!word.startsWith('-')) break
    const [name = '', ...rest] = word.split('=')
    const given = rest.length > 0 ? rest.join('=') : undefined
    const kind = valued.get(name)
    if (kind !== undefined) {
      if (given === undefined) index += 1
      takeValue(kind, name, given ?? words[index] ?? '', environment)
    } else if (plain.has(name)) takePlain(name, given !== 'false', environment)
    else break
  }
  return { words: ownWords(words.slice(index)), environment }
}

function takeValue(
  kind: string,
  name: string,
  value: string,
  environment: PluginCall['environment'],
): void {
  switch (kind) {
    case 'context':
      // DOCKER_HOST would win over DOCKER_CONTEXT, and the flag wins over both.
      environment.set('DOCKER_CONTEXT', value).set('DOCKER_HOST', undefined)
      break
    case 'host':
      environment.set('DOCKER_HOST', value).set('DOCKER_CONTEXT', undefined)
      break
    case 'config':
      environment.set('DOCKER_CONFIG', value)
      break
    case 'certificate':
      throw new CommandError(
        `docker ${name} is not handed on to governance. Set DOCKER_CERT_PATH to the folder of the certificates, or use a context.`,
      )
  }
}

function takePlain(name: string, on: boolean, environment: PluginCall['environment']): void {
  if (!on) return
  if (name === '--debug' || name === '-D') environment.set('GOVERNANCE_DEBUG', '1')
  else if (name === '--tlsverify') environment.set('DOCKER_TLS_VERIFY', '1')
  else {
    throw new CommandError(
      'docker --tls is not handed on to governance, because it does not check whom it talks to. Use --tlsverify or a context.',
    )
  }
}

/** Takes the plugin's own name out; a call without docker may leave it out. */
function ownWords(words: readonly string[]): string[] {
  const [first, second, ...rest] = words
  if (first === 'governance') return words.slice(1)
  if (second !== 'governance') return [...words]
  switch (first) {
    case 'help':
      return [...rest, '--help']
    case '__complete':
    case '__completeNoDesc':
      return [first, ...rest]
    default:
      return [...words]
  }
}
