import http2 from 'node:http2'
import { guardRefusal, type Refusal, refusalStream } from '../refusal.ts'
import { failureRefusal } from '../upstream/failure.ts'
import type { Http2Connection } from '../upstream/http2-connection.ts'
import { carryStream, endStream } from './http2-carry.ts'
import { fieldsOf } from './http2-fields.ts'
import type { InFlight } from './in-flight.ts'
import type { Cleared } from './judge.ts'
import { unfitBody, unsearchable, upstreamFault } from './late-refusals.ts'
import { type AnswerHead, answerHead, searchStages } from './response-head.ts'
import { answerTrailers } from './trailers.ts'
import { bodyStages, http2Head } from './upstream-head.ts'

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR, NGHTTP2_FLAG_END_STREAM } = http2.constants

/** So many interim answers of one stream are passed on: an upstream can send them without end (RFC 9110 §15.2). */
const MOST_INTERIM = 32

/** A stream that was let pass, on its way. */
export interface Http2Passage {
  cleared: Cleared
  upstream: Http2Connection
  stream: http2.ServerHttp2Stream
}

/** Carries streams to their upstream and answers back, both ways at once. Nothing here decides. */
export class Http2Forward {
  readonly #inFlight: InFlight

  constructor(inFlight: InFlight) {
    this.#inFlight = inFlight
  }

  async send(passage: Http2Passage): Promise<void> {
    const { cleared, upstream, stream } = passage
    const { head, body, session, auditId } = cleared
    const policy = session.governed.decisions.name
    let outgoing: http2.ClientHttp2Stream | undefined
    // From now on, for the connection may have to be opened first, and a policy can change meanwhile.
    this.#inFlight.add(cleared, () => stream.close(NGHTTP2_CANCEL))
    stream.once('close', () => {
      this.#inFlight.remove(cleared)
      // An answer that came before the end of the request does not cut off what was sent of it.
      const whole = stream.readableEnded && stream.writableFinished && stream.rstCode === 0
      if (outgoing?.closed === false && !whole) outgoing.close(NGHTTP2_CANCEL)
    })
    try {
      const connection = await upstream.session(cleared.addresses)
      if (stream.destroyed || stream.closed) return
      outgoing = connection.request(http2Head(cleared), {
        endStream: head.body.kind === 'none',
        waitForTrailers: true,
      })
    } catch (error) {
      refuseStream(stream, refusalFor(error as NodeJS.ErrnoException, cleared))
      return
    }
    let interim = 0
    let continued = false
    let answered = false
    let refused = false
    outgoing.on('headers', (fields, _flags, raw?: string[]) => {
      const status = fields[':status'] ?? 0
      interim += 1
      if (stream.headersSent || stream.destroyed || interim > MOST_INTERIM) return
      if (status === 100 && (continued || body !== undefined)) return
      continued ||= status === 100
      const { headers } = answerHead(
        { status, message: '', fields: raw ?? [] },
        cleared.redactor,
        false,
        false,
      )
      try {
        stream.additionalHeaders({ ...fieldsOf(headers, false), ':status': status })
      } catch {
        // What cannot be written again is left out: the answer itself is still to come.
      }
    })
    outgoing.on('response', (fields, flags, raw?: string[]) => {
      if (refused || stream.destroyed) return
      answered = true
      const answer = { status: fields[':status'] ?? 502, message: '', fields: raw ?? [] }
      answerWith(passage, outgoing, answer, (flags & NGHTTP2_FLAG_END_STREAM) !== 0)
    })
    outgoing.on('error', () => {})
    outgoing.once('close', () => {
      if (stream.closed || refused) return
      const { rstCode } = outgoing
      if (answered) {
        if (rstCode !== NGHTTP2_NO_ERROR) stream.close(rstCode)
        return
      }
      // What the upstream did not begin the client may try again; it is told so in the same words.
      if (rstCode !== NGHTTP2_NO_ERROR && rstCode !== NGHTTP2_CANCEL) stream.close(rstCode)
      else refuseStream(stream, failureRefusal(new Error(), head.host, policy, auditId))
    })

    if (head.body.kind === 'none') return
    const breakOff = (error: Error) => {
      refused = true
      outgoing.close(NGHTTP2_CANCEL)
      void unfitBody(cleared, error).then((refusal) => refuseStream(stream, refusal))
    }
    const trailers = () => {
      try {
        return fieldsOf(cleared.trailers(), true)
      } catch (error) {
        breakOff(error as Error)
        throw error
      }
    }
    if (body !== undefined) {
      endStream(outgoing, body, trailers)
      return
    }
    const stages = bodyStages(cleared)
    for (const stage of stages) stage.on('error', breakOff)
    carryStream(stream, stages, outgoing, trailers)
  }
}

/** Answers a stream with its refusal; one that was answered already is broken off. */
export function refuseStream(stream: http2.ServerHttp2Stream, refusal: Refusal): void {
  if (stream.destroyed || stream.closed) return
  if (stream.headersSent) {
    stream.close(NGHTTP2_CANCEL)
    return
  }
  const { head, body } = refusalStream(refusal)
  stream.unpipe()
  stream.resume()
  stream.respond(head)
  // The rest of the body is not wanted (RFC 9113 §8.1).
  stream.end(body, () => stream.close(NGHTTP2_NO_ERROR))
}

function refusalFor(error: NodeJS.ErrnoException, cleared: Cleared): Refusal {
  const { head, session, auditId } = cleared
  const { name } = session.governed.decisions
  if (error.code?.startsWith('ERR_HTTP2_') || error.code?.startsWith('ERR_INVALID_'))
    return {
      ...guardRefusal('malformed', name, 'The head of the request has no one reading.'),
      auditId,
    }
  return failureRefusal(error, head.host, name, auditId)
}

function answerWith(
  { cleared, stream }: Http2Passage,
  outgoing: http2.ClientHttp2Stream,
  head: AnswerHead,
  ended: boolean,
): void {
  const { redactor } = cleared
  const stages = ended ? [] : searchStages(head, redactor, cleared.head.method)
  if (stages === undefined) {
    outgoing.close(NGHTTP2_CANCEL)
    refuseStream(stream, unsearchable(cleared))
    return
  }
  const answer = answerHead(head, redactor, stages.length > 0, true)
  try {
    const fields = { ...fieldsOf(answer.headers, false), ':status': answer.status }
    stream.respond(fields, { endStream: ended, waitForTrailers: !ended })
  } catch {
    outgoing.close(NGHTTP2_CANCEL)
    const what = 'answered with what is not HTTP/2.'
    refuseStream(stream, upstreamFault(cleared, 'unreachable', what))
    return
  }
  if (ended) return
  let trailers: readonly string[] = []
  outgoing.on('trailers', (_fields, _flags, raw?: string[]) => {
    trailers = raw ?? []
  })
  for (const stage of stages) stage.on('error', () => stream.close(NGHTTP2_CANCEL))
  carryStream(outgoing, stages, stream, () => fieldsOf(answerTrailers(trailers, redactor), false))
}
