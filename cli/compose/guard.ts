import { isReserved } from '../../compose-transform/inspect/reserved.ts'
import { serviceOfServer } from '../../compose-transform/roles/servers.ts'
import { CommandError } from '../exit.ts'

/**
 * Flags of `docker compose run`, `exec`, `cp` and `build` that would take the container out of what was checked.
 * A flag that is not in the table is refused too: a Compose of next year may give it any meaning.
 */
interface VerbFlags {
  /** Whether flags count wherever they stand, and not only before the service's name. */
  anywhere?: true
  /** Flags without a value. */
  plain: readonly string[]
  /** Flags that take a value. */
  valued: readonly string[]
  /** Flag → why it is refused. */
  refused: ReadonlyMap<string, string>
}

const environmentReason =
  'it would put a value into the container that nobody checked. Set it in the Compose file, or write NAME=VALUE'

const verbs: ReadonlyMap<string, VerbFlags> = new Map([
  [
    'run',
    {
      plain: [
        ...['--build', '-d', '--detach', '-i', '--interactive', '-T', '--no-TTY', '--no-tty'],
        ...['--no-deps', '-q', '--quiet', '--quiet-build', '--quiet-pull', '--remove-orphans'],
        ...['--rm', '-t', '--tty', '--dry-run'],
      ],
      valued: [
        ...['--cap-drop', '--entrypoint', '-e', '--env', '-l', '--label', '--name', '--pull'],
        ...['-u', '--user', '-w', '--workdir'],
      ],
      refused: new Map([
        ['--cap-add', 'it would give the container more than its sandbox allows'],
        ['-v', 'it would mount what was not checked'],
        ['--volume', 'it would mount what was not checked'],
        [
          '-p',
          'it would open a way past the ingress forwarder. Publish the port in the Compose file',
        ],
        [
          '--publish',
          'it would open a way past the ingress forwarder. Publish the port in the Compose file',
        ],
        ['-P', 'it would open a way past the ingress forwarder'],
        ['--service-ports', 'it would open a way past the ingress forwarder'],
        ['--use-aliases', 'the container could answer in the name of another service'],
        ['--env-from-file', environmentReason],
      ]),
    },
  ],
  [
    'exec',
    {
      plain: [
        '--dry-run',
        '-d',
        '--detach',
        '-i',
        '--interactive',
        '-T',
        '--no-TTY',
        '--no-tty',
        '-t',
        '--tty',
      ],
      valued: ['-e', '--env', '--index', '-u', '--user', '-w', '--workdir'],
      refused: new Map([['--privileged', 'it would lift every limit of the sandbox']]),
    },
  ],
  [
    'cp',
    {
      anywhere: true,
      plain: ['-a', '--archive', '--all', '--dry-run'],
      valued: ['--index'],
      refused: new Map([
        ['-L', 'it would follow links that the agent can place'],
        ['--follow-link', 'it would follow links that the agent can place'],
      ]),
    },
  ],
  [
    'build',
    {
      anywhere: true,
      plain: [
        ...[
          '--check',
          '--compress',
          '--dry-run',
          '--force-rm',
          '--no-cache',
          '--no-rm',
          '--parallel',
        ],
        ...['--print', '--pull', '--push', '-q', '--quiet', '--with-dependencies'],
      ],
      valued: [
        '--build-arg',
        '--builder',
        '-m',
        '--memory',
        '--progress',
        '--provenance',
        '--sbom',
      ],
      refused: new Map([['--ssh', 'what the build runs could sign in with your keys']]),
    },
  ],
])

/** Flags that set variables. */
const environmentFlags = new Set(['-e', '--env', '--build-arg'])
/** Flags that give a container the marks by which it is found. */
const labelFlags = new Set(['-l', '--label'])

/**
 * Refuses the flags that would open the sandbox, by name and with the reason; other verbs have none.
 * Of `run` and `exec` only what stands before the service's name is looked at: the rest belongs to the command inside.
 * Throws CommandError (exit 2).
 */
export function guardArguments(verb: string, rest: readonly string[]): void {
  // What is no verb would go before one, and `docker compose` would take it for an option of its own: -f, for example.
  if (!/^[a-z]/.test(verb)) {
    throw new CommandError(
      `compose ${verb} is refused: this option is not known here. What there is: governance compose --help`,
    )
  }
  const flags = verbs.get(verb)
  if (!flags) return
  for (const { name, value } of readFlags(verb, rest, flags)) {
    if (name === '') {
      guardService(verb, value ?? '')
      continue
    }
    const reason = flags.refused.get(name)
    if (reason) throw new CommandError(`compose ${verb} ${name} is refused: ${reason}.`)
    if (environmentFlags.has(name) && value !== undefined && !value.includes('=')) {
      throw new CommandError(`compose ${verb} ${name} ${value} is refused: ${environmentReason}.`)
    }
    const mark =
      labelFlags.has(name) &&
      /^(?:ai\.docker\.governance\.|com\.docker\.compose\.)/.test(value ?? '')
    const taken = name === '--name' && /governance-/i.test(value ?? '')
    if (mark || taken) {
      throw new CommandError(
        `compose ${verb} ${name} ${value} is refused: the container could be taken for a sidecar.`,
      )
    }
  }
}

/** A sidecar has ways that no governed service has; what it runs is not for the caller to choose. */
function guardService(verb: string, service: string): void {
  if (verb !== 'run' || !isReserved(service) || service.startsWith(serviceOfServer(''))) return
  throw new CommandError(
    `compose run ${service} is refused: it would run something else in the place of a sidecar.`,
  )
}

/**
 * Reads flags: `--name=value`, `--name value`, `-nvalue`, and bundles such as `-it`. Operands have no name; without
 * `anywhere` the first one is the last that is read.
 */
function* readFlags(
  verb: string,
  rest: readonly string[],
  flags: VerbFlags,
): Generator<{ name: string; value?: string }> {
  const takesValue = (name: string) => flags.valued.includes(name)
  const isKnown = (name: string) =>
    flags.plain.includes(name) || takesValue(name) || flags.refused.has(name)
  const unknown = (name: string) =>
    new CommandError(
      `compose ${verb} ${name} is refused: this flag is not known here, so nobody can say what it would open.`,
    )

  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? ''
    if (word === '--') {
      if (rest[index + 1] !== undefined) yield { name: '', value: rest[index + 1] ?? '' }
      return
    }
    if (word === '-' || !word.startsWith('-')) {
      yield { name: '', value: word }
      if (!flags.anywhere) return
      continue
    }
    if (word.startsWith('--')) {
      const [name = '', ...values] = word.split('=')
      if (!isKnown(name)) throw unknown(name)
      if (values.length > 0) yield { name, value: values.join('=') }
      else if (takesValue(name)) {
        index += 1
        yield { name, value: rest[index] ?? '' }
      } else yield { name }
      continue
    }
    for (let at = 1; at < word.length; at += 1) {
      const name = `-${word[at]}`
      if (!isKnown(name)) throw unknown(name)
      if (!takesValue(name)) {
        yield { name }
        continue
      }
      const attached = word.slice(at + 1).replace(/^=/, '')
      if (attached === '') index += 1
      yield { name, value: attached === '' ? (rest[index] ?? '') : attached }
      break
    }
  }
}
