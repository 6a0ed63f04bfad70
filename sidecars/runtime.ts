import { rm } from 'node:fs/promises'
import { type AuditLevel, keepByLevel } from '../audit/level.ts'
import { retentionOf } from '../audit/retention.ts'
import type { AuditStore } from '../audit/store.ts'
import { openStore } from '../audit/store.ts'
import { createDecisions } from '../policy/decisions.ts'
import { BadConfiguration, type Configuration, readConfiguration } from './configuration.ts'
import { KeptConfiguration } from './kept-configuration.ts'

/** What every sidecar is handed, in a container of its own or three to a process. */
export interface SidecarRuntime {
  configuration: Configuration
  /** The end of this sidecar's own chain of the trail. */
  store: AuditStore
  /** A directory that this sidecar alone can read and that outlives it. */
  stateDirectory: string
}

/** A sidecar in a container of its own, whose configuration can be replaced while it runs. */
export interface ContainerRuntime extends SidecarRuntime {
  /**
   * Puts another configuration in force and keeps it for the next start of this container.
   *
   * @param json the document, as `readConfiguration` takes it
   * @param apply what the sidecar does about it; when it rejects, everything stays as it was
   * @throws what is wrong with the document, with the place where it is kept, or what `apply` says
   */
  replace(
    json: string,
    apply: (configuration: Configuration) => void | Promise<void>,
  ): Promise<void>
}

/** Where things are in a sidecar container. The emitted file mounts them; tests move them by environment. */
export const places = {
  auditDirectory: '/var/lib/governance/audit',
  stateDirectory: '/var/lib/governance/state',
  certificateDirectory: '/var/lib/governance/certificates',
  bridgeDirectory: '/var/lib/governance/bridge',
} as const

/** The directory of that purpose: `GOVERNANCE_AUDIT_DIRECTORY` and so on, or the container's usual one. */
export function place(purpose: keyof typeof places): string {
  const variable = `GOVERNANCE_${purpose.replace(/[A-Z]/, (letter) => `_${letter}`).toUpperCase()}`
  return process.env[variable] ?? places[purpose]
}

/**
 * What a sidecar container is handed: the configuration from the environment or from the last reload, the trail and the
 * state from volumes.
 *
 * @param writer the name of its chain: proxy, gateway or broker
 * @throws BadConfiguration, or AuditUnavailable: a sidecar that cannot record does not start
 */
export async function containerRuntime(writer: string): Promise<ContainerRuntime> {
  const given = process.env.GOVERNANCE_CONFIGURATION
  if (given === undefined) throw new BadConfiguration('GOVERNANCE_CONFIGURATION is not set.')
  const stateDirectory = place('stateDirectory')
  const kept = new KeptConfiguration(stateDirectory)
  let inForce = (await kept.read()) ?? given
  const configuration = readConfiguration(inForce)
  const levels = auditLevels(configuration)
  const store = await openStore({
    directory: place('auditDirectory'),
    project: configuration.project,
    writer,
    keeps: keepByLevel(levels),
    ...(configuration.audit ? { retention: retentionOf(configuration.audit) } : {}),
  })
  return {
    configuration,
    store,
    stateDirectory,
    async replace(json, apply) {
      const next = readConfiguration(json)
      if (next.project !== configuration.project)
        throw new BadConfiguration('This is the configuration of another project.')
      // Kept first: a restart in between must not come up with the old one, which may allow more.
      await kept.keep(json)
      try {
        await apply(next)
      } catch (error) {
        await (inForce === given ? kept.forget() : kept.keep(inForce))
        throw error
      }
      inForce = json
      for (const [digest, level] of auditLevels(next)) levels.set(digest, level)
    },
  }
}

/** What each policy of a configuration wants on record; of several that apply together the most. */
export function auditLevels(configuration: Configuration): Map<string, AuditLevel> {
  const levels = new Map<string, AuditLevel>()
  for (const [digest, compiled] of Object.entries(configuration.policies))
    levels.set(digest, createDecisions(compiled).audit)
  return levels
}

/** How long an orderly end may take before the process ends anyway; well below Docker's ten seconds. */
const END_MILLISECONDS = 2_000

/**
 * Keeps the process running until it is told to stop, then ends it in order and at once. Node as PID 1 has no default
 * action for signals, so without this `docker stop` would wait ten seconds and kill.
 */
export function runUntilSignal(close: () => Promise<void>): void {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1)
      stopping = true
      setTimeout(() => process.exit(1), END_MILLISECONDS).unref()
      close().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
}

/** Removes a Unix socket that an earlier process left behind, so that the path can be listened on again. */
export async function removeStaleSocket(path: string): Promise<void> {
  await rm(path, { force: true })
}
