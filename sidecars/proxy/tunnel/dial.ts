import type net from 'node:net'
import type { CanonicalHost } from '../../../policy/host.ts'
import { type AddressGuard, admitDial } from '../admission.ts'
import type { Governed } from '../governed.ts'
import type { Refusal } from '../refusal.ts'
import { failureRefusal } from '../upstream/failure.ts'
import { openTcp, type Reader, type UpstreamOptions } from '../upstream/open.ts'

/** How a client came to its tunnel, for the trail. */
export type Way = 'proxy' | 'transparent' | 'relay'

export interface Dialler {
  guard: AddressGuard
  upstream: UpstreamOptions
}

/** Checks the addresses of a host that was admitted, records, and connects. In this order. */
export async function dialTunnel(
  { guard, upstream }: Dialler,
  governed: Governed,
  host: CanonicalHost,
  port: number,
  way: Way,
  client: net.Socket,
  reader: Reader,
): Promise<{ ok: true; socket: net.Socket } | { ok: false; refusal: Refusal }> {
  const verdict = governed.decisions.host(host, port)
  const entry = { action: 'connect', details: { way } } as const
  const dialable = await admitDial(governed, host, port, verdict, entry, guard)
  if (!dialable.ok) return dialable
  try {
    const socket = await openTcp(host, port, dialable.addresses, upstream, reader)
    socket.on('error', () => socket.destroy())
    if (client.destroyed) socket.destroy()
    return { ok: true, socket }
  } catch (error) {
    const policy = governed.decisions.name
    return {
      ok: false,
      refusal: failureRefusal(error as Error, host, policy, dialable.auditId),
    }
  }
}
