/** What kind of place an address is. Only `public` may be dialled while `denyLocalNetwork` holds. */
export type AddressScope =
  | 'public'
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'metadata'
  | 'shared'
  | 'unique-local'
  | 'multicast'
  | 'broadcast'
  | 'benchmarking'
  | 'reserved'
  | 'tunnel'
  | 'invalid'

export interface AddressClass {
  scope: AddressScope
  public: boolean
}

export function classifyAddress(_ip: string): AddressClass {
  throw new Error('not yet')
}
