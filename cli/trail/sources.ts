import type { AuditEvent } from '../../audit/event.ts'
import { type ChainReport, readTrail, type TrailFilter, verifyChains } from '../../audit/index.ts'
import { dockerIsMissing, openDocker } from '../../engine/docker.ts'
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

/**
 * The trail in the engine's volume; undefined where there is no engine or no trail yet. Where Docker is installed and no
 * engine answers, that is said: what is shown then is not all there is.
 */
export async function containerTrail(): Promise<ContainerTrail | undefined> {
  const docker = openDocker()
  try {
    await requireEngine(docker)
  } catch (error) {
    const isInstalled = error instanceof Error && error.message !== dockerIsMissing
    if (isInstalled) tellOnce()
    return undefined
  }
  if (!(await hasVolume(docker, auditVolume))) return undefined
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

let told = false

function tellOnce(): void {
  if (!told)
    progress(
      'no Docker engine answers: this is what "governance exec" recorded, without what containers did ("governance doctor" says more)',
    )
  told = true
}

/** The trail of both places. */
export class Trails {
  readonly #container: ContainerTrail | undefined

  private constructor(container: ContainerTrail | undefined) {
    this.#container = container
  }

  /** Looks for the engine's trail, which takes a while: once a command. */
  static async open(): Promise<Trails> {
    return new Trails(await containerTrail())
  }

  /**
   * Every event that is wanted, in the order of time; with `follow` as they happen.
   *
   * @param filter what is wanted, `since` and `until` in milliseconds since 1970
   */
  async *events(
    filter: TrailFilter,
    follow = false,
    signal: AbortSignal = new AbortController().signal,
  ): AsyncGenerator<AuditEvent> {
    const words = roleArguments(filter, follow)
    const sources: AsyncIterator<AuditEvent>[] = [
      readTrail(localAuditDirectory(), { ...filter, follow, signal }),
      ...(this.#container ? [parsed(this.#container.lines(words, signal))] : []),
    ]
    yield* follow ? asTheyCome(sources) : inOrder(sources)
  }

  /** What was asked for, counted. Counting is done where the trail lies, so a long one costs no transport. */
  async tally(filter: TrailFilter): Promise<Tally> {
    const tally = new Tally()
    for await (const event of readTrail(localAuditDirectory(), filter)) tally.add(event)
    const words = ['--tally', ...roleArguments(filter, false)]
    for await (const line of this.#container?.lines(words) ?? []) {
      const { row, version } = JSON.parse(line)
      if (row) tally.merge(row)
      if (version) tally.mergeVersion(version)
    }
    return tally
  }

  /** What following every chain came to. */
  async chains(): Promise<ChainReport[]> {
    const reports = await verifyChains(localAuditDirectory())
    const local = reports.length
    try {
      for await (const line of this.#container?.lines(['--verify']) ?? [])
        reports.push(JSON.parse(line))
    } catch (error) {
      // The role ends with 1 when it has found a breach; the report says which.
      if (!reports.slice(local).some(({ breach }) => breach)) throw error
    }
    return reports
  }
}

async function* parsed(lines: AsyncIterable<string>): AsyncGenerator<AuditEvent> {
  for await (const line of lines) yield JSON.parse(line)
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
