import { once } from 'node:events'
import { parseArgs } from 'node:util'
import type { EventKind } from '../../audit/event.ts'
import { parseMoment } from '../../audit/moment.ts'
import { type ReadOptions, readTrail } from '../../audit/reader.ts'
import { verifyChains } from '../../audit/verify.ts'
import { Tally } from '../../policy/usage/tally.ts'
import { place } from '../runtime.ts'

const KINDS: readonly EventKind[] = ['network', 'credential', 'mcp', 'lifecycle']

/** Enough of a batch that a pipe is not asked for every line. */
const BATCH = 64 * 1024

/**
 * Reads the trail inside a container that has its volume, and prints JSON: one event a line, with `--tally` what was
 * asked for in numbers (`row` or `version`, see `Tally`), or with `--verify` one report a chain (see `ChainReport`). Whoever started the container formats it for people.
 *
 * With `--follow --tell-end` a line `{"caughtUp":true}` comes when all that was there already has been printed.
 *
 * Lines that are no events are told on standard error.
 *
 * @param args --directory --project --policy --service --kind --blocked --since --until --follow --tell-end --tally --verify
 * @returns the exit code: 0, 1 when `--verify` found a breach, 2 when the call is wrong
 */
export async function run(args: readonly string[]): Promise<number> {
  let options: LogOptions
  try {
    options = parseOptions(args)
  } catch (error) {
    process.stderr.write(`logs: ${(error as Error).message}\n`)
    return 2
  }
  const out = new Output(process.stdout)
  if (options.verify) {
    const { project } = options.read
    const reports = await verifyChains(options.directory, project === undefined ? {} : { project })
    for (const report of reports) await out.line(report)
    await out.flush()
    return reports.some(({ breach }) => breach !== undefined) ? 1 : 0
  }
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
  // Whoever reads may stop at any time (`| head`).
  process.stdout.on('error', () => stop.abort())
  const onDamage: ReadOptions['onDamage'] = ({ file, offset, reason }) =>
    process.stderr.write(`${file}: what stands at byte ${offset} ${reason}\n`)
  const events = readTrail(options.directory, {
    ...options.read,
    signal: stop.signal,
    onDamage,
    ...(options.tellEnd && { onCaughtUp: () => void out.line({ caughtUp: true }) }),
  })
  // In follow mode there is a pause between events: what is known is shown before it.
  const timer = options.read.follow ? setInterval(() => void out.flush(), 100) : undefined
  if (options.tally) {
    const tally = new Tally()
    for await (const event of events) tally.add(event)
    for (const row of tally.rows()) await out.line({ row })
    for (const version of tally.versions()) await out.line({ version })
  } else {
    for await (const event of events) await out.line(event)
  }
  clearInterval(timer)
  if (!stop.signal.aborted) await out.flush()
  return 0
}

interface LogOptions {
  directory: string
  tally: boolean
  verify: boolean
  tellEnd: boolean
  read: ReadOptions
}

function parseOptions(args: readonly string[]): LogOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      directory: { type: 'string' },
      project: { type: 'string' },
      policy: { type: 'string' },
      service: { type: 'string' },
      kind: { type: 'string' },
      blocked: { type: 'boolean', default: false },
      since: { type: 'string' },
      until: { type: 'string' },
      follow: { type: 'boolean', default: false },
      'tell-end': { type: 'boolean', default: false },
      tally: { type: 'boolean', default: false },
      verify: { type: 'boolean', default: false },
    },
  })
  const read: ReadOptions = { blocked: values.blocked, follow: values.follow }
  for (const name of ['project', 'policy', 'service'] as const) {
    const value = values[name]
    if (value !== undefined) read[name] = value
  }
  if (values.kind !== undefined) read.kind = kindOf(values.kind)
  const now = Date.now()
  for (const name of ['since', 'until'] as const) {
    const value = values[name]
    if (value !== undefined) read[name] = momentOf(name, value, now)
  }
  const { tally, verify, 'tell-end': tellEnd } = values
  return { directory: values.directory ?? place('auditDirectory'), tally, verify, tellEnd, read }
}

function kindOf(text: string): EventKind {
  const kind = KINDS.find((each) => each === text)
  if (kind === undefined) throw new Error(`--kind is one of ${KINDS.join(', ')}, not '${text}'`)
  return kind
}

function momentOf(name: string, text: string, now: number): number {
  const moment = parseMoment(text, now)
  if (moment === undefined) {
    throw new Error(
      `--${name} takes a length of time (24h, 7d) or a moment (RFC 3339), not '${text}'`,
    )
  }
  return moment
}

/** Lines to a stream in batches, no faster than the stream takes them. */
class Output {
  readonly #stream: NodeJS.WriteStream
  #batch = ''

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  async line(value: object): Promise<void> {
    this.#batch += `${JSON.stringify(value)}\n`
    if (this.#batch.length >= BATCH) await this.flush()
  }

  async flush(): Promise<void> {
    const batch = this.#batch
    this.#batch = ''
    if (batch === '' || this.#stream.destroyed) return
    if (!this.#stream.write(batch)) {
      await Promise.race([once(this.#stream, 'drain'), once(this.#stream, 'close')]).catch(() => {})
    }
  }
}
