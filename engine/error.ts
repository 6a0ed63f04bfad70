/**
 * Docker is missing, does not answer or did not do what it was asked. The message says what and how to mend it;
 * the exit code is that of "the machine lacks something".
 */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly exitCode = 3
}

/** The next step where no engine answers. */
export const howToReachAnEngine =
  'Start it (Docker Desktop, or: sudo systemctl start docker), or point DOCKER_HOST or "docker context use" at one.'
