import { fail } from './failure.ts'
import type { Place } from './node.ts'

/** How the loader reaches files; the caller decides what that means. */
export interface FileAccess {
  /** The text of a file; `-` is standard input. Rejects with a `code` (`ENOENT`, `EISDIR`) when there is none. */
  readFile(path: string): Promise<string>
  /** The path without symbolic links, so that a socket behind one is seen; as Node finds it, when not given. */
  realPath?(path: string): Promise<string>
}

/** Reads a file that has to exist; what names it is where the failure is reported. */
export async function mustRead(files: FileAccess, path: string, named: Place): Promise<string> {
  try {
    return await files.readFile(path)
  } catch (error) {
    return fail('missing-file', `${path} cannot be read: ${whyUnreadable(error)}.`, named)
  }
}

/** Reads a file that may be missing; undefined then, and also when it is a folder. */
export async function mayRead(files: FileAccess, path: string): Promise<string | undefined> {
  try {
    return await files.readFile(path)
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined
    throw error
  }
}

/** Why a file cannot be read, as the rest of a sentence. */
export function whyUnreadable(error: unknown): string {
  switch ((error as { code?: string }).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file'
    case 'EISDIR':
      return 'it is a folder'
    case 'EACCES':
      return 'permission is denied'
    case 'ELOOP':
      return 'its symbolic links lead in a circle'
    default:
      return (error as Error).message
  }
}
