import type { CodeLens, Range } from 'vscode-languageserver-types'
import { allowEdit, unusedPermissions } from '../../policy/edits/index.ts'
import { printable } from '../../policy/printable.ts'
import type { Activity } from '../activity.ts'
import type { SourceFile } from '../model/file.ts'
import { contentOf, type Occurrence } from '../model/occurrence.ts'
import { policyModel } from '../model/policy.ts'
import type { Project } from '../project.ts'
import { count } from '../words.ts'
import { locationOf } from './definition.ts'
import { allowCommand, removeCommand } from './policy-commands.ts'

/** The command with which a client shows places; a client that lacks it shows the words alone. */
export const showReferencesCommand = 'governance.showReferences'

/** Above a policy stand this many of the things that it refused; the trail has all of them. */
const mostRefused = 3
const mostTried = 20
const aDay = 24 * 60 * 60_000

/** Who runs under a policy, and what its agents did lately where the client has told. */
export async function codeLenses(
  file: SourceFile,
  project: Project,
  activity: Activity,
  options: { showReferences: boolean; now?: number },
): Promise<CodeLens[]> {
  if (file.kind !== 'policy') return []
  const lenses: CodeLens[] = []
  const references = await project.referencesTo(file.path)
  for (const document of file.source.documents) {
    const { name } = policyModel(document)
    const range = file.source.rangeOf(name?.node)
    if (!name || !range) continue
    const places: Occurrence[] = references.map(({ compose, spot }) => ({
      file: compose,
      ...contentOf(spot.node),
      definition: false,
    }))
    const title =
      places.length === 0
        ? 'no Compose file uses this policy'
        : `used in ${count(places.length, 'place')}`
    lenses.push({
      range,
      command: {
        title,
        command: options.showReferences && places.length > 0 ? showReferencesCommand : '',
        ...(places.length > 0 && { arguments: [file.uri, range.start, places.map(locationOf)] }),
      },
    })
    const counts = activity.of(name.value)
    if (counts)
      lenses.push({
        range,
        command: {
          title: `last day: ${counts.allowed} allowed, ${counts.blocked} blocked`,
          command: '',
        },
      })
    lenses.push(...refusedLenses(file, range, name.value, activity))
    lenses.push(...unusedLenses(file, name.value, activity, options.now ?? Date.now()))
  }
  return lenses
}

/** What was blocked in the last day and one small edit would allow. */
function refusedLenses(
  file: SourceFile,
  range: Range,
  policy: string,
  activity: Activity,
): CodeLens[] {
  const lenses: CodeLens[] = []
  for (const { event, count: times } of activity.refused(policy).slice(0, mostTried)) {
    if (lenses.length === mostRefused) break
    const proposed = allowEdit(file.text, file.path, event)
    if (!proposed.ok) continue
    const title = `${printable(proposed.edit.title)} (blocked ${count(times, 'time')})`
    lenses.push({ range, command: { title, command: allowCommand, arguments: [file.uri, event] } })
  }
  return lenses
}

/** Entries that allowed nothing for as long as the trail of this policy goes back, a day at least. */
function unusedLenses(
  file: SourceFile,
  policy: string,
  activity: Activity,
  now: number,
): CodeLens[] {
  const since = activity.since(policy)
  const days = since === undefined ? 0 : Math.round((now - Date.parse(since)) / aDay)
  if (days < 1) return []
  return unusedPermissions(file.text, file.path, activity.usage).map(({ range, path, text }) => ({
    range,
    command: {
      title: `not used in ${days >= 30 ? '30 days' : count(days, 'day')}: remove`,
      command: removeCommand,
      arguments: [file.uri, path, text],
    },
  }))
}
