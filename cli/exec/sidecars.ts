import { keepByLevel } from '../../audit/level.ts'
import type { AuditStore } from '../../audit/store.ts'
import type { Configuration } from '../../schemas/generated/configuration.ts'
import { startBroker } from '../../sidecars/broker/broker.ts'
import type { Leases } from '../../sidecars/broker/lease-desk.ts'
import type { Secret } from '../../sidecars/broker/secrets.ts'
import { startGateway } from '../../sidecars/gateway/gateway.ts'
import { keepHeapSmall } from '../../sidecars/gateway/memory.ts'
import { startProxy } from '../../sidecars/proxy/start.ts'
import { auditLevels } from '../../sidecars/runtime.ts'
import { PROXY_IDENTITY } from '../../sidecars/upstream-credential.ts'
import type { Folders } from './folders.ts'
import { openFreeChain } from './trail.ts'

export interface Sidecars {
  /** service → key → lease */
  leases: Leases
  /** A chain of the trail for what this program itself records. */
  store: AuditStore
  close(): Promise<void>
}

/**
 * The three sidecars in this process, over Unix sockets in the folders that the configuration names.
 *
 * @param secrets key → secret or its source; they go to the broker and nowhere else
 * @throws AuditUnavailable, or what keeps one of them from starting; then none runs
 */
export async function startSidecars(options: {
  configuration: Configuration
  folders: Folders
  /** Where governed processes find the folder of the certificates. */
  certificatesSeenAt: string
  auditDirectory: string
  secrets: ReadonlyMap<string, Secret>
  /** What the upstream proxy wants to see. */
  upstreamCredential?: { key: string; secret: string } | undefined
}): Promise<Sidecars> {
  const { configuration, folders, secrets } = options
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  const keeps = keepByLevel(auditLevels(configuration))
  const open = async (writer: string) => {
    const store = await openFreeChain({
      directory: options.auditDirectory,
      project: configuration.project,
      writer,
      keeps,
    })
    closers.push(() => store.close())
    return store
  }
  try {
    const broker = await startBroker({
      configuration,
      store: await open('broker'),
      stateDirectory: await folders.state('broker'),
    })
    closers.push(() => broker.close())
    const { upstreamCredential: own } = options
    const services = new Map(own && [[PROXY_IDENTITY, new Map([[own.key, own.secret]])]])
    const leases = await broker.unlock({ secrets, services })

    const proxy = await startProxy({
      configuration,
      store: await open('proxy'),
      stateDirectory: await folders.state('proxy'),
      certificateDirectory: folders.certificates,
      certificatesSeenAt: options.certificatesSeenAt,
      exchange: broker,
      upstreamLease: own && leases.get(PROXY_IDENTITY)?.get(own.key),
    })
    closers.push(() => proxy.close())

    keepHeapSmall()
    const gateway = await startGateway({
      configuration,
      store: await open('gateway'),
      certificateDirectory: folders.certificates,
      serverEnvironment: {},
    })
    closers.push(() => gateway.close())
    return { leases, store: await open('exec'), close }
  } catch (error) {
    await close()
    throw error
  }
}
