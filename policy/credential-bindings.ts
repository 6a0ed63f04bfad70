/** Where a lease of a key may be swapped for its secret. */
export interface Binding {
  readonly hosts: readonly string[]
  readonly header?: string
  readonly query?: string
  readonly body?: string
  readonly methods?: readonly string[]
  readonly paths?: readonly string[]
}

export function leaseShape(_key: string): { prefix: string; length: number } {
  throw new Error('not yet')
}
