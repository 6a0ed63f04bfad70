/** Revisions with a handshake and sessions, oldest first. As text they sort by age. */
export const LEGACY_VERSIONS: readonly string[] = [
  '2024-11-05',
  '2025-03-26',
  '2025-06-18',
  '2025-11-25',
]
/** Revisions in which each request stands alone. */
export const MODERN_VERSIONS: readonly string[] = ['2026-07-28']
export const LATEST_LEGACY = '2025-11-25'
export const LATEST_MODERN = '2026-07-28'

/** The revision for a client that asks for this one: the same, or our newest. */
export function legacyVersionFor(requested: string | undefined): string {
  return requested !== undefined && LEGACY_VERSIONS.includes(requested) ? requested : LATEST_LEGACY
}

/** Only sessions of this revision have batches; later ones forbid them. */
export function hasBatches(version: string): boolean {
  return version === '2025-03-26'
}

/** From this revision on a stream begins with an event that has an id and no data. */
export function hasPriming(version: string): boolean {
  return version >= '2025-11-25'
}
