import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { version } from '../../cli/version.ts'
import { openDocker } from '../../engine/docker.ts'
import { ensureImage } from '../../engine/image.ts'
import { ensureDebianImage } from './base-images.ts'
import { type Engine, ensureEngines } from './engines.ts'

const bundle = fileURLToPath(new URL('../../dist/sidecar/sidecar.mjs', import.meta.url))

declare module 'vitest' {
  interface ProvidedContext {
    /** The engines to test against; empty where there is none, and then end-to-end tests are left out. */
    engines: Engine[]
  }
}

/**
 * Starts the engines before the end-to-end tests, with the images that nearly all of them need, and stops afterwards
 * those that it started. Files run beside each other: not each of them has to make the same images.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const found = await ensureEngines()
  project.provide('engines', [...found.engines])
  const ready = found.engines.map(async (engine) => {
    await ensureDebianImage(engine)
    const docker = openDocker({ environment: { ...process.env, DOCKER_HOST: engine.host } })
    await ensureImage({ docker, version, bundle })
  })
  await Promise.all(ready)
  // Read by closing-reporter.ts, which vitest loads apart from this module.
  if (found.reason !== undefined) process.env.GOVERNANCE_TEST_LEFT_OUT_BECAUSE = found.reason
  return found.stop
}
