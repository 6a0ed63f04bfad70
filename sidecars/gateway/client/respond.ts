import type { ServerResponse } from 'node:http'
import {
  errorObject,
  type GatewayError,
  INTERNAL_ERROR,
  INVALID_REQUEST,
  type RpcError,
} from '../errors.ts'
import { type Json, type JsonObject, writeJson } from '../json.ts'
import { MessageError, type RequestId } from '../messages.ts'
import { HeadError } from './head.ts'

/** An answer to a request that is not a 200. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly status: number
  readonly error: RpcError
  readonly id: RequestId | null
  constructor(status: number, error: GatewayError, id: RequestId | null) {
    super(error.message)
    this.status = status
    this.error = error.error
    this.id = id
  }
}

export function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  if (response.destroyed) return
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    })
    .end(body)
}

/** Tells the client what was wrong; whatever we did not foresee is told as no more than that. */
export function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy()
  else if (error instanceof HeadError) {
    sendError(
      response,
      error.status,
      { code: INVALID_REQUEST, message: error.message },
      null,
      error.headers,
    )
  } else if (error instanceof MessageError) {
    sendError(response, 400, { code: error.code, message: error.message }, error.id ?? null)
  } else if (error instanceof Refusal) sendError(response, error.status, error.error, error.id)
  else
    sendError(
      response,
      500,
      { code: INTERNAL_ERROR, message: 'Internal error of the gateway' },
      null,
    )
}

function sendError(
  response: ServerResponse,
  status: number,
  error: RpcError,
  id: RequestId | null,
  headers?: Record<string, string>,
): void {
  const message: JsonObject = new Map<string, Json>([
    ['jsonrpc', '2.0'],
    ['id', id],
    ['error', errorObject(error)],
  ])
  send(response, status, writeJson(message), headers)
}
