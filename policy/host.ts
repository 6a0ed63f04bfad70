declare const canonical: unique symbol

/** A host name or address in the one spelling that everything is compared in. */
export type CanonicalHost = string & { readonly [canonical]: 'host' }

export function canonicalHost(_text: string): CanonicalHost | undefined {
  throw new Error('not yet')
}

export function canonicalAuthority(
  _text: string,
  _defaultPort?: number,
): { host: CanonicalHost; port: number } | undefined {
  throw new Error('not yet')
}

export function formatAuthority(_host: CanonicalHost, _port: number): string {
  throw new Error('not yet')
}

export function isAddress(_host: string): boolean {
  throw new Error('not yet')
}
