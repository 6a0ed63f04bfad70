import type { IncomingMessage } from 'node:http'
import { HeadError } from './head.ts'

/**
 * The body as text.
 * @throws HeadError when it is too large, not UTF-8, or does not come whole.
 */
export async function readBody(request: IncomingMessage, most: number): Promise<string> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > most) throw tooLarge(most)
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request) {
      length += (chunk as Buffer).length
      if (length > most) throw tooLarge(most)
      chunks.push(chunk as Buffer)
    }
  } catch (error) {
    if (error instanceof HeadError) throw error
    throw new HeadError(400, 'The body did not come whole.')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      chunks.length === 1 ? chunks[0] : Buffer.concat(chunks),
    )
  } catch {
    throw new HeadError(400, 'The body is not UTF-8.')
  }
}

function tooLarge(most: number): HeadError {
  return new HeadError(413, `The body is larger than ${most} bytes.`, { connection: 'close' })
}
