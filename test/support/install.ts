import { existsSync } from 'node:fs'
import { command } from '../engines/command.ts'

/**
 * In CI, as root on Debian or Ubuntu, installs what tests need, so that nothing is left out there. On a developer's
 * machine nothing is installed: what is missing is left out, and said.
 *
 * @param files what is there once the packages are
 */
export async function installInCi(
  packages: readonly string[],
  files: readonly string[],
): Promise<void> {
  const mayInstall = process.env.CI === 'true' && process.getuid?.() === 0
  if (!mayInstall || !existsSync('/usr/bin/apt-get') || files.every((file) => existsSync(file)))
    return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const quietly = ['-qq', '-o', 'DPkg::Lock::Timeout=300']
  await command('apt-get', ['update', ...quietly], { env })
  await command('apt-get', ['install', '-y', ...quietly, '--no-install-recommends', ...packages], {
    env,
  })
}
