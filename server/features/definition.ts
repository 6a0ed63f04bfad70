import type { Location, LocationLink, Position } from 'vscode-languageserver-types'
import type { SourceFile } from '../model/file.ts'
import { namedAt, type Occurrence, occurrencesOf } from '../model/occurrence.ts'
import { placeAt } from '../model/place.ts'
import type { Project } from '../project.ts'

/**
 * Where the thing under the cursor is made: the policy that a Compose file names, the service, the anchor.
 * A credential leads from the Compose file to the policy's entry, and from the policy to the variables.
 */
export async function definition(
  file: SourceFile,
  position: Position,
  project: Project,
): Promise<LocationLink[]> {
  const offset = file.source.offsetAt(position)
  const named = namedAt(file, offset, project)
  if (!named) return []
  const all = await occurrencesOf(named, file, project)
  const wanted =
    named.kind === 'key'
      ? all.filter((occurrence) => occurrence.file.kind !== file.kind)
      : all.filter((occurrence) => occurrence.definition)
  const origin = file.source.rangeOf(placeAt(file.source, offset)?.node)
  return wanted.map((occurrence) => {
    const { uri, range } = locationOf(occurrence)
    return {
      targetUri: uri,
      targetRange: range,
      targetSelectionRange: range,
      ...(origin && { originSelectionRange: origin }),
    }
  })
}

/** Every place that names the thing under the cursor. */
export async function references(
  file: SourceFile,
  position: Position,
  project: Project,
  options: { includeDeclaration: boolean },
): Promise<Location[]> {
  const named = namedAt(file, file.source.offsetAt(position), project)
  if (!named) return []
  const all = await occurrencesOf(named, file, project)
  return all
    .filter((occurrence) => options.includeDeclaration || !occurrence.definition)
    .map(locationOf)
}

export function locationOf({ file, start, end }: Occurrence): Location {
  return { uri: file.uri, range: file.source.rangeBetween(start, end) }
}
