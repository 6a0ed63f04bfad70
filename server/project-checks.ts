import { isAbsolute } from 'node:path'
import type { Finding } from '../policy/finding.ts'
import { commonEnd, commonStart } from '../policy/increment/edit.ts'
import { largeText } from './large-files.ts'
import { fieldName } from './model/compose.ts'
import type { SourceFile } from './model/file.ts'

/** Milliseconds without a change after which a project is looked at as a whole. */
const pause = 300

/**
 * Looks at Compose files together with all that they load, when nobody has typed for a moment; meanwhile what was found
 * last stands where it stood, as far as the text there is the same.
 */
export class ProjectChecks {
  readonly #open: (uri: string) => SourceFile | undefined
  readonly #check: (file: SourceFile) => Promise<readonly Finding[]>
  readonly #changed: (uri: string) => void
  readonly #found = new Map<string, { file: SourceFile; findings: readonly Finding[] }>()
  readonly #waiting = new Map<string, NodeJS.Timeout>()
  readonly #runs = new Map<string, number>()

  /**
   * @param open the newest version of an open file.
   * @param check looks at a project; takes its time.
   * @param changed is called when there is something else to show for a file.
   */
  constructor(
    open: (uri: string) => SourceFile | undefined,
    check: (file: SourceFile) => Promise<readonly Finding[]>,
    changed: (uri: string) => void,
  ) {
    this.#open = open
    this.#check = check
    this.#changed = changed
  }

  /** Something changed that the findings of a file may depend on. */
  schedule(file: SourceFile): void {
    this.#forget(file.uri)
    if (!isProject(file)) return
    const timer = setTimeout(() => void this.#run(file.uri), pause)
    timer.unref()
    this.#waiting.set(file.uri, timer)
  }

  /** What is known about a file now. */
  of(file: SourceFile): readonly Finding[] {
    const known = this.#found.get(file.uri)
    if (!known || !isProject(file)) return []
    if (known.file.text === file.text) return known.findings
    const findings = carry(known.findings, known.file, file)
    this.#found.set(file.uri, { file, findings })
    return findings
  }

  close(uri: string): void {
    this.#forget(uri)
    this.#found.delete(uri)
  }

  stop(): void {
    for (const uri of [...this.#waiting.keys()]) this.#forget(uri)
  }

  async #run(uri: string): Promise<void> {
    this.#waiting.delete(uri)
    const file = this.#open(uri)
    if (!file) return
    const run = (this.#runs.get(uri) ?? 0) + 1
    this.#runs.set(uri, run)
    const findings = await this.#check(file).catch(() => undefined)
    // What came in between has scheduled a run of its own.
    if (!findings || this.#runs.get(uri) !== run || this.#open(uri) !== file) return
    const before = JSON.stringify(this.of(file))
    this.#found.set(uri, { file, findings })
    if (JSON.stringify(findings) !== before) this.#changed(uri)
  }

  #forget(uri: string): void {
    clearTimeout(this.#waiting.get(uri))
    this.#waiting.delete(uri)
    this.#runs.set(uri, (this.#runs.get(uri) ?? 0) + 1)
  }
}

/** A file on disk that asks for governance; long ones are left to the command line. */
function isProject({ kind, path, text }: SourceFile): boolean {
  return (
    kind === 'compose' && isAbsolute(path) && text.length <= largeText && text.includes(fieldName)
  )
}

/** Findings of an earlier version at their new places; those in what was edited are left out. */
function carry(
  findings: readonly Finding[],
  before: SourceFile,
  now: SourceFile,
): readonly Finding[] {
  const start = commonStart(before.text, now.text)
  const end = before.text.length - commonEnd(before.text, now.text, start)
  const delta = now.text.length - before.text.length
  return findings.flatMap((finding) => {
    const from = before.source.offsetAt(finding.range.start)
    const to = before.source.offsetAt(finding.range.end)
    if (to < start) return [finding]
    if (from <= end) return []
    return [{ ...finding, range: now.source.rangeBetween(from + delta, to + delta) }]
  })
}
