import type { Readable } from 'node:stream'

/**
 * Reads a body to its end, and leaves the stream open for its answer.
 *
 * @param longest in bytes
 * @returns undefined when it is longer
 */
export async function readWhole(body: Readable, longest: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length
    if (bytes > longest) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
