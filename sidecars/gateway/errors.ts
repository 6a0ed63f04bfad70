import { fromPlain, type Json, type JsonObject } from './json.ts'

/** JSON-RPC's and MCP's own codes. */
export const PARSE_ERROR = -32700
export const INVALID_REQUEST = -32600
export const METHOD_NOT_FOUND = -32601
export const INVALID_PARAMS = -32602
export const INTERNAL_ERROR = -32603
/** MCP 2026-07-28: a header does not say what the body says. */
export const HEADER_MISMATCH = -32020
/** MCP 2026-07-28: `data.supported` names the revisions that are. */
export const UNSUPPORTED_VERSION = -32022

/*
 * Our own codes read as HTTP statuses and lie outside -32768..-32000, which JSON-RPC and MCP keep
 * for themselves (MCP 2026-07-28, basic: error codes).
 */
/** The policy forbids it. */
export const POLICY_VIOLATION = 403
/** Too much at once. */
export const TOO_MANY = 429
/** The server cannot be reached, or what it answers cannot be used. */
export const UPSTREAM_FAILED = 502
/** The gateway cannot write its trail, and so lets nothing happen. */
export const AUDIT_UNAVAILABLE = 503
/** The server has not answered in time. */
export const UPSTREAM_TIMEOUT = 504

export interface RpcError {
  code: number
  message: string
  data?: Json
}

/** Something that is told to the client as the answer to its request. */
export class GatewayError extends Error {
  override name = 'GatewayError'
  readonly error: RpcError
  /** The server was there and did not understand: another way of speaking may do. */
  isMisunderstanding = false
  constructor(error: RpcError) {
    super(error.message)
    this.error = error
  }
}

export function gatewayError(code: number, message: string, data?: object): GatewayError {
  return new GatewayError(
    data === undefined ? { code, message } : { code, message, data: fromPlain(data) },
  )
}

/** A server that failed: which, how, and in words that help whoever reads the agent's output. */
export function upstreamError(server: string, what: string, code = UPSTREAM_FAILED): GatewayError {
  return gatewayError(code, `MCP server '${server}' ${what}`, { type: 'UpstreamError', server })
}

/** As `upstreamError`, of a server that is there and may understand another way of speaking. */
export function misunderstanding(server: string, what: string): GatewayError {
  const error = upstreamError(server, what)
  error.isMisunderstanding = true
  return error
}

export function errorObject(error: RpcError): JsonObject {
  const object: JsonObject = new Map<string, Json>([
    ['code', error.code],
    ['message', error.message],
  ])
  if (error.data !== undefined) object.set('data', error.data)
  return object
}
