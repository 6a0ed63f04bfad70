import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'

// Loaded only when a certificate is made: the library is the largest thing in the proxy.
// `never` below: the library is typed for a browser's WebCrypto, which Node's is by another name.
x509.cryptoProvider.set(webcrypto as never)

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const
const HOUR = 3_600_000

/** A certificate with its key, both as PEM. */
export interface CertificateWithKey {
  certificate: string
  key: string
}

/**
 * Makes an authority for one project.
 *
 * @param project stands in its name, so that a person who meets it knows where it comes from
 * @param days how long it is valid
 */
export async function makeAuthority(project: string, days: number): Promise<CertificateWithKey> {
  const keys = await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: distinguishedName(`Governance proxy of ${project}`),
    notBefore: new Date(Date.now() - HOUR),
    notAfter: new Date(Date.now() + days * 24 * HOUR),
    keys: keys as never,
    signingAlgorithm: SIGNATURE,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey as never),
    ],
  })
  return { certificate: pem(certificate), key: await exportKey(keys.privateKey) }
}

/** Signs certificates for hosts with the authority's key; all of them share one key, which never leaves the memory. */
export class LeafMaker {
  readonly #authority: x509.X509Certificate
  readonly #authorityKey: webcrypto.CryptoKey
  readonly #keys: webcrypto.CryptoKeyPair
  readonly key: string

  private constructor(
    authority: x509.X509Certificate,
    authorityKey: webcrypto.CryptoKey,
    keys: webcrypto.CryptoKeyPair,
    key: string,
  ) {
    this.#authority = authority
    this.#authorityKey = authorityKey
    this.#keys = keys
    this.key = key
  }

  static async create(authority: CertificateWithKey): Promise<LeafMaker> {
    const der = x509.PemConverter.decodeFirst(authority.key)
    const authorityKey = await webcrypto.subtle.importKey('pkcs8', der, P256, false, ['sign'])
    const keys = await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify'])
    const key = await exportKey(keys.privateKey)
    return new LeafMaker(new x509.X509Certificate(authority.certificate), authorityKey, keys, key)
  }

  /** @returns the certificate for a host followed by the authority's, as PEM */
  async make(host: string, hours: number): Promise<string> {
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      // The name of a host may be longer than a common name can be (64); what counts is the alternative name.
      subject: distinguishedName(host.slice(0, 64)),
      issuer: this.#authority.subjectName,
      notBefore: new Date(Date.now() - HOUR),
      notAfter: new Date(Math.min(Date.now() + hours * HOUR, this.#authority.notAfter.getTime())),
      publicKey: this.#keys.publicKey as never,
      signingKey: this.#authorityKey as never,
      signingAlgorithm: SIGNATURE,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          { type: isIP(host) === 0 ? 'dns' : 'ip', value: host },
        ]),
        await x509.SubjectKeyIdentifierExtension.create(this.#keys.publicKey as never),
        await x509.AuthorityKeyIdentifierExtension.create(this.#authority.publicKey),
      ],
    })
    return pem(certificate) + pem(this.#authority)
  }
}

function distinguishedName(commonName: string): { CN: string[] }[] {
  return [{ CN: [commonName.replace(/[^\x20-\x7e]/g, '?')] }]
}

/** Positive and never the same twice (RFC 5280 §4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.toString('hex')
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', key)
  return `${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`
}
