import type { Captured, CaptureOptions, Docker } from './docker.ts'

/**
 * The running container of a service of a Compose project, or undefined when there is none. Where a service has several
 * it is the first.
 */
export async function findContainer(
  docker: Docker,
  project: string,
  service: string,
): Promise<string | undefined> {
  const filters = [
    `label=com.docker.compose.project=${project}`,
    `label=com.docker.compose.service=${service}`,
    // One-off containers of `docker compose run` carry the same labels.
    'label=com.docker.compose.oneoff=False',
    'status=running',
  ].flatMap((filter) => ['--filter', filter])
  const found = await docker.text(['ps', '--quiet', '--no-trunc', ...filters])
  return found.split('\n')[0] || undefined
}

/**
 * Runs a command in a running container. What is secret goes in by `input`, its standard input, which leaves no trace:
 * arguments and environment are shown by `docker inspect` and in process lists.
 */
export function execIn(
  docker: Docker,
  container: string,
  command: readonly string[],
  options: CaptureOptions = {},
): Promise<Captured> {
  return docker.capture(['exec', '--interactive', container, ...command], options)
}
