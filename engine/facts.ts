import type { Docker } from './docker.ts'
import { requireCompose, requireEngine } from './requirements.ts'

/** What this machine is, as far as governing depends on it. Gathered for `governance doctor`. */
export interface Facts {
  /** Such as `28.5.2`. */
  readonly engine: string
  /** What the engine runs on, in its own words, such as `Debian GNU/Linux 12` or `Docker Desktop`. */
  readonly system: string
  readonly kernel: string
  /** In Docker's words, such as `linux/x86_64`. */
  readonly platform: string
  /** Such as `2.40.3`; undefined when Compose v2 is not installed. */
  readonly compose: string | undefined
  /** Where the engine listens. */
  readonly endpoint: string
  /** The engine listens on a network: its host is another machine than this one, or a virtual machine. */
  readonly remote: boolean
  readonly rootless: boolean
  readonly cgroup: { readonly version: string; readonly driver: string }
  /** Such as `seccomp`, `apparmor`, `cgroupns`. */
  readonly security: readonly string[]
  /** Whether limits on memory and on the number of processes take effect. */
  readonly limits: { readonly memory: boolean; readonly processes: boolean }
}

/** @throws EngineError when there is no engine. */
export async function gatherFacts(docker: Docker): Promise<Facts> {
  const { version } = await requireEngine(docker)
  const [compose, endpoint, text] = await Promise.all([
    requireCompose(docker).catch(() => undefined),
    endpointOf(docker),
    docker.text(['info', '--format', '{{json .}}']),
  ])
  const info = new Info(JSON.parse(text))
  // Each is a list such as "name=seccomp,profile=default".
  const security = info
    .list('SecurityOptions')
    .map((option) => /name=([^,]+)/.exec(option)?.[1] ?? option)
  return {
    engine: version,
    system: info.text('OperatingSystem'),
    kernel: info.text('KernelVersion'),
    platform: `${info.text('OSType')}/${info.text('Architecture')}`,
    compose,
    endpoint,
    remote: !/^(unix|npipe):/.test(endpoint),
    rootless: security.includes('rootless'),
    cgroup: { version: info.text('CgroupVersion') || '1', driver: info.text('CgroupDriver') },
    security,
    limits: { memory: info.flag('MemoryLimit'), processes: info.flag('PidsLimit') },
  }
}

/** The command itself knows how DOCKER_HOST, DOCKER_CONTEXT and the current context rank. */
async function endpointOf(docker: Docker): Promise<string> {
  const format = '{{.Endpoints.docker.Host}}'
  return (await docker.capture(['context', 'inspect', '--format', format])).stdout.trim()
}

/** Fields of `docker info`, which differ between engines: one that is missing is empty. */
class Info {
  readonly #fields: Map<string, unknown>

  constructor(info: object) {
    this.#fields = new Map(Object.entries(info))
  }

  text(name: string): string {
    const value = this.#fields.get(name)
    return typeof value === 'string' ? value : ''
  }

  flag(name: string): boolean {
    return this.#fields.get(name) === true
  }

  list(name: string): string[] {
    const value = this.#fields.get(name)
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
  }
}
