import type { Docker } from '../../engine/docker.ts'
import { type Applied, appliedText } from './applied.ts'
import { readAppliedFile } from './applied-file.ts'

/**
 * Removes what hardening made for this project at an earlier `up` and its file has no more: `docker compose` forgets
 * what is not in the file, and a network that nobody removes keeps its subnet for ever. What is in use stays.
 */
export async function removeLeftovers(
  docker: Docker,
  applied: Applied,
  kinds: readonly ('network' | 'volume')[],
): Promise<void> {
  const text = await appliedText(applied.project)
  if (text === undefined) return
  const { document } = readAppliedFile(text)
  for (const kind of kinds) {
    const kept = new Set(Object.keys((document[`${kind}s`] ?? {}) as Record<string, unknown>))
    const field = kind === 'network' ? '{{.ID}}' : '{{.Name}}'
    const { stdout } = await docker.capture([
      ...[kind, 'ls', '--filter', `label=com.docker.compose.project=${applied.project}`],
      ...['--format', `${field} {{.Label "com.docker.compose.${kind}"}}`],
    ])
    const left = stdout.split('\n').flatMap((line) => {
      const [id = '', key = ''] = line.split(' ')
      return key.startsWith('governance-') && !kept.has(key) ? [id] : []
    })
    if (left.length > 0) await docker.capture([kind, 'rm', ...left])
  }
}
