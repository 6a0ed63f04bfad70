import { GatewayError, HEADER_MISMATCH } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { type RpcRequest, stringAt } from '../messages.ts'

/**
 * Methods whose target must stand in `Mcp-Name` too, and the parameter that says it (MCP 2026-07-28, streamable HTTP:
 * standard request headers).
 */
const NAMED = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
])

/**
 * What a request is about: of a call that has both a name and a uri, the one that its method goes by. A header with the
 * other would say something harmless of it.
 */
export function targetOf(method: string, params: JsonObject | undefined): string | undefined {
  const key = NAMED.get(method)
  if (key !== undefined) return stringAt(params, key)
  if (method.startsWith('tasks/')) return stringAt(params, 'taskId')
  if (method.startsWith('resources/')) return stringAt(params, 'uri')
  return stringAt(params, 'name') ?? stringAt(params, 'uri')
}

const ENCODED = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/

/**
 * Headers that repeat what the body says must say the same: whoever routes or judges by them must not be shown another
 * request than the one that is carried out.
 *
 * @param isRequired whether they must be there; older revisions do not have them, but what is there must still be true.
 * @throws GatewayError (header mismatch)
 */
export function checkMirrors(
  headers: ReadonlyMap<string, string>,
  request: RpcRequest,
  isRequired: boolean,
): void {
  const method = headers.get('mcp-method')
  if (method === undefined) {
    if (isRequired) throw mismatch('the header Mcp-Method is missing')
  } else if (method !== request.method) throw mismatch('Mcp-Method is not the method of the body')
  const name = headers.get('mcp-name')
  const meant = targetOf(request.method, request.params)
  if (name === undefined) {
    if (isRequired && NAMED.has(request.method)) throw mismatch('the header Mcp-Name is missing')
  } else if (decodeHeader(name) !== meant) throw mismatch('Mcp-Name is not the name in the body')
}

/** A header's value with the encoding for what a header cannot hold taken off; undefined where it is not well formed. */
export function decodeHeader(value: string): string | undefined {
  if (!value.startsWith('=?base64?') || !value.endsWith('?=')) {
    return /^[\x20-\x7e\t]*$/.test(value) ? value : undefined
  }
  const encoded = ENCODED.exec(value)?.[1]
  if (encoded === undefined) return undefined
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.toString('base64') !== encoded) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The same value as a header can hold it. */
export function encodeHeader(value: string): string {
  const isPlain = /^(?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?$/.test(value)
  const isSentinel = value.startsWith('=?base64?') && value.endsWith('?=')
  return isPlain && !isSentinel ? value : `=?base64?${Buffer.from(value).toString('base64')}?=`
}

export function mismatch(what: string): GatewayError {
  return new GatewayError({ code: HEADER_MISMATCH, message: `Header mismatch: ${what}` })
}
