import { readFile } from 'node:fs/promises'
import { whyUnreadable } from '../compose-transform/load/files.ts'
import { CommandError } from './exit.ts'

const strictly = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The text of bytes that have to be UTF-8.
 * @throws CommandError (exit 2) that says so
 */
export function decodeText(bytes: Uint8Array, named: string): string {
  try {
    return strictly.decode(bytes)
  } catch {
    throw new CommandError(`${named}: not UTF-8. Save it as UTF-8 and try again.`)
  }
}

/**
 * The text of a file that a person named.
 *
 * @param named as the message has it, when that is more than the path
 * @throws CommandError (exit 2) with the reason when it cannot be read or is not UTF-8
 */
export async function readText(path: string, named = path): Promise<string> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    throw new CommandError(`${named} cannot be read: ${whyUnreadable(error)}.`)
  }
  return decodeText(bytes, named)
}
