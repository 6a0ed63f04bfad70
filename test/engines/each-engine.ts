import { describe, inject } from 'vitest'
import type { Engine } from './engines.ts'

/**
 * Describes tests once for each engine of this machine. Where there is none they are left out, and counted as
 * such at the end of the run.
 */
export function describeEachEngine(title: string, tests: (engine: Engine) => void): void {
  describeEngines(inject('engines'), title, tests)
}

/** The same for the newest engine alone: for what does not depend on the engine. */
export function describeNewestEngine(title: string, tests: (engine: Engine) => void): void {
  describeEngines(inject('engines').slice(-1), title, tests)
}

function describeEngines(
  engines: readonly Engine[],
  title: string,
  tests: (engine: Engine) => void,
): void {
  if (engines.length === 0) {
    describe.skip(`${title} (no engine)`, () => tests({ name: 'none', host: 'unix:///dev/null' }))
    return
  }
  for (const engine of engines) {
    describe(`${title} (Docker Engine ${engine.name})`, () => tests(engine))
  }
}
