import { foldKey } from '../../policy/fold-key.ts'
import { errorObject, INVALID_REQUEST, PARSE_ERROR, type RpcError } from './errors.ts'
import {
  ExactNumber,
  isObject,
  type Json,
  JsonError,
  type JsonLimits,
  type JsonObject,
  parseJson,
  writeJson,
} from './json.ts'

export type RequestId = string | number

export interface RpcRequest {
  kind: 'request'
  id: RequestId
  method: string
  params: JsonObject | undefined
}
export interface RpcNotification {
  kind: 'notification'
  method: string
  params: JsonObject | undefined
}
export interface RpcResult {
  kind: 'result'
  id: RequestId
  result: JsonObject
}
export interface RpcFailure {
  kind: 'error'
  /** Absent where the other side could not tell which request it was. */
  id: RequestId | undefined
  error: RpcError
}
export type RpcMessage = RpcRequest | RpcNotification | RpcResult | RpcFailure

/** What a request came to. */
export type Reply = { result: JsonObject } | { error: RpcError }

/** A message that is not one; `id` is that of the request where it could be read. */
export class MessageError extends Error {
  override name = 'MessageError'
  readonly code: number
  readonly id: RequestId | undefined
  constructor(code: number, message: string, id?: RequestId) {
    super(message)
    this.code = code
    this.id = id
  }
}

const ENVELOPE = new Set(['jsonrpc', 'id', 'method', 'params', 'result', 'error'])
const ID_LENGTH = 256
const METHOD = /^[A-Za-z0-9_$./-]{1,128}$/

/** Keys of `params` that decide what happens; a key that only looks like one is refused. */
const PARAMETERS = new Map(
  [
    '_meta',
    'argument',
    'arguments',
    'capabilities',
    'clientInfo',
    'context',
    'cursor',
    'inputResponses',
    'level',
    'name',
    'notifications',
    'progressToken',
    'protocolVersion',
    'ref',
    'requestId',
    'requestState',
    'task',
    'taskId',
    'uri',
  ].map((key) => [foldKey(key), key]),
)

/**
 * Reads one text as a JSON-RPC message, or as a batch of them.
 * @throws MessageError (parse error or invalid request)
 */
export function readMessages(text: string, limits: JsonLimits): RpcMessage | RpcMessage[] {
  const value = parse(text, limits)
  return Array.isArray(value) ? value.map(toMessage) : toMessage(value)
}

function parse(text: string, limits: JsonLimits): Json {
  try {
    return parseJson(text, limits)
  } catch (error) {
    if (error instanceof JsonError)
      throw new MessageError(PARSE_ERROR, `Parse error: ${error.message}`)
    throw error
  }
}

function invalid(reason: string, id?: RequestId): never {
  throw new MessageError(INVALID_REQUEST, `Invalid request: ${reason}`, id)
}

/** @throws MessageError (invalid request) */
export function toMessage(value: Json): RpcMessage {
  if (!isObject(value)) return invalid('a message is a JSON object')
  for (const key of value.keys())
    if (!ENVELOPE.has(key))
      invalid('a message has jsonrpc, id, method, params, result or error and nothing else')
  if (value.get('jsonrpc') !== '2.0') invalid('jsonrpc must be "2.0"')
  const id = value.has('id') ? readId(value.get('id')) : undefined
  if (value.has('method')) return readCall(value, id)
  if (value.has('params')) invalid('params without a method', id)
  if (value.has('result') === value.has('error')) invalid('neither a request nor an answer', id)
  if (value.has('error')) return readFailure(value.get('error'), id)
  const result = value.get('result')
  if (id === undefined) return invalid('an answer without an id')
  if (!isObject(result)) return invalid('a result is a JSON object', id)
  return { kind: 'result', id, result }
}

function readId(value: Json | undefined): RequestId | undefined {
  if (value === null) return undefined
  if (typeof value === 'string' && value.length <= ID_LENGTH) return value
  if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0))
    return value
  return invalid(`an id is an integer or a string of at most ${ID_LENGTH} characters`)
}

function readCall(value: JsonObject, id: RequestId | undefined): RpcRequest | RpcNotification {
  const method = value.get('method')
  if (value.has('result') || value.has('error'))
    return invalid('a request and an answer in one', id)
  if (typeof method !== 'string' || !METHOD.test(method))
    return invalid('the method is not a name', id)
  const params = value.get('params')
  if (params !== undefined && !isObject(params)) return invalid('params must be an object', id)
  if (params !== undefined) checkParameters(params, id)
  if (!value.has('id')) return { kind: 'notification', method, params }
  if (id === undefined) return invalid('the id of a request cannot be null')
  return { kind: 'request', id, method, params }
}

function checkParameters(params: JsonObject, id: RequestId | undefined): void {
  for (const key of params.keys()) {
    const meant = PARAMETERS.get(foldKey(key))
    if (meant !== undefined && meant !== key)
      invalid(`a parameter is not '${meant}' but looks like it`, id)
  }
}

function readFailure(error: Json | undefined, id: RequestId | undefined): RpcFailure {
  if (!isObject(error)) return invalid('an error is a JSON object', id)
  const code = error.get('code')
  const message = error.get('message')
  const data = error.get('data')
  if (typeof code !== 'number' || !Number.isSafeInteger(code))
    return invalid('an error has a code', id)
  if (typeof message !== 'string') return invalid('an error has a message', id)
  return {
    kind: 'error',
    id,
    error: data === undefined ? { code, message } : { code, message, data },
  }
}

/** The message in our own words: the only form in which it goes on. */
export function writeMessage(message: RpcMessage): string {
  return writeJson(messageObject(message))
}

export function messageObject(message: RpcMessage): JsonObject {
  const object: JsonObject = new Map<string, Json>([['jsonrpc', '2.0']])
  if (message.kind === 'error') object.set('id', message.id ?? null)
  else if (message.kind !== 'notification') object.set('id', message.id)
  if (message.kind === 'result') object.set('result', message.result)
  else if (message.kind === 'error') object.set('error', errorObject(message.error))
  else {
    object.set('method', message.method)
    if (message.params !== undefined) object.set('params', message.params)
  }
  return object
}

/** The answer to request `id`. */
export function replyMessage(id: RequestId, reply: Reply): RpcResult | RpcFailure {
  return 'result' in reply
    ? { kind: 'result', id, result: reply.result }
    : { kind: 'error', id, error: reply.error }
}

export function stringAt(object: JsonObject | undefined, key: string): string | undefined {
  const value = object?.get(key)
  return typeof value === 'string' ? value : undefined
}

export function objectAt(object: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = object?.get(key)
  return isObject(value) ? value : undefined
}

/** A progress token or an id as it may come back: text and whole numbers, nothing else. */
export function tokenOf(value: Json | undefined): RequestId | undefined {
  if (value instanceof ExactNumber) return undefined
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}
