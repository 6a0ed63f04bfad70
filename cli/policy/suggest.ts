import { NothingToSuggest, type Observation, suggestPolicy } from '../../policy/suggest.ts'
import { refused, type TallyRow } from '../../policy/usage/index.ts'
import { CommandError, Exit } from '../exit.ts'
import { progress } from '../progress.ts'
import { type FilterOptions, filterOf } from '../trail/filter.ts'
import { Trails } from '../trail/sources.ts'
import { findPolicy } from './find.ts'
import { readPolicy } from './read.ts'

export interface SuggestOptions extends FilterOptions {
  base?: string
  widen?: boolean
}

/** `governance policy suggest`: the least policy that covers what agents really did. */
export async function suggest(options: SuggestOptions): Promise<number> {
  const { base: baseFile, widen = false } = options
  const given = baseFile === undefined ? undefined : await readPolicy(baseFile)
  const policyName = options.policy ?? given?.metadata.name
  const trails = await Trails.open()
  const filter = filterOf({ ...options, ...(policyName ? { policy: policyName } : {}) })
  const rows = (await trails.tally(filter)).rows()
  if (rows.length === 0) {
    throw new CommandError(
      `the trail holds nothing of ${policyName ?? 'any agent'} since ${options.since ?? 'its beginning'}. Run the agent first, in monitor mode if its policy is not written yet`,
      { exitCode: Exit.findings },
    )
  }
  const name = policyName ?? onlyPolicy(rows)
  const found = given ? undefined : await findPolicy(name)
  const base = given ?? found?.policy
  if (found) progress(`compared with ${found.file}`)
  else if (!base) progress(`no policy ${name} here: what was allowed then is the limit`)
  try {
    const { text, leftOut } = suggestPolicy(observationsOf(rows), {
      name,
      widen,
      ...(base ? { base } : {}),
    })
    process.stdout.write(text)
    if (leftOut.length > 0 && !widen) {
      progress(
        `${leftOut.length} things that were asked for are left out; --widen adds those that only lack an entry`,
      )
    }
    return Exit.fine
  } catch (error) {
    if (!(error instanceof NothingToSuggest)) throw error
    throw new CommandError(`${error.message}: see governance logs --summary`, {
      exitCode: Exit.findings,
    })
  }
}

/** Under several policies at once each of them has to allow what was used, so the trail says the same of each. */
function onlyPolicy(rows: readonly TallyRow[]): string {
  const names = new Set(rows.flatMap(({ policies }) => policies))
  const [first, ...others] = [...names].sort()
  if (first !== undefined && others.length === 0) return first
  throw new CommandError(
    `the trail holds several policies: ${[...names].sort().join(', ')}. Name one with --policy`,
  )
}

/** One thing once, whoever asked for it. A name that was only looked up needs no permission of its own. */
function observationsOf(rows: readonly TallyRow[]): Observation[] {
  const observations = new Map<string, Observation>()
  for (const row of rows) {
    const kind = kindOf(row)
    if (kind === undefined) continue
    const target = row.what === 'name' ? `${row.resource}:443` : row.resource
    const key = `${kind} ${target}`
    const known = observations.get(key)
    const refusedBy = row.refusal?.rule ?? known?.refusedBy
    observations.set(key, {
      kind,
      target,
      last: known && known.last > row.last ? known.last : row.last,
      allowed: (known?.allowed ?? 0) + row.allowed,
      refused: (known?.refused ?? 0) + refused(row),
      usedFor: [...new Set([...(known?.usedFor ?? []), ...row.usedFor])],
      ...(refusedBy === undefined ? {} : { refusedBy }),
    })
  }
  return [...observations.values()]
}

function kindOf(row: TallyRow): Observation['kind'] | undefined {
  switch (row.what) {
    case 'host':
    case 'local':
    case 'key':
    case 'tool':
      return row.what
    case 'name':
      return refused(row) > 0 ? 'host' : undefined
    default:
      return undefined
  }
}
