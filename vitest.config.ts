import { defineConfig } from 'vitest/config'

/**
 * unit: pure code. integration: real sockets and processes on loopback.
 * editors: the built language server in real editors, where they are installed.
 * browser: the dashboard in Chromium, which test/e2e-browser installs when this machine allows it.
 * e2e: real Docker engines; they are installed and started by test/engines when this machine allows it.
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/engines/closing-reporter.ts'],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 20_000 } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'editors',
          include: ['test/e2e-editor/**/*.test.ts'],
          globalSetup: ['test/e2e-editor/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/e2e-browser/**/*.test.ts'],
          globalSetup: ['test/e2e-browser/global-setup.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/engines/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
