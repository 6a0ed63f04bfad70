import { type EngineContainer, listContainers } from './containers.ts'
import type { Docker } from './docker.ts'

/** A running container that does not belong to a governed project as it was started. */
export interface Stranger {
  readonly container: string
  /** What is wrong, as the rest of a sentence about it. */
  readonly why: string
  /** The next step: a command. */
  readonly next: string
}

/** What a governed project consists of, by the file that was applied. */
export interface Membership {
  readonly project: string
  /** Service → what its containers have to be. */
  readonly services: ReadonlyMap<string, Member>
  /** Networks of the engine on which nobody else belongs. */
  readonly ownNetworks: ReadonlySet<string>
}

export interface Member {
  /** Whether hardening marked it; exempt services are left as they are. */
  readonly marked: boolean
  readonly networks: ReadonlySet<string>
  /** Digest of its policy; undefined when it has none, or when a reload changed it. */
  readonly digest: string | undefined
}

const labels = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  files: 'com.docker.compose.project.config_files',
  mark: 'ai.docker.governance.project',
  digest: 'ai.docker.governance.digest',
  throwaway: 'ai.docker.governance.throwaway',
} as const

const again = 'governance compose up -d'

/**
 * Looks for what a plain `docker compose up`, `docker run --network` or `docker network connect` beside a governed
 * project leaves behind.
 *
 * @param memberships by the file in force, and while a start is under way by the one before it: a container that either
 *   accounts for is none
 */
export async function findStrangers(
  docker: Docker,
  memberships: readonly Membership[],
): Promise<Stranger[]> {
  const containers = await listContainers(docker)
  return containers.flatMap((container) => judgeAll(container, memberships))
}

/** What is wrong with one container whichever of the files counts. */
export function judgeAll(
  container: EngineContainer,
  memberships: readonly Membership[],
): Stranger[] {
  const verdicts = memberships.map((membership) => judge(container, membership))
  return verdicts.some((strangers) => strangers.length === 0) ? [] : (verdicts[0] ?? [])
}

/** What is wrong with one container, from the point of view of a governed project. */
export function judge(container: EngineContainer, membership: Membership): Stranger[] {
  const { name, labels: own, addresses } = container
  if (own.has(labels.throwaway)) return []
  const stranger = (why: string, next: string): Stranger[] => [{ container: name, why, next }]
  const disconnect = (network: string) => `docker network disconnect ${network} ${name}`
  const on = [...addresses.keys()]
  if (own.get(labels.project) !== membership.project) {
    const network = on.find((one) => membership.ownNetworks.has(one))
    if (network === undefined) return []
    return stranger(`is on ${network}, where nobody but the project belongs`, disconnect(network))
  }
  const service = own.get(labels.service) ?? ''
  const member = membership.services.get(service)
  const marked = own.has(labels.mark)
  if (member === undefined) {
    if (marked) return [] // a service that was taken out of the file since
    const why = `belongs to ${membership.project} by name, and no service of its governed file is ${service}`
    return stranger(why, `docker rm -f ${name}`)
  }
  if (member.marked && !marked) {
    const files = own.get(labels.files)
    return stranger(
      `runs WITHOUT governance${files ? `: it was started from ${files}` : ''}`,
      again,
    )
  }
  const network = on.find((one) => !member.networks.has(one))
  const shown = member.marked || (network !== undefined && membership.ownNetworks.has(network))
  if (network !== undefined && network !== 'none' && shown) {
    return stranger(`is on ${network}, which its file does not say`, disconnect(network))
  }
  const digest = own.get(labels.digest)
  if (member.digest !== undefined && digest !== member.digest) {
    return stranger('was started under another policy than the one in force', again)
  }
  return []
}
