import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import tls from 'node:tls'
import { certificateFiles, clientSettings } from '../../../policy/agent-environment.ts'
import { javaTrustStore } from './java-trust.ts'
import { certificatesIn } from './pem.ts'
import { writeWhole } from './write-whole.ts'

/** Where services find whom they are to trust. */
export interface TrustPlace {
  directory: string
  /** The same directory as services see it, for files that name others. */
  seenAt: string
  /**
   * The operator's own authorities, as PEM: TLS that is passed through untouched is judged by the service itself, so it
   * has to trust them as the proxy does.
   */
  ownCertificates?: string | undefined
}

/**
 * Writes down whom services have to trust, in every form that one of their programs asks for
 * (`policy/agent-environment.ts` has the list).
 *
 * @param authority the certificate of the project's authority, as PEM
 */
export async function writeTrustFiles(authority: string, place: TrustPlace): Promise<void> {
  const own = [authority, ...certificatesIn(place.ownCertificates ?? '')]
  const all = [...tls.rootCertificates, ...own]
  const settings = clientSettings(place.seenAt)
  await mkdir(place.directory, { recursive: true })
  const write = (name: keyof typeof certificateFiles, content: string | Buffer) =>
    writeWhole(join(place.directory, certificateFiles[name]), content, 0o644)
  await write('ca', lines(own))
  await write('bundle', lines(all))
  await write('java', javaTrustStore(all))
  for (const [name, text] of settings) await write(name, text)
}

function lines(certificates: readonly string[]): string {
  return certificates.map((certificate) => `${certificate.trim()}\n`).join('')
}
