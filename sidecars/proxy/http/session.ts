import type { Governed } from '../governed.ts'
import type { Place } from './request-head.ts'

/** Who speaks HTTP on a client connection, and where the connection came in. */
export interface Session {
  readonly governed: Governed
  readonly place: Place
}

/** How the client came here, for the trail. */
export function wayOf(place: Place): string {
  if (place.kind === 'forward') return 'proxy'
  return place.host === undefined ? 'transparent' : 'tunnel'
}
