import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { answers } from './command.ts'

/**
 * Sets this process (and what it starts) up to use the tests' own Compose plugin, and the roots' `docker` when
 * the machine has none. The developer's own Docker configuration is neither read nor changed: DOCKER_CONFIG
 * points into the cache.
 */
export async function useClient(cache: string, roots: readonly string[]): Promise<void> {
  const configuration = join(cache, 'docker-config')
  const plugin = join(configuration, 'cli-plugins', 'docker-compose')
  copyOnce(roots, 'usr/libexec/docker/cli-plugins/docker-compose', plugin)
  process.env.DOCKER_CONFIG = configuration
  delete process.env.DOCKER_CONTEXT
  if (await answers('docker')) return
  const programs = join(cache, 'bin')
  copyOnce(roots, 'usr/bin/docker', join(programs, 'docker'))
  process.env.PATH = `${programs}:${process.env.PATH ?? ''}`
}

function copyOnce(roots: readonly string[], from: string, to: string): void {
  if (existsSync(to)) return
  const source = roots.map((root) => join(root, from)).find((path) => existsSync(path))
  if (source === undefined) throw new Error(`none of ${roots.join(', ')} holds ${from}`)
  mkdirSync(join(to, '..'), { recursive: true })
  copyFileSync(source, to)
  chmodSync(to, 0o755)
}
