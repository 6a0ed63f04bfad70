import { stat } from 'node:fs/promises'
import type { DeclaredSource, KeySource } from '../../compose-transform/credentials/sources.ts'
import { rangeOf } from '../../compose-transform/load/node.ts'
import type { Finding } from '../../policy/finding.ts'

/** What is wrong with the files that sources name: not there, or open to others of this machine. None is read. */
export async function fileFindings(sources: ReadonlyMap<string, KeySource>): Promise<Finding[]> {
  const found = await Promise.all(
    [...sources].map(([key, { source, place }]) => {
      const file = fileOf(source)
      return file === undefined ? undefined : lookAt(key, file, 'secret' in source, place)
    }),
  )
  return found.flatMap((finding) => finding ?? [])
}

function fileOf(source: DeclaredSource): string | undefined {
  if ('secret' in source) return source.file
  if ('githubApp' in source) return fileOf(source.githubApp.privateKey)
  if ('clientCredentials' in source) return fileOf(source.clientCredentials.clientSecret)
  return 'file' in source ? source.file : undefined
}

async function lookAt(
  key: string,
  file: string,
  isMounted: boolean,
  place: KeySource['place'],
): Promise<Finding | undefined> {
  const about = { file: place.source.file, range: rangeOf(place) }
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => error)
  if (found instanceof Error || !found.isFile()) {
    const reason = !(found instanceof Error)
      ? 'it is no file'
      : found.code === 'EACCES'
        ? 'permission is denied'
        : 'there is no such file'
    const message = `The secret of ${key} cannot be read from ${file}: ${reason}.`
    return { ...about, rule: 'missing-file', severity: 'error', message, action: 'refuse' }
  }
  if (isMounted) {
    if (found.mode & 0o004) return undefined
    return {
      ...about,
      rule: 'source-file-mode',
      severity: 'warning',
      message: `${file} is mounted into the broker, whose user 65533 cannot read it on Linux: its mode is ${octal(found.mode)}.`,
      action: 'warn',
      help: `Let others read the file in a folder that only you can enter, or write { file: ${file} } as its source.`,
    }
  }
  if ((found.mode & 0o077) === 0) return undefined
  return {
    ...about,
    rule: 'source-file-mode',
    severity: 'warning',
    message: `Others on this machine can read the secret of ${key}: the mode of ${file} is ${octal(found.mode)}.`,
    action: 'warn',
    help: `chmod 600 ${file}`,
  }
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(3, '0')
}
