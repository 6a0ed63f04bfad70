import { posix } from 'node:path'
import { isHostPath, parseVolume } from '../../compose-transform/load/volume-syntax.ts'
import { CommandError } from '../exit.ts'
import { readMount } from './mount.ts'
import type { RunRequest } from './request.ts'
import type { GivenFlag } from './words.ts'

/** Name of the one service: the trail names who asked by it. */
export const service = 'agent'

export interface RunProject {
  /** A Compose file with one service. It holds the values of variables: it is never written anywhere. */
  text: string
  /** Volumes that the call names. As with docker, they outlive the container. */
  volumes: string[]
}

/**
 * Makes a project of one service out of a call, for the same transformer that every Compose file goes through: what it
 * refuses of a service, it refuses here.
 *
 * @param variables the container's, from `readVariables`
 * @param directory where relative paths start
 */
export function runProject(
  request: RunRequest,
  variables: ReadonlyMap<string, string>,
  directory: string,
): RunProject {
  const draft = new ServiceDraft(directory)
  for (const given of request.given) draft.take(given)
  if (request.interactive) draft.put('stdin_open', true)
  if (request.tty) draft.put('tty', true)
  if (request.command.length > 0) draft.put('command', request.command)
  const volumes = [...draft.volumes]
  // A key with a source of its own needs no value here: the container gets a lease.
  const sourced = [...request.sources.keys()].filter((key) => !variables.has(key))
  const environment = [
    ...[...variables].map(([key, value]) => `${key}=${value}`),
    ...sourced.map((key) => `${key}=`),
  ]
  const model = {
    services: {
      [service]: {
        image: request.image,
        pull_policy: 'never',
        ...(environment.length === 0 ? {} : { environment }),
        ...Object.fromEntries(draft.entries),
      },
    },
    ...(volumes.length === 0
      ? {}
      : { volumes: Object.fromEntries(volumes.map((name) => [name, { name }])) }),
    'x-docker-ai-governance': {
      policy: request.policies.map((path) => posix.resolve(directory, path)),
      // A named volume outlives the call, so it has no project's name; ensureVolumes refuses what something else made.
      ...(volumes.length === 0
        ? {}
        : {
            exceptions: [
              { rule: 'no-external-volume', service, reason: 'only volumes of governance run' },
            ],
          }),
      ...(request.sources.size === 0
        ? {}
        : { credentials: { sources: Object.fromEntries(request.sources) } }),
      ...(request.servers.size === 0
        ? {}
        : {
            mcp: {
              servers: Object.fromEntries(
                [...request.servers].map(([name, url]) => [name, { url }]),
              ),
            },
          }),
    },
  }
  return { text: asCompose(model), volumes }
}

/** JSON is YAML; every dollar is doubled, because the caller's shell has already put in what was to be put in. */
function asCompose(model: unknown): string {
  const literally = (_key: string, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('$', '$$$$') : value
  const escaped = (character: string) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  // What JSON leaves as it is and readers of YAML do not: controls, and line breaks of their own.
  return `${JSON.stringify(model, literally, 2).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escaped)}\n`
}

class ServiceDraft {
  readonly entries = new Map<string, unknown>()
  readonly volumes = new Set<string>()
  private readonly directory: string
  private readonly health = new Map<string, unknown>()

  constructor(directory: string) {
    this.directory = directory
  }

  put(key: string, value: unknown): void {
    this.entries.set(key, value)
  }

  take({ flag, written, value }: GivenFlag): void {
    const { meaning } = flag
    if ('read' in meaning) this.read(meaning.read, written, value)
    if (!('put' in meaning)) return
    switch (meaning.as) {
      case 'text':
        this.put(meaning.put, value)
        break
      case 'number':
        this.put(meaning.put, numberOf(written, value))
        break
      case 'boolean':
        this.put(meaning.put, value === 'true')
        break
      case 'list':
        this.add(meaning.put, value)
    }
  }

  private add(key: string, value: unknown): void {
    this.put(key, [...((this.entries.get(key) as unknown[]) ?? []), value])
  }

  private entry(key: string, name: string, value: unknown): void {
    const known = this.entries.get(key) as Map<string, unknown> | undefined
    this.put(key, Object.fromEntries([...Object.entries(known ?? {}), [name, value]]))
  }

  private read(name: string, flag: string, value: string): void {
    switch (name) {
      case 'volume':
        this.volume(value)
        break
      case 'mount':
        this.mount(value)
        break
      case 'entrypoint':
        this.put('entrypoint', value === '' ? [] : [value])
        break
      case 'name':
        this.put('container_name', value)
        break
      case 'label':
        this.entry('labels', ...pair(value))
        break
      case 'labelFile':
        this.add('label_file', posix.resolve(this.directory, value))
        break
      case 'storageOption':
        this.entry('storage_opt', ...pair(value))
        break
      case 'ulimit':
        this.ulimit(flag, value)
        break
      case 'stopTimeout':
        this.put('stop_grace_period', `${numberOf(flag, value)}s`)
        break
      case 'blockWeight':
        this.put('blkio_config', { weight: numberOf(flag, value) })
        break
      case 'logDriver':
        this.put('logging', { ...(this.entries.get('logging') as object), driver: value })
        break
      case 'logOption':
        this.logOption(value)
        break
      case 'ipc':
        this.ipc(flag, value)
        break
      default:
        this.healthcheck(name, flag, value)
    }
  }

  private volume(text: string): void {
    const spec = parseVolume(text)
    if (!spec) throw new CommandError(`run --volume ${text}: that is no mount`)
    if (spec.source !== undefined && !isHostPath(spec.source)) this.volumes.add(spec.source)
    this.add('volumes', text)
  }

  private mount(text: string): void {
    const mount = readMount(text, this.directory)
    if (mount.type === 'volume' && mount.source) this.volumes.add(mount.source)
    this.add('volumes', mount)
  }

  private ulimit(flag: string, text: string): void {
    const [name, limits = ''] = pair(text)
    const [soft = '', hard = soft] = limits.split(':')
    this.entry('ulimits', name, { soft: numberOf(flag, soft), hard: numberOf(flag, hard) })
  }

  private logOption(text: string): void {
    const logging = this.entries.get('logging') as { options?: object } | undefined
    const [name, value] = pair(text)
    this.put('logging', {
      driver: 'json-file',
      ...logging,
      options: { ...logging?.options, [name]: value },
    })
  }

  private ipc(flag: string, value: string): void {
    if (value !== 'private' && value !== 'none' && value !== '') {
      throw new CommandError(
        `run ${flag} ${value} is refused: it would share a namespace with the host or another container.`,
      )
    }
    if (value !== '') this.put('ipc', value)
  }

  private healthcheck(name: string, flag: string, value: string): void {
    const keys = new Map<string, [key: string, value: () => unknown]>([
      ['healthCommand', ['test', () => ['CMD-SHELL', value]]],
      ['healthInterval', ['interval', () => value]],
      ['healthTimeout', ['timeout', () => value]],
      ['healthRetries', ['retries', () => numberOf(flag, value)]],
      ['healthStartPeriod', ['start_period', () => value]],
      ['healthStartInterval', ['start_interval', () => value]],
      ['noHealth', ['disable', () => value === 'true']],
    ])
    const found = keys.get(name)
    if (!found) return
    this.health.set(found[0], found[1]())
    this.put('healthcheck', Object.fromEntries(this.health))
  }
}

function pair(text: string): [name: string, value: string] {
  const equals = text.indexOf('=')
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)]
}

function numberOf(flag: string, text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number)) return number
  throw new CommandError(`run ${flag} ${text}: a number is wanted`)
}
