import { createHash } from 'node:crypto'

/** What Java itself protects its trust stores with; a JVM that is told of no password asks for none. */
const PASSWORD = 'changeit'
const MAGIC = 0xfeedfeed
const VERSION = 2
const TRUSTED_CERTIFICATE = 2
/** When an entry was made, which nothing reads: eight bytes. */
const CREATED = Buffer.alloc(8)
const DIGEST_WORDS = 'Mighty Aphrodite'

/**
 * A trust store in the format of Java (JKS), which every JVM since the first reads without a password and without being
 * told of the format. Of PKCS #12, which is newer, JVMs read only what is marked in Java's own way.
 *
 * @param certificates PEM, one certificate each
 */
export function javaTrustStore(certificates: readonly string[]): Buffer {
  const entries = certificates.flatMap((pem, index) => {
    const raw = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64')
    return [
      int32(TRUSTED_CERTIFICATE),
      utf(`authority-${index}`),
      CREATED,
      utf('X.509'),
      int32(raw.length),
      raw,
    ]
  })
  const content = Buffer.concat([
    int32(MAGIC),
    int32(VERSION),
    int32(certificates.length),
    ...entries,
  ])
  const password = Buffer.from(PASSWORD, 'utf16le').swap16()
  const digest = createHash('sha1').update(password).update(DIGEST_WORDS).update(content).digest()
  return Buffer.concat([content, digest])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Text as Java writes it: a length of two bytes, then UTF-8; for ASCII the two encodings of Java are one. */
function utf(text: string): Buffer {
  const bytes = Buffer.from(text, 'ascii')
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}
