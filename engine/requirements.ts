import type { Docker } from './docker.ts'
import { EngineError, howToReachAnEngine } from './error.ts'

/** An engine that is there but busy answers within this; in milliseconds. */
const patience = 20_000

export interface EngineVersion {
  /** Of the engine, such as `28.5.2`. */
  readonly version: string
  /** Of the API that both sides speak. */
  readonly api: string
  readonly system: string
  readonly architecture: string
}

/**
 * Makes sure that an engine answers.
 * @throws EngineError that says how to get one: there is no `docker`, no engine behind it, or the engine is too old.
 */
export function requireEngine(docker: Docker): Promise<EngineVersion> {
  const present = answers.get(docker) ?? askEngine(docker)
  answers.set(docker, present)
  return present
}

/** Asked once for each `docker` that is handed in: what starts a project asks for its version in several places. */
const answers = new WeakMap<Docker, Promise<EngineVersion>>()

async function askEngine(docker: Docker): Promise<EngineVersion> {
  const asked = await docker.capture(['version', '--format', '{{json .Server}}'], {
    timeout: patience,
  })
  const server = asked.code === 0 ? parse(asked.stdout) : undefined
  if (server === undefined) {
    const said = asked.stderr.trim() || 'it did not say why.'
    throw new EngineError(`No Docker engine can be reached: ${said}\n${howToReachAnEngine}`)
  }
  const [major = 0, minor = 0] = server.version.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 10)) {
    throw new EngineError(`Docker Engine ${server.version} is too old: 20.10 or newer is wanted.`)
  }
  return server
}

/**
 * Makes sure that Compose v2 is there.
 * @returns its version, such as `2.40.3`.
 * @throws EngineError that says how to get it.
 */
export async function requireCompose(docker: Docker): Promise<string> {
  const asked = await docker.capture(['compose', 'version', '--short'], { timeout: patience })
  if (asked.code === 0) return asked.stdout.trim().replace(/^v/, '')
  throw new EngineError(
    'Docker Compose v2 is not installed ("docker compose version" fails). It comes with Docker Desktop; on Linux ' +
      'install the package docker-compose-plugin or docker-compose (https://docs.docker.com/compose/install/linux/).',
  )
}

function parse(json: string): EngineVersion | undefined {
  const server: unknown = JSON.parse(json || 'null')
  if (typeof server !== 'object' || server === null) return undefined
  const field = (name: string): string => {
    const value: unknown = Reflect.get(server, name)
    return typeof value === 'string' ? value : ''
  }
  return {
    version: field('Version'),
    api: field('ApiVersion') || field('APIVersion'),
    system: field('Os'),
    architecture: field('Arch'),
  }
}
