import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { useClient } from './client.ts'
import { answers, command } from './command.ts'
import { type DaemonOptions, startDaemon, stopDaemon } from './daemon.ts'
import { locked } from './lock.ts'
import { places, socketOf } from './places.ts'
import { ensureRoot, hasRoot, type RootRecipe } from './root.ts'

/** An engine that the end-to-end tests run against. */
export interface Engine {
  /** Its version as far as it matters: `20.10`, `28`. */
  readonly name: string
  /** For DOCKER_HOST. */
  readonly host: string
}

export interface Engines {
  readonly engines: readonly Engine[]
  /** Why there is none. */
  readonly reason?: string
  /** Stops what the call started. */
  stop(): Promise<void>
}

type OwnEngine = Omit<DaemonOptions, 'root'> & { readonly recipe: RootRecipe }

const tools = [
  'docker.io',
  'iptables',
  'iproute2',
  'mount',
  'ca-certificates',
  'procps',
  'xz-utils',
]

/**
 * The oldest and the newest engine that are supported; they treat internal networks differently.
 *
 * The address ranges are carved out of 10.0.0.0/8 where Docker's own defaults are not.
 */
const ownEngines: readonly OwnEngine[] = [
  {
    name: '20.10',
    recipe: { suite: 'bookworm', packages: tools },
    bridge: 'dag-20-10',
    bridgeAddress: '10.210.0.1/24',
    pool: '10.210.128.0/17',
  },
  {
    name: '28',
    recipe: { suite: 'forky', packages: [...tools, 'docker-compose'] },
    bridge: 'dag-28',
    bridgeAddress: '10.211.0.1/24',
    pool: '10.211.128.0/17',
  },
]

/**
 * Gives the engines for the end-to-end tests, starting them where they do not run yet.
 *
 * On Debian and Ubuntu as root: two engines of the tests' own, 20.10 and 28. Elsewhere: the engine that `docker`
 * reaches, alone. Else none, with the reason. DOCKER_AI_GOVERNANCE_TEST_ENGINES chooses otherwise:
 * `system` (the one that `docker` reaches), `none`, or `required` (no engine is a failure, for CI).
 */
export async function ensureEngines(): Promise<Engines> {
  const wish = process.env.DOCKER_AI_GOVERNANCE_TEST_ENGINES ?? ''
  if (wish === 'none') return without('DOCKER_AI_GOVERNANCE_TEST_ENGINES=none')
  const hindrance = wish === 'system' ? '' : hindranceToOwnEngines()
  if (hindrance === undefined) {
    try {
      return await ensureOwnEngines()
    } catch (error) {
      if (wish === 'required') throw error
      return await systemEngine(`its own engines do not start (${String(error)})`)
    }
  }
  const found = await systemEngine(hindrance)
  if (wish === 'required' && found.engines.length === 0) throw new Error(found.reason)
  return found
}

/** Stops the tests' own engines, whoever started them. */
export async function stopOwnEngines(): Promise<void> {
  const at = places()
  await Promise.all(ownEngines.map((engine) => stopDaemon(at, engine.name)))
}

/** Why this machine cannot run engines of the tests' own, if so. */
export function hindranceToOwnEngines(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux'
  if (process.getuid?.() !== 0) return 'starting engines needs root'
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  if (!/^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(system)) return 'this is neither Debian nor Ubuntu'
  return undefined
}

async function ensureOwnEngines(): Promise<Engines> {
  const at = places()
  return locked(join(at.run, 'lock'), async () => {
    for (const { name, recipe } of ownEngines) {
      if (hasRoot(at.cache, recipe)) continue
      await stopDaemon(at, name) // it may still run in a root made after an older recipe
    }
    const roots = await Promise.all(ownEngines.map(({ recipe }) => ensureRoot(at.cache, recipe)))
    await useClient(at.cache, roots)
    // In turn, and each with firewall tables of its own where that is possible: an engine that starts empties
    // Docker's chains.
    const started: string[] = []
    for (const [index, engine] of ownEngines.entries()) {
      const root = roots[index] as string
      await chooseFirewall(root, engine.name)
      if (!(await startDaemon(at, { ...engine, root }))) continue
      started.push(engine.name)
      await tidy(`unix://${socketOf(at, engine.name)}`)
    }
    return {
      engines: ownEngines.map(({ name }) => ({ name, host: `unix://${socketOf(at, name)}` })),
      stop: async () => {
        await Promise.all(started.map((name) => stopDaemon(at, name)))
      },
    }
  })
}

/** Takes away what a run that was killed has left behind: its networks hold addresses that are wanted again. */
async function tidy(host: string): Promise<void> {
  const prune = (...words: string[]) => command('docker', ['--host', host, ...words, '--force'])
  await prune('container', 'prune')
  await prune('network', 'prune')
  // Since 23.0 named volumes are spared unless asked for; before, they were always meant and `--all` is unknown.
  await prune('volume', 'prune', '--all').catch(() => prune('volume', 'prune'))
}

/**
 * Engine 20.10 writes to the legacy tables and 28 to nf_tables, so that neither empties the other's chains.
 * Kernels without legacy tables leave both on nf_tables, which works as long as 28 is started last.
 */
async function chooseFirewall(root: string, name: string): Promise<void> {
  const choice = join(root, '.firewall-chosen')
  if (name !== '20.10' || existsSync(choice)) return
  const legacy = await answers('chroot', [root, 'iptables-legacy', '-t', 'nat', '-L', '-n'])
  if (legacy) {
    for (const tool of ['iptables', 'ip6tables']) {
      const to = `/usr/sbin/${tool}-legacy`
      await command('chroot', [root, 'update-alternatives', '--set', tool, to])
    }
  }
  writeFileSync(choice, legacy ? 'legacy' : 'nft')
}

async function systemEngine(hindrance: string): Promise<Engines> {
  try {
    const format = '{{.Server.Version}}'
    const version = (await command('docker', ['version', '--format', format])).trim()
    await command('docker', ['compose', 'version'])
    const endpoint = '{{.Endpoints.docker.Host}}'
    const host = (await command('docker', ['context', 'inspect', '--format', endpoint])).trim()
    return { engines: [{ name: shortVersion(version), host }], stop: async () => {} }
  } catch {
    const none = 'no Docker engine with Compose v2 can be reached'
    return without(hindrance === '' ? none : `${hindrance}, and ${none}`)
  }
}

/** `28.5.2` is `28`; the old numbering had its major version in two parts, so `20.10.24` is `20.10`. */
function shortVersion(version: string): string {
  const [major = '', minor = ''] = version.split('.')
  return Number(major) < 23 ? `${major}.${minor}` : major
}

function without(reason: string): Engines {
  return { engines: [], reason, stop: async () => {} }
}
