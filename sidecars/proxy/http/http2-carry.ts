import http2 from 'node:http2'
import type { Transform } from 'node:stream'

/**
 * Carries the content of one stream into another and ends it with these trailers. What was broken off is broken off
 * there too, with the same code: nobody takes a part for the whole. For that `to` has to wait for trailers, or Node
 * would send the end of the stream before its reset.
 *
 * @param stages what the content passes through on its way
 */
export function carryStream(
  from: http2.Http2Stream,
  stages: readonly Transform[],
  to: http2.Http2Stream,
  trailers: () => http2.OutgoingHttpHeaders,
): void {
  let last: NodeJS.ReadableStream = from
  for (const stage of stages) last = last.pipe(stage)
  last.pipe(to, { end: false })
  last.once('end', () => {
    if (from.aborted || from.rstCode !== http2.constants.NGHTTP2_NO_ERROR)
      to.close(from.rstCode || http2.constants.NGHTTP2_CANCEL)
    else endStream(to, undefined, trailers)
  })
}

/** Brings a stream that waits for trailers to its end. */
export function endStream(
  stream: http2.Http2Stream,
  content: Buffer | undefined,
  trailers: () => http2.OutgoingHttpHeaders,
): void {
  stream.once('wantTrailers', () => {
    try {
      stream.sendTrailers(trailers())
    } catch {
      stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR)
    }
  })
  stream.end(content)
}
