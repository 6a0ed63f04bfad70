import type { Dispatcher } from 'undici'
import { lifecycleEvent } from '../../audit/event.ts'
import type { AuditStore } from '../../audit/store.ts'
import type { Configuration } from '../configuration.ts'
import { type Administration, serveAdministration } from './administration.ts'
import { type Endpoint, serveExchange } from './endpoint.ts'
import type { CredentialExchange } from './exchange.ts'
import { LeaseBook } from './lease-book.ts'
import { LeaseDesk, type Leases, type LeaseView } from './lease-desk.ts'
import { readSecrets, type Secrets } from './secrets.ts'
import { makeStateDirectory, readState, writeState } from './state-file.ts'
import { type ClockMark, machineTime, steadyClock, type TimeSources } from './steady-clock.ts'

export interface BrokerOptions {
  configuration: Configuration
  store: AuditStore
  /** A directory that the broker alone can read and that outlives it. */
  stateDirectory: string
  /** Where the proxy asks over a network. Absent: only in this process. Port 0: any that is free. */
  listen?: { host?: string; port: number }
  /** Path of the Unix socket for administration. Absent: only in this process. */
  administration?: string
  /** The way out for secrets that are fetched over the network. Absent: straight. */
  egress?: Dispatcher
  /** Where time comes from. */
  time?: TimeSources
}

/** The one holder of secrets. */
export interface Broker extends CredentialExchange {
  /** Whether secrets were handed over since the start, or none is needed. */
  readonly unlocked: boolean
  /** The port of the endpoint; 0 without one. */
  readonly port: number
  /** Takes secrets and answers with leases; a lease that is still good is answered again. Throws BadSecrets. */
  unlock(secrets: Secrets): Promise<Leases>
  list(): LeaseView[]
  /** Ends all good leases of a key, and tells how many there were. */
  revoke(key: string, service?: string): Promise<number>
  /** Goes on under other policies. */
  reconfigure(configuration: Configuration): void
  close(): Promise<void>
}

const CLOCK = 'clock.json'
/** A reboot at the worst moment lets a lease live this much longer at most. */
const WATCH_MS = 30_000

/**
 * Starts the broker, locked: it knows the leases of earlier runs but no secret.
 *
 * @throws AuditUnavailable when its start cannot be recorded
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { configuration, store, stateDirectory } = options
  await makeStateDirectory(stateDirectory)
  const clock = steadyClock(await readMark(stateDirectory), options.time ?? machineTime)
  const keepMark = () => writeState(stateDirectory, CLOCK, JSON.stringify(clock.mark()))
  await keepMark()
  const book = await LeaseBook.open(stateDirectory, configuration.project)
  const desk = new LeaseDesk(configuration, store, book, clock)
  await recordStart(store, book.wasLost)
  await desk.watch()

  let endpoint: Endpoint | undefined
  let administration: Administration | undefined
  if (options.listen) endpoint = await serveExchange(options.listen, desk, () => desk.unlocked)
  if (options.administration !== undefined) {
    administration = await serveAdministration(options.administration, {
      unlock: (document) => desk.unlock(readSecrets(document, options.egress)),
      list: () => desk.list(),
      revoke: (key, service) => desk.revoke(key, service),
    })
  }
  const watch = setInterval(() => {
    // What fails now (a full disk) is tried again next time; leases end on time in any case.
    Promise.all([desk.watch(), keepMark()]).catch(() => {})
  }, WATCH_MS)
  watch.unref()

  return {
    get unlocked() {
      return desk.unlocked
    },
    port: endpoint?.port ?? 0,
    exchange: (use) => desk.exchange(use),
    unlock: (secrets) => desk.unlock(secrets),
    list: () => desk.list(),
    revoke: (key, service) => desk.revoke(key, service),
    reconfigure: (next) => desk.reconfigure(next),
    async close() {
      clearInterval(watch)
      await administration?.close()
      await endpoint?.close()
      await keepMark().catch(() => {})
    },
  }
}

async function readMark(directory: string): Promise<ClockMark | undefined> {
  const bytes = await readState(directory, CLOCK)
  if (bytes === undefined) return undefined
  try {
    const { boot, uptime, time } = JSON.parse(bytes.toString('utf8')) as Partial<ClockMark>
    if (typeof boot !== 'string' || !Number.isFinite(uptime) || !Number.isFinite(time)) {
      return undefined
    }
    return { boot, uptime: Number(uptime), time: Number(time) }
  } catch {
    return undefined
  }
}

async function recordStart(store: AuditStore, bookWasLost: boolean): Promise<void> {
  const reason = bookWasLost
    ? 'The broker started. Its book of leases could not be read and was set aside: no earlier lease is good any more.'
    : 'The broker started.'
  await store.append(lifecycleEvent('broker', 'start', reason))
}
