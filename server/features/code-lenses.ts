import type { CodeLens } from 'vscode-languageserver-types'
import type { Activity } from '../activity.ts'
import type { SourceFile } from '../model/file.ts'
import { contentOf, type Occurrence } from '../model/occurrence.ts'
import { policyModel } from '../model/policy.ts'
import type { Project } from '../project.ts'
import { count } from '../words.ts'
import { locationOf } from './definition.ts'

/** The command with which a client shows places; a client that lacks it shows the words alone. */
export const showReferencesCommand = 'governance.showReferences'

/** Above a policy: who runs under it, and what its agents did lately where the client has told. */
export async function codeLenses(
  file: SourceFile,
  project: Project,
  activity: Activity,
  options: { showReferences: boolean },
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
  }
  return lenses
}
