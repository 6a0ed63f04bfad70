import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { checkLintConfiguration, type LintConfiguration } from '../../policy/lint-configuration.ts'
import { CommandError } from '../exit.ts'
import { readText } from '../read-text.ts'

/** The name under which a project keeps its configuration. */
export const configurationName = '.governance-lint.yaml'

/** A configuration and the folder that its paths start from. */
export interface FoundConfiguration {
  configuration: LintConfiguration
  folder: string
}

/**
 * The configuration of a project: the file that was named, else the nearest one from `start` upwards, else none.
 * Throws CommandError (exit 2) for one that cannot be read or does not meet its schema.
 */
export async function findConfiguration(
  start: string,
  named: string | undefined,
): Promise<FoundConfiguration> {
  if (named !== undefined) {
    return { configuration: read(await readText(named), named), folder: dirname(resolve(named)) }
  }
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const path = join(folder, configurationName)
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text !== undefined) return { configuration: read(text, path), folder }
    if (dirname(folder) === folder) return { configuration: {}, folder: resolve(start) }
  }
}

function read(text: string, path: string): LintConfiguration {
  const document = parseDocument(text, { logLevel: 'silent' })
  const [error] = document.errors
  if (error) throw new CommandError(error.message.split('\n', 1)[0] ?? 'not YAML', { place: path })
  const checked = checkLintConfiguration(document.toJS({ maxAliasCount: 100 }))
  if (!checked.ok) throw new CommandError(checked.problem, { place: path })
  return checked.configuration
}
