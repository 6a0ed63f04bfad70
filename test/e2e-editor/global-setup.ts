import { existsSync } from 'node:fs'
import { command } from '../engines/command.ts'

const packages = ['neovim', 'emacs-nox', 'elpa-eglot', 'pre-commit', 'git']
const programs = ['nvim', 'emacs', 'pre-commit']

/**
 * In CI, as root on Debian or Ubuntu, installs the editors that are small (20 seconds), so that nothing is left out
 * there. On a developer's machine nothing is installed: what is missing is left out, and said.
 */
export default async function setUp(): Promise<void> {
  const mayInstall = process.env.CI === 'true' && process.getuid?.() === 0
  if (!mayInstall || !existsSync('/usr/bin/apt-get')) return
  if (programs.every((name) => existsSync(`/usr/bin/${name}`))) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await command('apt-get', ['update', '-qq'], { env })
  await command('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
  })
}
