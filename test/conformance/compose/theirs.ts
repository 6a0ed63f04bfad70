import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the Compose plugin is on this machine; it needs no engine to load a file. */
export function findCompose(): string | undefined {
  const cache =
    process.env.DOCKER_AI_GOVERNANCE_TEST_CACHE ?? '/var/cache/docker-ai-governance-test'
  const folders = [
    ...(process.env.DOCKER_CONFIG ? [join(process.env.DOCKER_CONFIG, 'cli-plugins')] : []),
    join(homedir(), '.docker/cli-plugins'),
    join(cache, 'docker-config/cli-plugins'),
    ...['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'].map((folder) =>
      join(folder, 'docker/cli-plugins'),
    ),
  ]
  return folders.map((folder) => join(folder, 'docker-compose')).find((path) => existsSync(path))
}

export interface Answer {
  code: number
  stdout: string
  stderr: string
}

/** Some files that go round in circles keep Compose busy until the memory is full; no sound one takes this long. */
const patience = 20_000

/** Asks `docker compose config`. Never rejects: a refusal is an answer, and so is none within the patience. */
export function askCompose(
  compose: string,
  words: readonly string[],
  environment: ReadonlyMap<string, string>,
  directory?: string,
): Promise<Answer> {
  return new Promise((resolve) => {
    const options = {
      env: Object.fromEntries(environment),
      maxBuffer: 256 * 1024 * 1024,
      timeout: patience,
      killSignal: 'SIGKILL' as const,
      ...(directory === undefined ? {} : { cwd: directory }),
    }
    execFile(compose, [...words], options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0
      resolve({ code, stdout, stderr: error?.killed ? 'Compose does not come to an end' : stderr })
    })
  })
}
