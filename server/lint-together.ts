import type { Finding } from '../policy/finding.ts'
import { crossFileFindings } from './cross-file.ts'
import { realDisk } from './disk.ts'
import { sourceFile } from './model/file.ts'
import { uriOf } from './uri.ts'
import { Workspace } from './workspace.ts'

/** The findings across files that an editor would show, for files given with their absolute paths. */
export async function lintFilesTogether(
  files: readonly { path: string; text: string }[],
): Promise<Finding[]> {
  const workspace = new Workspace(realDisk)
  const sources = files.map(({ path, text }) => sourceFile(uriOf(path), text))
  for (const source of sources) workspace.open(source)
  const findings = await Promise.all(sources.map((source) => crossFileFindings(source, workspace)))
  return findings.flat()
}
