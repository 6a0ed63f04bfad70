/** The certificates in a PEM text, each from its first line to its last; whatever else it holds is left out. */
export function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}
