import type { FileKind } from '../../policy/file-kind.ts'
import { fileKind } from '../../policy/file-kind.ts'
import { type YamlSource, yamlSource } from '../../policy/yaml-source.ts'
import { fileKey } from '../uri.ts'

/** One version of one file, open in the editor or read from disk. Immutable; parsed when first asked. */
export interface SourceFile {
  readonly uri: string
  /** The path, or the URI of something that has none. */
  readonly path: string
  /** Of the open document; undefined for a file read from disk. */
  readonly version: number | undefined
  readonly text: string
  readonly kind: FileKind | undefined
  readonly source: YamlSource
}

/**
 * Makes a file. `languageId` counts as much as the name does: editors know a Compose file under a name of its own.
 */
export function sourceFile(
  uri: string,
  text: string,
  version?: number,
  languageId?: string,
): SourceFile {
  const path = fileKey(uri)
  let source: YamlSource | undefined
  return {
    uri,
    path,
    version,
    text,
    kind: fileKind(path, text) ?? (languageId === 'dockercompose' ? 'compose' : undefined),
    get source() {
      source ??= yamlSource(text)
      return source
    },
  }
}
