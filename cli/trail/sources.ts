import type { AuditEvent } from '../../audit/event.ts'
import { type ChainReport, readTrail, type TrailFilter, verifyChains } from '../../audit/index.ts'
import { openDocker } from '../../engine/docker.ts'
import { ensureImage } from '../../engine/image.ts'
import { readAudit } from '../../engine/read-audit.ts'
import { requireEngine } from '../../engine/requirements.ts'
import { auditVolume, hasVolume } from '../../engine/volume.ts'
import { Tally } from '../../policy/usage/tally.ts'
import { sidecarBundle } from '../bundle.ts'
import { progress } from '../progress.ts'
import { localAuditDirectory } from '../state.ts'
import { version } from '../version.ts'

/**
 * A trail lies where its sidecars ran: in a volume of the Docker engine, or in a folder of this user
 * (`governance exec`). Both are one to whoever reads.
 */
export interface ContainerTrail {
  /** Runs the `logs` role of the sidecar image on the volume, and gives its lines. */
  lines(roleArguments: readonly string[], signal?: AbortSignal): AsyncGenerator<string>
}

/** The trail in the engine's volume; undefined where there is no engine or no trail yet. */
export async function containerTrail(): Promise<ContainerTrail | undefined> {
  const docker = openDocker()
  const reachable = await requireEngine(docker).then(
    () => true,
    () => false,
  )
  if (!reachable || !(await hasVolume(docker, auditVolume))) return undefined
  const { name: image } = await ensureImage({
    docker,
    version,
    bundle: sidecarBundle,
    onProgress: progress,
  })
  return {
    lines: (roleArguments, signal) =>
      readAudit({
        docker,
        image,
        command: ['logs', ...roleArguments],
        ...(signal ? { signal } : {}),
      }),
  }
}

/** Events of the container trail, parsed. */
async function* containerEvents(
  trail: ContainerTrail,
  roleArguments: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<AuditEvent> {
  for await (const line of trail.lines(roleArguments, signal)) yield JSON.parse(line)
}

/**
 * Every event that is wanted, from both places, in the order of time; with `follow` as they happen.
 *
 * @param filter what is wanted, `since` and `until` in milliseconds since 1970
 */
export async function* allEvents(
  filter: TrailFilter,
  follow: boolean,
  signal: AbortSignal,
): AsyncGenerator<AuditEvent> {
  const trail = await containerTrail()
  const sources: AsyncIterator<AuditEvent>[] = [
    readTrail(localAuditDirectory(), { ...filter, follow, signal }),
    ...(trail ? [containerEvents(trail, roleArguments(filter, follow), signal)] : []),
  ]
  yield* follow ? asTheyCome(sources) : inOrder(sources)
}

/** What was asked for, counted over both places. Counting is done where the trail lies, so a long one costs no transport. */
export async function tallyEvents(filter: TrailFilter): Promise<Tally> {
  const tally = new Tally()
  for await (const event of readTrail(localAuditDirectory(), filter)) tally.add(event)
  const trail = await containerTrail()
  for await (const line of trail?.lines(['--tally', ...roleArguments(filter, false)]) ?? []) {
    const { row, version } = JSON.parse(line)
    if (row) tally.merge(row)
    if (version) tally.mergeVersion(version)
  }
  return tally
}

/** What following every chain came to, in both places. */
export async function chainReports(): Promise<ChainReport[]> {
  const reports = await verifyChains(localAuditDirectory())
  const trail = await containerTrail()
  if (!trail) return reports
  const local = reports.length
  try {
    for await (const line of trail.lines(['--verify'])) reports.push(JSON.parse(line))
  } catch (error) {
    // The role ends with 1 when it has found a breach; the report says which.
    if (!reports.slice(local).some(({ breach }) => breach)) throw error
  }
  return reports
}

function roleArguments(filter: TrailFilter, follow: boolean): string[] {
  const { project, policy, service, kind, blocked, since, until } = filter
  return [
    ...Object.entries({ project, policy, service, kind }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    ),
    ...(blocked ? ['--blocked'] : []),
    ...(since === undefined ? [] : ['--since', new Date(since).toISOString()]),
    ...(until === undefined ? [] : ['--until', new Date(until).toISOString()]),
    ...(follow ? ['--follow'] : []),
  ]
}

async function* inOrder(sources: AsyncIterator<AuditEvent>[]): AsyncGenerator<AuditEvent> {
  const heads = new Map<AsyncIterator<AuditEvent>, AuditEvent>()
  const advance = async (source: AsyncIterator<AuditEvent>) => {
    const { done, value } = await source.next()
    if (done) heads.delete(source)
    else heads.set(source, value)
  }
  await Promise.all(sources.map(advance))
  while (heads.size > 0) {
    const [source, event] = [...heads].reduce((a, b) => (b[1].time < a[1].time ? b : a))
    yield event
    await advance(source)
  }
}

async function* asTheyCome(sources: AsyncIterator<AuditEvent>[]): AsyncGenerator<AuditEvent> {
  const ask = (source: AsyncIterator<AuditEvent>) =>
    source.next().then((result) => ({ source, result }))
  const pending = new Map(sources.map((source) => [source, ask(source)]))
  while (pending.size > 0) {
    const { source, result } = await Promise.race(pending.values())
    if (result.done) pending.delete(source)
    else {
      pending.set(source, ask(source))
      yield result.value
    }
  }
}
