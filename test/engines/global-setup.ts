import type { TestProject } from 'vitest/node'
import { type Engine, ensureEngines } from './engines.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The engines to test against; empty where there is none, and then end-to-end tests are left out. */
    engines: Engine[]
  }
}

/** Starts the engines before the end-to-end tests and stops afterwards those that it started. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const found = await ensureEngines()
  project.provide('engines', [...found.engines])
  // Read by closing-reporter.ts, which vitest loads apart from this module.
  if (found.reason !== undefined) process.env.GOVERNANCE_TEST_LEFT_OUT_BECAUSE = found.reason
  return found.stop
}
