import { defineConfig } from 'vitest/config'
import LongestFirst from './test/support/longest-first.ts'

/**
 * unit: pure code. integration: real sockets and processes on loopback.
 * editors: the built language server in real editors, where they are installed.
 * browser: the dashboard in Chromium, which test/e2e-browser installs when this machine allows it.
 * e2e: real Docker engines; they are installed and started by test/engines when this machine allows it.
 *
 * Two groups, one after the other: what computes has as many workers as there are cores; what mostly waits, for
 * engines, editors and npm, has more. A file shares no project, no address and no folder with another one.
 */
// A second, which is what polls have otherwise, is not enough on a machine that is at something else.
const patient = { expect: { poll: { timeout: 15_000 } } } as const
const computing = { ...patient, sequence: { groupOrder: 0 }, maxWorkers: '100%' } as const
const waiting = { ...patient, sequence: { groupOrder: 1 }, maxWorkers: 3 } as const

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './test/engines/closing-reporter.ts'],
    projects: [
      {
        test: {
          ...computing,
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 60_000,
          // Pure code leaves nothing behind for the next file.
          isolate: false,
        },
      },
      {
        test: {
          ...computing,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/integration/proxy/global-setup.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...waiting,
          name: 'editors',
          include: ['test/e2e-editor/**/*.test.ts'],
          globalSetup: ['test/e2e-editor/global-setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          ...waiting,
          name: 'browser',
          include: ['test/e2e-browser/**/*.test.ts'],
          globalSetup: ['test/e2e-browser/global-setup.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...waiting,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/engines/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
