import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The program of a browser; empty where there is none, and then its tests are left out. */
    browser: string
  }
}

/** Names under which Chromium is installed. */
const programs = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/**
 * Finds Chromium for the tests of the dashboard: GOVERNANCE_CHROMIUM, or one on the PATH, or Debian's package, which
 * root on Debian gets here (300 MB, a minute, once a machine). playwright-core drives it and brings no browser.
 */
export default function setUp(project: TestProject): void {
  const named = process.env.GOVERNANCE_CHROMIUM
  const found = named ?? findProgram() ?? install()
  if (found === undefined) {
    console.warn(
      'left out: the dashboard in a browser (Chromium is not installed; name it in GOVERNANCE_CHROMIUM)',
    )
  }
  project.provide('browser', found ?? '')
}

function findProgram(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return programs.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync)
}

function install(): string | undefined {
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  // Ubuntu's package of that name is a snap, which does not run in a container.
  if (process.getuid?.() !== 0 || !/^ID=debian$/m.test(system)) return undefined
  const packages = ['chromium', 'fonts-dejavu-core']
  for (const words of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...words], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  const found = findProgram()
  if (found === undefined)
    throw new Error('chromium could not be installed: see apt-get install chromium')
  return found
}
