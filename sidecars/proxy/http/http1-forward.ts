import http from 'node:http'
import type net from 'node:net'
import type { Readable } from 'node:stream'
import type { Limits } from '../limits.ts'
import { failureRefusal } from '../upstream/failure.ts'
import type { UpstreamAgent } from '../upstream/http1-agent.ts'
import { endAfterAnswer, lingerAfter, refuse } from './endings.ts'
import type { InFlight } from './in-flight.ts'
import type { Cleared } from './judge.ts'
import { unfitBody, unsearchable, upstreamFault } from './late-refusals.ts'
import { fieldValues } from './raw-fields.ts'
import { type AnswerHead, answerHead, searchStages } from './response-head.ts'
import { answerTrailers, mayTrail, trailerPairs } from './trailers.ts'
import { bodyStages, http1Head } from './upstream-head.ts'
import { agreesToWebSocket } from './websocket.ts'
import { relayWebSocket } from './websocket-relay.ts'

/** A request of HTTP/1.1 that was let pass, on its way. */
export interface Http1Passage {
  cleared: Cleared
  agent: UpstreamAgent
  request: http.IncomingMessage
  response: http.ServerResponse
  /** Present for an upgrade: the client's connection, which is no longer HTTP. */
  upgraded: net.Socket | undefined
  /** Takes what is to be done when the rest of the request turns out not to be HTTP. */
  whenBroken: (breakOff: () => void) => void
}

/** Carries requests of HTTP/1.1 to their upstream and answers back. Nothing here decides. */
export class Http1Forward {
  readonly #limits: Limits
  readonly #inFlight: InFlight

  constructor(limits: Limits, inFlight: InFlight) {
    this.#limits = limits
    this.#inFlight = inFlight
  }

  send(passage: Http1Passage): void {
    const { cleared, response } = passage
    this.#inFlight.add(cleared, () => {
      response.destroy()
      passage.upgraded?.destroy()
    })
    response.once('close', () => {
      if (passage.upgraded === undefined) this.#inFlight.remove(cleared)
    })
    passage.upgraded?.once('close', () => this.#inFlight.remove(cleared))
    this.#attempt(passage, true)
  }

  #attempt(passage: Http1Passage, mayRetry: boolean): void {
    const { cleared, agent, request, response } = passage
    const { head, body } = cleared
    const outgoing = http.request({
      agent,
      route: {
        scheme: head.scheme,
        host: head.host,
        port: head.port,
        addresses: cleared.addresses,
      },
      host: head.host,
      // Else Node works one out of the headers, for connections that it opens itself.
      servername: '',
      method: head.method,
      path: cleared.target,
      headers: http1Head(cleared) as unknown as http.OutgoingHttpHeaders,
      setHost: false,
      maxHeaderSize: this.#limits.headBytes,
      insecureHTTPParser: false,
    } as http.RequestOptions)
    let answered = false
    let refused = false
    response.once('close', () => {
      if (!response.writableFinished) outgoing.destroy()
    })
    passage.whenBroken(() => {
      refused = true
      outgoing.destroy()
    })
    // Once: an upstream can say it without end, to a client that does not read.
    outgoing.once('continue', () => {
      if (!response.headersSent && head.expectsContinue && body === undefined)
        response.writeContinue()
    })
    outgoing.on('information', (information) => passInterim(passage, information))
    outgoing.on('response', (incoming) => {
      answered = true
      if (refused) return
      try {
        this.#countFields(incoming)
        answerWith(passage, incoming)
      } catch {
        unfitAnswer(passage, incoming)
      }
    })
    outgoing.on('upgrade', (incoming, socket, ahead) => {
      answered = true
      try {
        this.#countFields(incoming)
        this.#openWebSocket(passage, incoming, socket as net.Socket, ahead)
      } catch {
        socket.destroy()
        unfitAnswer(passage, incoming)
      }
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (answered || refused) return
      const bodyless = head.body.kind === 'none' || body !== undefined
      if (mayRetry && outgoing.reusedSocket && bodyless && isIdempotent(head.method)) {
        this.#attempt(passage, false)
        return
      }
      const { session, auditId } = cleared
      const policy = session.governed.decisions.name
      refuse(request, response, failureRefusal(error, head.host, policy, auditId))
    })

    if (head.body.kind === 'none') {
      outgoing.end()
      return
    }
    if (body !== undefined) {
      outgoing.addTrailers(trailerPairs(cleared.trailers()))
      outgoing.end(body)
      return
    }
    const breakOff = (error: Error) => {
      refused = true
      outgoing.destroy()
      void unfitBody(cleared, error).then((refusal) => refuse(request, response, refusal))
    }
    const stages = bodyStages(cleared)
    for (const stage of stages) stage.on('error', breakOff)
    request.once('close', () => {
      if (!request.complete) outgoing.destroy()
    })
    let last: NodeJS.ReadableStream = request
    for (const stage of stages) last = last.pipe(stage)
    last.pipe(outgoing, { end: false })
    last.once('end', () => {
      try {
        outgoing.addTrailers(trailerPairs(cleared.trailers()))
        outgoing.end()
      } catch (error) {
        breakOff(error as Error)
      }
    })
    // Until then the body goes on: an upstream may answer first and read on.
    outgoing.once('close', () => {
      request.unpipe()
      if (refused || request.complete) return
      request.resume()
      if (response.writableFinished) lingerAfter(request)
      else response.once('finish', () => lingerAfter(request))
    })
  }

  /** Each is searched for secrets, however short it is. */
  #countFields({ rawHeaders }: http.IncomingMessage): void {
    if (rawHeaders.length > 2 * this.#limits.headFields) throw new Error('Too many fields.')
  }

  /** Both ends have agreed to WebSocket: from here on it is frames, between this client and this one host. */
  #openWebSocket(
    passage: Http1Passage,
    incoming: http.IncomingMessage,
    upstream: net.Socket,
    ahead: Buffer,
  ): void {
    const { cleared, request, response, upgraded } = passage
    const { redactor } = cleared
    if (upgraded === undefined || !agreesToWebSocket(request, incoming)) {
      upstream.destroy()
      const what = 'answered an upgrade in a way that no WebSocket server does.'
      refuse(request, response, upstreamFault(cleared, 'unreachable', what))
      return
    }
    const { headers } = answerHead(headOf(incoming), redactor, false, false)
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: websocket']
    for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`)
    response.detachSocket(upgraded)
    upgraded.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'))
    if (ahead.length > 0) upstream.unshift(ahead)
    upgraded.setTimeout(this.#limits.idleMilliseconds, () => upgraded.destroy())
    relayWebSocket(upgraded, upstream, cleared)
  }
}

function answerWith(passage: Http1Passage, incoming: http.IncomingMessage): void {
  const { cleared, request, response } = passage
  const { redactor, head } = cleared
  const stages = searchStages(headOf(incoming), redactor, head.method)
  if (stages === undefined) {
    incoming.destroy()
    refuse(request, response, unsearchable(cleared))
    return
  }
  const trailed = mayTrail(request, headOf(incoming))
  const answer = answerHead(headOf(incoming), redactor, stages.length > 0, trailed)
  response.sendDate = false
  // It will not read the rest, and neither may the client think that it does.
  if (!request.complete && endsConnection(incoming)) {
    endAfterAnswer(request.socket)
    answer.headers.push('Connection', 'close')
  }
  response.writeHead(answer.status, answer.message, answer.headers)
  // Trailers have to be known before the end is written, and the end of the body is that moment.
  const end = () => {
    if (trailed) response.addTrailers(trailerPairs(answerTrailers(incoming.rawTrailers, redactor)))
    response.end()
  }
  if (incoming.complete && incoming.readableLength === 0 && stages.length === 0) {
    end()
  } else {
    let last: Readable = incoming
    const breakOff = () => {
      incoming.destroy()
      response.destroy()
    }
    for (const stage of stages) last = last.pipe(stage.on('error', breakOff))
    incoming.once('error', breakOff)
    incoming.once('aborted', breakOff)
    last.once('end', end)
    last.pipe(response, { end: false })
    // The head goes with what came of the body in the same read, in one record of TLS instead of two; else alone.
    setImmediate(() => {
      if (!last.readableDidRead && !response.writableEnded && !response.destroyed)
        response.write('', 'latin1')
    })
  }
}

/**
 * Passes an interim answer on (RFC 9110 §15.2), such as early hints. One that the client does not read is left out: an
 * upstream can send them without end.
 */
function passInterim(
  { cleared, request, response }: Http1Passage,
  { statusCode: status, statusMessage: message, rawHeaders: fields }: http.InformationEvent,
): void {
  const { socket } = response
  if (status === 100 || request.httpVersion !== '1.1' || response.headersSent) return
  if (socket === null || !socket.writable || socket.writableNeedDrain) return
  const { headers, ...line } = answerHead(
    { status, message, fields },
    cleared.redactor,
    false,
    false,
  )
  const lines = [`HTTP/1.1 ${status} ${line.message}`]
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`)
  socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

/** The parser let something through that cannot be written again, such as the status 99. */
function unfitAnswer(
  { request, response, cleared }: Http1Passage,
  incoming: http.IncomingMessage,
): void {
  incoming.destroy()
  refuse(
    request,
    response,
    upstreamFault(cleared, 'unreachable', 'answered with what is not HTTP/1.1.'),
  )
}

function headOf(incoming: http.IncomingMessage): AnswerHead {
  const { statusCode = 502, statusMessage = '', rawHeaders } = incoming
  return { status: statusCode, message: statusMessage, fields: rawHeaders }
}

function endsConnection({ rawHeaders, httpVersion }: http.IncomingMessage): boolean {
  const said = fieldValues(rawHeaders, 'connection').join(',')
  return httpVersion !== '1.1' || /(^|,)\s*close\s*(,|$)/i.test(said)
}

/** Repeating it is the same as doing it once (RFC 9110 §9.2.2). */
function isIdempotent(method: string): boolean {
  return ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'].includes(method)
}
