import type { Reporter, TestModule } from 'vitest/node'

/**
 * Ends every run with one plain line, `N passed, N failed, N skipped`, which scripts can read, and before it says
 * how many end-to-end tests did not run and why: a run without an engine must not look like one that proved
 * something.
 */
export default class ClosingReporter implements Reporter {
  #closing = ''

  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    let leftOut = 0
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        count[test.result().state] += 1
        if (module.project.name === 'e2e' && test.result().state === 'skipped') leftOut += 1
      }
      // A file or a group that breaks outside its tests leaves them out: that is a failure too.
      for (const group of [module, ...module.children.allSuites()]) {
        if (group.errors().length > 0) count.failed += 1
      }
    }
    const reason = process.env.GOVERNANCE_TEST_LEFT_OUT_BECAUSE
    if (reason !== undefined) {
      const tests = leftOut === 1 ? 'test' : 'tests'
      this.#closing += `left out: ${leftOut} end-to-end ${tests}, because ${reason}\n`
    }
    this.#closing += `${count.passed} passed, ${count.failed + count.pending} failed, ${count.skipped} skipped\n`
    // The default reporter prints its own summary in the same turn; this line is to be the last.
    process.once('beforeExit', () => this.#print())
    process.once('exit', () => this.#print())
  }

  #print(): void {
    process.stdout.write(this.#closing)
    this.#closing = ''
  }
}
