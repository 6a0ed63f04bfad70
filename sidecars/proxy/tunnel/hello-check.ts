import { type CanonicalHost, canonicalHost, isAddress } from '../../../policy/host.ts'
import type { Guard } from '../refusal.ts'
import type { Peeked } from '../tls/peek.ts'

/** What stands against a connection, before or besides the policy. */
export interface Wrong {
  guard: Guard
  reason: string
}

/** What stands against letting a first message through: exactly the host that was judged, and nothing hidden. */
export function whatIsWrong(peeked: Peeked, host: CanonicalHost | undefined): Wrong | undefined {
  switch (peeked.kind) {
    case 'closed':
      return {
        guard: 'tlsRequired',
        reason: 'The client closed the tunnel before it said anything.',
      }
    case 'too-late':
      return { guard: 'limits.handshakeMilliseconds', reason: 'The ClientHello came too slowly.' }
    case 'too-long':
      return { guard: 'limits.clientHelloBytes', reason: 'The ClientHello is too long.' }
    case 'not-tls':
      return {
        guard: 'tlsRequired',
        reason:
          'Only TLS is carried to port 443. For another protocol allow the host with a port of its own.',
      }
    case 'malformed':
      return { guard: 'tlsRequired', reason: `The ClientHello cannot be read: ${peeked.reason}.` }
    case 'hello':
      return wrongName(peeked.serverName, peeked.encrypted, host)
  }
}

/** What stands against a server name: another host, or one that is hidden. */
export function wrongName(
  name: string | undefined,
  encrypted: boolean,
  host: CanonicalHost | undefined,
): Wrong | undefined {
  if (encrypted)
    return {
      guard: 'encryptedClientHello',
      reason:
        'The client encrypts its ClientHello, so the host it asks for cannot be judged. Turn off ECH in the client.',
    }
  if (name === undefined) {
    if (host !== undefined && isAddress(host)) return undefined
    return { guard: 'serverName', reason: 'The client names no host in its ClientHello (SNI).' }
  }
  if (host === undefined || canonicalHost(name) !== host)
    return {
      guard: 'serverName',
      reason: `The tunnel is for ${host ?? 'no host'}, the ClientHello asks for another.`,
    }
  return undefined
}
