import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import type { AuditEvent } from '../../audit/event.ts'
import { csvHeader, csvLine, ocsfEvent } from '../../audit/index.ts'
import { CommandError, whyImpossible } from '../exit.ts'
import { progress } from '../progress.ts'
import { type FilterOptions, filterOf } from './filter.ts'
import { Trails } from './sources.ts'

export const exportFormats = ['jsonl', 'csv', 'ocsf'] as const

export interface ExportOptions extends FilterOptions {
  format: (typeof exportFormats)[number]
  output?: string
}

interface Form {
  head: string
  line(event: AuditEvent): string
}

const FORMS: Record<ExportOptions['format'], Form> = {
  jsonl: { head: '', line: (event) => `${JSON.stringify(event)}\n` },
  csv: { head: csvHeader(), line: csvLine },
  ocsf: { head: '', line: (event) => `${JSON.stringify(ocsfEvent(event))}\n` },
}

/** `governance audit export`: the trail for other tools; a file is written whole or not at all. */
export async function exportTrail(options: ExportOptions): Promise<number> {
  const { output, format } = options
  if (output === undefined) {
    await write(process.stdout, options, FORMS[format])
    return 0
  }
  const draft = `${output}.${process.pid}.draft`
  const file = createWriteStream(draft, { mode: 0o600 })
  let failure: Error | undefined
  file.on('error', (error) => {
    failure ??= error
  })
  try {
    await once(file, 'open')
    const count = await write(file, options, FORMS[format])
    if (failure) throw failure
    file.end()
    await once(file, 'close')
    if (failure) throw failure
    await rename(draft, output)
    progress(`${count} events in ${output}`)
  } catch (error) {
    await rm(draft, { force: true })
    // What could not be written is the reason for whatever else went wrong then.
    const cause = failure ?? error
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    throw new CommandError(
      `${output}: cannot be written: ${whyImpossible(cause) ?? cause.message}.`,
    )
  }
  return 0
}

async function write(stream: Writable, options: ExportOptions, form: Form): Promise<number> {
  const stop = new AbortController()
  // Whoever reads may stop at any time (`| head`).
  stream.on('error', () => stop.abort())
  let count = 0
  const trails = await Trails.open()
  stream.write(form.head)
  for await (const event of trails.events(filterOf(options), false, stop.signal)) {
    count += 1
    if (!stream.write(form.line(event)) && !stop.signal.aborted) {
      await once(stream, 'drain', { signal: stop.signal }).catch(() => {})
    }
  }
  return count
}
