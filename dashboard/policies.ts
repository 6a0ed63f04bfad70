import { createHash } from 'node:crypto'
import { lstat, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AuditEvent } from '../audit/event.ts'
import { formatEvent } from '../audit/text.ts'
import {
  allowEdit,
  judgeAgain,
  type PolicyEdit,
  type Proposal,
  permissionUse,
  removeEdit,
  rulePlace,
  unifiedDiff,
} from '../policy/edits/index.ts'
import { readPolicyText } from '../policy/edits/policy-text.ts'
import type { Journal } from './journal.ts'
import { isRefused } from './query.ts'
import type { DecidedBy, EditOrder, EventDetail, PolicyFile, Proposed } from './wire.ts'

/** Where a policy lies, as the user named it or the running projects say. */
export interface KnownPolicy {
  /** Absolute. */
  path: string
  /** Whether somebody chose it, so that an edit may be applied to it. */
  isEditable: boolean
}

/** Why an edit was not applied; the page shows the message. */
export class NotApplied extends Error {
  override readonly name = 'NotApplied'
}

/** No policy is larger; see `readPolicyDocument`. */
const mostBytes = 4_000_000

interface PolicyOnDisk extends KnownPolicy {
  id: string
  text: string
  /** Absent where the text is no good policy. */
  name: string | undefined
  digest: string
}

/**
 * The policy files that the dashboard knows of: where a decision came from, what would change it, and the one way by
 * which it is changed. Files are read anew for each question, because people edit them.
 */
export class PolicyShelf {
  readonly #known: () => Promise<readonly KnownPolicy[]>
  readonly #journal: Journal

  constructor(known: () => Promise<readonly KnownPolicy[]>, journal: Journal) {
    this.#known = known
    this.#journal = journal
  }

  /** Every file with what each of its permissions was used for. */
  async files(): Promise<PolicyFile[]> {
    const files = await this.#read()
    return files.map((file) => {
      const { id, path, name, text } = file
      if (name === undefined) {
        const problem = 'It has errors: governance lint names them.'
        return { id, path, name: '', permissions: [], problem }
      }
      const { usage } = this.#journal
      const since = usage.since(name)
      const permissions = (permissionUse(text, path, usage) ?? []).map(
        ({ kind, text, rule, range, count, last }) => ({
          ...{ kind, text, rule, count },
          line: range.start.line + 1,
          ...(last === undefined ? {} : { last }),
        }),
      )
      return {
        ...{ id, path, name, permissions },
        ...(since === undefined ? {} : { since }),
        ...(usage.isComplete(name) ? {} : { incomplete: true as const }),
      }
    })
  }

  /** An event with the lines that decided it, and the edit that would have it otherwise. */
  async explain(event: AuditEvent): Promise<EventDetail> {
    const files = await this.#read()
    const sentence = formatEvent(event)
    const decidedBy = decisionsOf(event).map(({ rule, policy }) =>
      this.#place(files, event, rule, policy),
    )
    if (!isRefused(event) || event.kind === 'lifecycle') return { event, sentence, decidedBy }
    return { event, sentence, decidedBy, proposal: this.#propose(files, event) }
  }

  /** The edit that takes a permission out. */
  async removal(
    id: string,
    rule: string,
    text: string,
  ): Promise<NonNullable<EventDetail['proposal']>> {
    const file = (await this.#read()).find((each) => each.id === id)
    if (!file) return { ok: false, why: 'This policy is not known here any more.' }
    return shown(file, removal(file, rule, text))
  }

  /**
   * Makes an edit in the file. It is made anew from what is asked for, on the text that the page showed.
   *
   * @returns the path of the file
   * @throws NotApplied when the file is not known, changed meanwhile, or there is no such edit
   */
  async apply(order: EditOrder): Promise<string> {
    const file = (await this.#read()).find((each) => each.id === order.file)
    if (!file) throw new NotApplied('This policy is not known here any more.')
    if (!file.isEditable) throw new NotApplied(`Nobody named ${file.path} with --policy.`)
    if (file.digest !== order.digest) {
      throw new NotApplied(
        `${file.path} was changed since the edit was shown. Look at it again before you apply it.`,
      )
    }
    const made =
      order.do === 'remove' ? removal(file, order.rule, order.text) : this.#allow(file, order)
    if (!made.ok) throw new NotApplied(made.why)
    await replaceFile(file, made.edit)
    return file.path
  }

  #allow(file: PolicyOnDisk, { event: id }: EditOrder & { do: 'allow' }): Proposal {
    const event = this.#journal.find(id)
    if (!event) return { ok: false, why: 'The event is not in memory any more.' }
    return allowEdit(file.text, file.path, event)
  }

  #propose(
    files: readonly PolicyOnDisk[],
    event: AuditEvent,
  ): NonNullable<EventDetail['proposal']> {
    const file = fileOf(files, event, event.policy)
    if (file) return shown(file, allowEdit(file.text, file.path, event))
    // Whether an edit could help at all is told by the event alone.
    const generic = allowEdit(anyPolicy, 'policy.yaml', event)
    return { ok: false, why: generic.ok ? unknownFile(event.policy) : generic.why }
  }

  #place(
    files: readonly PolicyOnDisk[],
    event: AuditEvent,
    rule: string,
    policy: string,
  ): DecidedBy {
    if (rule === '') return { rule, policy, why: 'No policy decided this.' }
    const file = fileOf(files, event, policy)
    if (!file) return { rule, policy, why: unknownFile(policy) }
    const range = rulePlace(file.text, file.path, rule)
    if (!range) return { rule, policy, why: 'This rule stands in no policy: it always holds.' }
    const decisions = readPolicyText(file.text, file.path)?.decisions
    const today = decisions && judgeAgain(decisions, event)
    const lines = file.text.split(/\r\n|\n|\r/).slice(range.start.line, range.start.line + 1)
    return {
      rule,
      policy,
      place: {
        path: file.path,
        range,
        lines,
        changedSince:
          decisions?.digest !== event.policyDigest &&
          !rule.startsWith('network.http') &&
          today?.rule !== rule,
      },
    }
  }

  async #read(): Promise<PolicyOnDisk[]> {
    const files: PolicyOnDisk[] = []
    for (const { path, isEditable } of await this.#known()) {
      if (files.some((file) => file.path === path)) continue
      const text = await readSmall(path)
      if (text === undefined) continue
      const name = readPolicyText(text, path)?.name
      const id = sha256(path).slice(0, 16)
      files.push({ id, path, isEditable, text, name, digest: sha256(text) })
    }
    return files
  }
}

/** A policy that allows nothing: an edit of it tells whether there could be one of any. */
const anyPolicy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: any }
spec: {}
`

function unknownFile(policy: string): string {
  return `Which file ${policy || 'this policy'} lies in is not known: name it with governance dashboard --policy FILE.`
}

/** Of files with the name of the policy the one that decided; where that cannot be told of several, none. */
function fileOf(
  files: readonly PolicyOnDisk[],
  event: AuditEvent,
  policy: string,
): PolicyOnDisk | undefined {
  const named = files.filter(({ name }) => name !== undefined && name === policy)
  const exact = named.find(
    ({ text, path }) => readPolicyText(text, path)?.decisions.digest === event.policyDigest,
  )
  return exact ?? (named.length === 1 ? named[0] : undefined)
}

/** Each policy with its rule; equal neighbours are written once. */
function decisionsOf({ rule, policy }: AuditEvent): { rule: string; policy: string }[] {
  const policies = policy.split(',')
  const rules = rule.split(',')
  return policies.map((name, index) => ({
    policy: name,
    rule: rules.length === policies.length ? (rules[index] ?? '') : (rules[0] ?? ''),
  }))
}

function removal({ text, path }: PolicyOnDisk, rule: string, entry: string): Proposal {
  const read = readPolicyText(text, path)
  const found = read && permissionNamed(text, path, rule, entry)
  return found
    ? removeEdit(text, path, found)
    : { ok: false, why: 'There is no such permission in the file.' }
}

function permissionNamed(text: string, path: string, rule: string, entry: string) {
  return permissionUse(text, path, { of: () => [], isComplete: () => true })?.find(
    (each) => each.rule === rule && each.text === entry,
  )
}

function shown(file: PolicyOnDisk, made: Proposal): NonNullable<EventDetail['proposal']> {
  if (!made.ok) return made
  const { title, text, caution } = made.edit
  const edit: Proposed = {
    file: file.id,
    path: file.path,
    title,
    diff: unifiedDiff(file.text, text, file.path.replace(/^\/+/, '')),
    digest: file.digest,
    isApplicable: file.isEditable,
    ...(caution === undefined ? {} : { caution }),
  }
  return { ok: true, edit }
}

/** Writes the file whole or not at all; its permissions and, where it is a link, the link stay. */
async function replaceFile({ path, text }: PolicyOnDisk, edit: PolicyEdit): Promise<void> {
  const target = await realpath(path)
  const { mode } = await stat(target)
  if (!(await lstat(target)).isFile()) throw new NotApplied(`${path} is no file.`)
  const draft = join(dirname(target), `.${sha256(target).slice(0, 8)}.${process.pid}.draft`)
  try {
    const file = await open(draft, 'wx', mode)
    try {
      await file.chmod(mode)
      await file.writeFile(edit.text)
      await file.sync()
    } finally {
      await file.close()
    }
    // The last look before the exchange: somebody may have saved in between.
    if ((await readFile(target, 'utf8')) !== text) {
      throw new NotApplied(`${path} was changed this moment. Look at it again.`)
    }
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true })
    if (error instanceof NotApplied) throw error
    throw new NotApplied(`${path} cannot be written: ${(error as Error).message}`)
  }
}

async function readSmall(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path)
    return size > mostBytes ? undefined : await readFile(path, 'utf8')
  } catch {
    return undefined
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
