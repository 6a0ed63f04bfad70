import { randomInt, randomUUID } from 'node:crypto'
import { confinement } from './confinement.ts'
import type { Docker } from './docker.ts'
import { EngineError } from './error.ts'
import { hostAddresses, listenOnHost } from './host-listener.ts'
import { listenScript, type Outcome, probeScript, type Target } from './probe-script.ts'

/**
 * What makes a sandbox network: the bridge has no address of its own, which on every engine from 20.10 on is what keeps
 * the host out of reach; from 27 and 28 on the gateway modes say the same in Docker's newer words. Older engines accept
 * those silently and do nothing. Measured; see docs/architecture.md.
 */
export const sandboxOptions: ReadonlyMap<string, string> = new Map([
  ['com.docker.network.bridge.inhibit_ipv4', 'true'],
  ['com.docker.network.bridge.gateway_mode_ipv4', 'isolated'],
  ['com.docker.network.bridge.gateway_mode_ipv6', 'isolated'],
])

export interface ProbeOptions {
  readonly docker: Docker
  /** The sidecar image: the probe runs in its Node. */
  readonly image: string
  /** Driver options of the sandbox network; default `sandboxOptions`. */
  readonly networkOptions?: ReadonlyMap<string, string>
  /** How long to wait for an answer, in milliseconds. What is dropped is never answered. */
  readonly wait?: number
}

/** What the containers of the probe could reach. */
export interface ProbeResult {
  /** From a sandbox network: services of this host, by address. */
  readonly host: readonly Outcome[]
  /** From a sandbox network: a container on another network. */
  readonly neighbour: Outcome
  /**
   * The same from an ordinary network. Where not even that reaches anything, silence in the sandbox proves nothing.
   */
  readonly control: { readonly host: readonly Outcome[]; readonly neighbour: Outcome }
}

/**
 * Puts a throwaway container on a network like a governed service's, and tries from there to reach a listener that this
 * process opens on the host, on each of the host's addresses, and a container on another network. No other address is
 * ever tried. Everything is removed again, whatever happens.
 *
 * @throws EngineError when the engine does not let the probe be set up.
 */
export async function probeContainment(options: ProbeOptions): Promise<ProbeResult> {
  const { docker, image } = options
  const id = `docker-ai-governance-probe-${randomUUID().slice(0, 8)}`
  const names = { open: `${id}-open`, sandbox: `${id}-sandbox` }
  const listener = await listenOnHost()
  try {
    await docker.text(['network', 'create', names.open])
    await createSandbox(docker, names.sandbox, options.networkOptions ?? sandboxOptions)
    // The one in the sandbox is there for its bridge, which has a link-local address only while something is
    // plugged into it.
    const [neighbour] = await Promise.all([
      startNeighbour(docker, image, names.open, listener.word),
      startNeighbour(docker, image, names.sandbox, listener.word),
    ])
    // The addresses of both bridges are among them by now.
    const hosts = hostAddresses().map((host) => ({
      host,
      port: listener.port,
      word: listener.word,
    }))
    const targets = [...hosts, neighbour]
    const wait = options.wait ?? 1_500
    const [open, closed] = await Promise.all([
      attempt(docker, image, names.open, targets, wait),
      attempt(docker, image, names.sandbox, targets, wait),
    ])
    return {
      host: closed.slice(0, hosts.length),
      neighbour: closed.at(-1) as Outcome,
      control: { host: open.slice(0, hosts.length), neighbour: open.at(-1) as Outcome },
    }
  } finally {
    listener.close()
    await docker.capture(['rm', '--force', names.open, names.sandbox])
    await docker.capture(['network', 'rm', names.open, names.sandbox])
  }
}

async function createSandbox(
  docker: Docker,
  name: string,
  options: ReadonlyMap<string, string>,
): Promise<void> {
  const words = [...options].flatMap(([key, value]) => ['--opt', `${key}=${value}`])
  // Out of the range of the sandbox networks, which no LAN uses. A part that is taken already is refused.
  let said = ''
  for (let attempts = 0; attempts < 8; attempts += 1) {
    const subnet = `198.${18 + randomInt(2)}.${randomInt(256)}.${64 * randomInt(4)}/26`
    const args = ['network', 'create', '--internal', '--subnet', subnet, ...words, name]
    const made = await docker.capture(args)
    if (made.code === 0) return
    said = made.stderr.trim()
    if (!/overlap/i.test(said)) break
  }
  throw new EngineError(`A sandbox network cannot be created: ${said}`)
}

async function startNeighbour(
  docker: Docker,
  image: string,
  network: string,
  word: string,
): Promise<Target> {
  const placed = ['--name', network, '--network', network, '--detach'] // it is called like its network
  await docker.text(['run', ...confinement, ...placed, ...node(image, listenScript), word])
  const format = `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`
  const host = await docker.text(['container', 'inspect', '--format', format, network])
  return { host, port: 7777, word }
}

async function attempt(
  docker: Docker,
  image: string,
  network: string,
  targets: readonly Target[],
  wait: number,
): Promise<Outcome[]> {
  const script = [...node(image, probeScript), JSON.stringify(targets), String(wait)]
  const said = await docker.text(['run', ...confinement, '--network', network, ...script], {
    timeout: wait + 30_000,
  })
  return JSON.parse(said)
}

function node(image: string, script: string): string[] {
  return ['--entrypoint', 'node', image, '--eval', script]
}
