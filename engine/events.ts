import { createInterface } from 'node:readline'
import type { Docker } from './docker.ts'

/**
 * Calls back for every event of the engine that passes the filters (`docker events --filter`), with the id of what it is
 * about, until the function that it gives is called. An engine that goes away ends it in silence.
 */
export function onEvents(
  docker: Docker,
  filters: readonly string[],
  happened: (id: string) => void,
): () => void {
  const words = filters.flatMap((filter) => ['--filter', filter])
  const events = docker.start(['events', ...words, '--format', '{{.ID}}'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  events.on('error', () => {})
  if (events.stdout) createInterface({ input: events.stdout }).on('line', happened)
  return () => events.kill()
}
