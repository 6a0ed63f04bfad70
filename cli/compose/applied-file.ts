import { parse } from 'yaml'
import { type Configuration, readConfiguration } from '../../sidecars/configuration.ts'

/** An emitted file as it was applied: plain data, and the document for the sidecars in it. */
export interface AppliedFile {
  document: Record<string, unknown>
  configuration: Configuration
}

/**
 * Reads a file that this program wrote.
 * @throws BadConfiguration, or what YAML says, when it is something else
 */
export function readAppliedFile(text: string): AppliedFile {
  const document = parse(text, { merge: true, maxAliasCount: -1 }) as Record<string, unknown>
  const written = String(document['x-governance-configuration']).replaceAll('$$', '$')
  return { document, configuration: readConfiguration(written) }
}
