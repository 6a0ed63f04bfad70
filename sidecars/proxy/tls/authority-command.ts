import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { CertificateWithKey } from './certificate-maker.ts'

/** Makes an authority and writes it to standard output, for the proxy that has started this program. */
export async function run([project = '', days = '']: readonly string[]): Promise<number> {
  const { makeAuthority } = await import('./certificate-maker.ts')
  process.stdout.write(JSON.stringify(await makeAuthority(project, Number(days))))
  return 0
}

/**
 * Makes an authority in a process of its own. A proxy makes one in five years, and would keep for as long what the
 * library takes: eleven megabytes.
 *
 * @throws when that process fails
 */
export async function makeAuthorityApart(
  project: string,
  days: number,
): Promise<CertificateWithKey> {
  const program = process.argv[1] ?? ''
  const words = [program, 'authority', project, String(days)]
  const { stdout } = await promisify(execFile)(process.execPath, words, { env: {} })
  const { key, certificate } = JSON.parse(stdout) as Partial<CertificateWithKey>
  if (key === undefined || certificate === undefined) throw new Error('No authority was made.')
  return { key, certificate }
}
