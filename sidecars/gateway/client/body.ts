import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { HeadError } from './head.ts'

/**
 * The body as text.
 * @param declared the header that says how long it is
 * @throws HeadError when it is too large, not UTF-8, or does not come whole.
 */
export async function readBody(
  request: IncomingMessage,
  declared: string | undefined,
  most: number,
): Promise<string> {
  if (Number(declared ?? 0) > most) throw tooLarge(most)
  const bytes = await collect(request, most)
  if (!isUtf8(bytes)) throw new HeadError(400, 'The body is not UTF-8.')
  return bytes.toString('utf8')
}

/** Events rather than iteration: a body is most often one chunk, and iterating over it would cost more than reading it. */
function collect(request: IncomingMessage, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > most) {
        request.removeAllListeners('data')
        request.resume()
        reject(tooLarge(most))
      } else chunks.push(chunk)
    })
    request.once('end', () => {
      const [only] = chunks
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length))
    })
    // Every request closes in the end: what an error costs is spent on those alone that had not ended.
    const broken = (): void => {
      if (!request.complete) reject(new HeadError(400, 'The body did not come whole.'))
    }
    request.once('error', broken)
    request.once('close', broken)
  })
}

function tooLarge(most: number): HeadError {
  return new HeadError(413, `The body is larger than ${most} bytes.`, { connection: 'close' })
}
