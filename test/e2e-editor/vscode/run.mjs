// npm run test:vscode [arguments of vitest]: installs once what the tests in VS Code need (330 MB, besides chromium),
// packages the extension and runs them. GOVERNANCE_SCREENSHOTS names a folder for pictures of what they see.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const install =
  process.env.GOVERNANCE_CODE_SERVER ??
  join(homedir(), '.cache/docker-ai-governance-test/code-server')
const vscode = join(install, 'node_modules/code-server/lib/vscode')
const ready = join(install, '.complete')
const folder = mkdtempSync(join(tmpdir(), 'governance-vsix-'))
try {
  requirePrograms(['chromium', 'rg'])
  if (!existsSync(ready)) installCodeServer()
  const vsix = join(folder, 'docker-ai-governance.vsix')
  run('node', ['scripts/package-extension.mjs', vsix])
  run('node', ['scripts/build.mjs'])
  const tests = ['vitest', 'run', '--project', 'editors', 'test/e2e-editor/vscode']
  const env = { ...process.env, GOVERNANCE_CODE_SERVER: install, GOVERNANCE_VSIX: vsix }
  run('npx', [...tests, ...process.argv.slice(2)], { env })
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The browser, and the program with which VS Code finds files; root on Debian gets what is missing. */
function requirePrograms(programs) {
  const missing = programs.filter(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0,
  )
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(`test:vscode needs ${missing.join(' and ')} on the PATH`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const quietly = ['-y', '-qq', '--no-install-recommends']
  run('apt-get', ['update', '-qq'], { env })
  run('apt-get', ['install', ...quietly, 'chromium', 'ripgrep'], { env })
}

/** code-server from the registry; its install scripts would download more, so only what is needed is built. */
function installCodeServer() {
  rmSync(install, { recursive: true, force: true })
  mkdirSync(install, { recursive: true })
  writeFileSync(join(install, 'package.json'), '{ "private": true }\n')
  const env = { ...process.env, npm_config_build_from_source: 'true', ...nodeHeaders() }
  const npm = (cwd, ...args) => run('npm', [...args, '--no-audit', '--no-fund'], { cwd, env })
  npm(install, 'install', '--ignore-scripts', 'code-server@4.100.3')
  npm(install, 'rebuild', 'argon2')
  npm(vscode, 'install', '--omit=dev', '--ignore-scripts')
  npm(join(vscode, 'extensions'), 'install', '--omit=dev', '--ignore-scripts')
  for (const native of ['@vscode/spdlog', 'native-watchdog', 'node-pty'])
    npm(vscode, 'rebuild', native)
  symlinkSync('node_modules', join(vscode, 'node_modules.asar'))
  const ripgrep = join(vscode, 'node_modules/@vscode/ripgrep/bin')
  mkdirSync(ripgrep, { recursive: true })
  const { stdout } = spawnSync('sh', ['-c', 'command -v rg'], { encoding: 'utf8' })
  symlinkSync(stdout.trim(), join(ripgrep, 'rg'))
  writeFileSync(ready, '')
}

/** Node's own headers where they lie beside it, so that none are downloaded to build with. */
function nodeHeaders() {
  const prefix = dirname(dirname(process.execPath))
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {}
}

function run(program, args, options = {}) {
  const { status } = spawnSync(program, args, { stdio: 'inherit', ...options })
  if (status !== 0) throw new Error(`${program} ${args.slice(0, 2).join(' ')} failed`)
}
