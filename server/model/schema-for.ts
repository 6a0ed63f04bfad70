import type { FileKind } from '../../policy/file-kind.ts'
import { fieldName } from './compose.ts'
import type { Path } from './place.ts'
import { extensionSchema, policySchema, type Schema, serviceExtensionSchema } from './schema.ts'

/** The schema that speaks about a path of a file, and the path within it; undefined where Compose's own rules hold. */
export function schemaFor(kind: FileKind, path: Path): { schema: Schema; path: Path } | undefined {
  if (kind === 'policy') return { schema: policySchema, path }
  if (path[0] === fieldName) return { schema: extensionSchema, path: path.slice(1) }
  if (path[0] === 'services' && path[2] === fieldName)
    return { schema: serviceExtensionSchema, path: path.slice(3) }
  return undefined
}
