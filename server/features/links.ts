import type { DocumentLink } from 'vscode-languageserver-types'
import type { SourceFile } from '../model/file.ts'
import { contentOf } from '../model/occurrence.ts'
import type { Project } from '../project.ts'
import { uriOf } from '../uri.ts'

/** The policy paths of a Compose file, as links to what they lead to. */
export function links(file: SourceFile, project: Project): DocumentLink[] {
  if (file.kind !== 'compose') return []
  return project.references(file).flatMap(({ spot, target }) => {
    if (target === undefined) return []
    const { start, end } = contentOf(spot.node)
    return [
      {
        range: file.source.rangeBetween(start, end),
        target: uriOf(target),
        tooltip: 'Open the policy',
      },
    ]
  })
}
