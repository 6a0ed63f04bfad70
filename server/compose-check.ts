import { basename, dirname, join } from 'node:path'
import { baselinePolicies, loadProject, transform } from '../compose-transform/index.ts'
import type { Finding } from '../policy/finding.ts'
import type { SourceFile } from './model/file.ts'
import type { Project } from './project.ts'

/** What depends on who runs the project, not on its files: an editor has an environment of its own. */
const ofTheEnvironment = new Set(['unset-variable', 'interpolation'])

const usualName = /^(?:docker-)?compose\.ya?ml$/
const overrideName = /^(?:docker-)?compose\.override\.ya?ml$/

/**
 * What `governance compose check` says about a Compose file: the project of its folder is loaded and transformed, with
 * what the editor has open before what is on disk. Nothing is executed, and no Docker engine is asked. Findings of other
 * files of the project are left to those.
 */
export async function checkCompose(file: SourceFile, project: Project): Promise<Finding[]> {
  const loaded = await loadProject({
    files: await filesOf(file.path, project),
    environment: new Map(
      Object.entries(process.env).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      ),
    ),
    async readFile(path) {
      const found = await project.read(path)
      if (!found) throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' })
      return found.text
    },
  })
  const { findings } = await transform(loaded, { baseline: await baselinePolicies() })
  const { source } = file
  return findings
    .filter((finding) => finding.file === file.path && !ofTheEnvironment.has(finding.rule))
    .map((finding) => {
      const { start, end } = finding.range
      // The parser's errors may stand behind the end of the text, where no client would look.
      return {
        ...finding,
        range: source.rangeBetween(source.offsetAt(start), source.offsetAt(end)),
      }
    })
}

/** The files that Compose loads together with this one: a usual name has an override beside it, and the reverse. */
async function filesOf(path: string, project: Project): Promise<string[]> {
  const folder = dirname(path)
  const name = basename(path)
  const besides = usualName.test(name)
    ? [
        'compose.override.yml',
        'compose.override.yaml',
        'docker-compose.override.yml',
        'docker-compose.override.yaml',
      ]
    : overrideName.test(name)
      ? ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
      : []
  for (const beside of besides) {
    const other = join(folder, beside)
    if (!(await project.read(other))) continue
    return usualName.test(name) ? [path, other] : [other, path]
  }
  return [path]
}
