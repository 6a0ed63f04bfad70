import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Path of a `file:` URI; undefined for other schemes (`untitled:`, `git:`) and for URIs that this
 * machine has no path for, such as a WSL host seen from Linux.
 */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined
  try {
    return fileURLToPath(uri)
  } catch {
    return undefined
  }
}

/** URI of a path, as this server writes it. */
export function uriOf(path: string): string {
  return pathToFileURL(path).href
}

/** One name for one file, however a client spells its URI: the path where there is one. */
export function fileKey(uri: string): string {
  return pathOf(uri) ?? uri
}
