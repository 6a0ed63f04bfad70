import { checkMirrors, mismatch } from '../client/mirror.ts'
import { type GatewayError, gatewayError, INVALID_PARAMS, UNSUPPORTED_VERSION } from '../errors.ts'
import { isObject } from '../json.ts'
import { objectAt, type RpcMessage, type RpcRequest } from '../messages.ts'
import { META_CAPABILITIES, META_VERSION } from '../upstream/modern-link.ts'
import { LEGACY_VERSIONS, MODERN_VERSIONS } from '../versions.ts'

type Headers = ReadonlyMap<string, string>

/**
 * Whether a message is of a revision without a handshake. The body decides; a header alone makes it one too, so that a
 * request which only claims to be modern is held to the rules of that revision.
 */
export function isModern(message: RpcMessage, headers: Headers): boolean {
  const isClaimed = MODERN_VERSIONS.includes(headers.get('mcp-protocol-version') ?? '')
  if (message.kind !== 'request') return isClaimed
  // A handshake is of the older revisions, whatever a client says in its headers by the time it needs one.
  const isSaid = objectAt(message.params, '_meta')?.has(META_VERSION) === true
  return isSaid || (isClaimed && message.method !== 'initialize')
}

/**
 * Checks what MCP 2026-07-28 demands of every request: revision and capabilities in the body, and headers that repeat
 * the body.
 * @throws GatewayError
 */
export function checkModern(request: RpcRequest, headers: Headers): void {
  const meta = objectAt(request.params, '_meta')
  const version = meta?.get(META_VERSION)
  if (typeof version !== 'string') throw missing(META_VERSION)
  const said = headers.get('mcp-protocol-version')
  if (said === undefined) throw mismatch('the header MCP-Protocol-Version is missing')
  if (said !== version) throw mismatch('MCP-Protocol-Version is not the revision in the body')
  if (!MODERN_VERSIONS.includes(version)) throw unsupportedVersion(version)
  if (!isObject(meta?.get(META_CAPABILITIES))) throw missing(META_CAPABILITIES)
  checkMirrors(headers, request, true)
}

function missing(key: string): GatewayError {
  return gatewayError(INVALID_PARAMS, `Invalid params: _meta lacks ${key}`)
}

export function unsupportedVersion(requested: string): GatewayError {
  return gatewayError(UNSUPPORTED_VERSION, 'Unsupported protocol version', {
    supported: [...MODERN_VERSIONS, ...LEGACY_VERSIONS.toReversed()],
    requested: requested.slice(0, 64),
  })
}
