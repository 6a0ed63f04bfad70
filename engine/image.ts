import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import { havePulled, officialNode } from './base-image.ts'
import type { Docker } from './docker.ts'
import { EngineError } from './error.ts'
import { localNode } from './local-node.ts'
import { type TarEntry, tar } from './tar.ts'

/** The users of the three sidecars; none exists on a host. */
export const users = { proxy: 65531, gateway: 65532, broker: 65533, nobody: 65534 } as const

/** Where the sidecars find their folders. Volumes mounted there for the first time take over owner and mode. */
export const folders = {
  audit: '/var/lib/governance/audit',
  state: '/var/lib/governance/state',
  certificates: '/var/lib/governance/certificates',
  bridge: '/var/lib/governance/bridge',
} as const

const digestLabel = 'ai.docker.governance.bundle'

export interface ImageOptions {
  readonly docker: Docker
  /** Of this program; the image's tag. */
  readonly version: string
  /** Path of the sidecars' program; the image gets the whole folder that it lies in. */
  readonly bundle: string
  /** Told, in a few words, what takes a while. */
  readonly onProgress?: (text: string) => void
  /**
   * What the image is made from: an image that holds Node, or `local` for this machine's own Node.
   * Default: the environment's GOVERNANCE_SIDECAR_BASE; else the official Node image where it is present or can be
   * pulled, and `local` where not.
   */
  readonly base?: string
}

export interface SidecarImage {
  readonly name: string
  /** Whether this call made it. */
  readonly built: boolean
}

/** The name under which the emitted file refers to the image. */
export function sidecarImageName(version: string): string {
  return `docker-ai-governance/sidecar:${version}`
}

/**
 * Makes sure that the engine has the sidecar image with exactly this bundle; makes it where it is missing or holds
 * another one. No builder takes part: the files go to the engine as one archive.
 *
 * @throws EngineError when there is nothing to make it from; the message says what would help.
 */
export async function ensureImage(options: ImageOptions): Promise<SidecarImage> {
  const { docker, onProgress = () => {} } = options
  const files = [...(await programFiles(options.bundle)), ...emptyFolders]
  const name = sidecarImageName(options.version)
  const digest = digestOf(files)
  if ((await labelOf(docker, name)) === digest) return { name, built: false }

  const base = await chooseBase(docker, options.base, onProgress)
  const draft = `${name}-${randomUUID().slice(0, 8)}`
  onProgress(`building the sidecar image from ${base ?? "this machine's Node"}`)
  try {
    if (base === undefined) {
      await importImage(docker, draft, [...(await localNode()), ...files], digest)
    } else {
      await commitImage(docker, draft, base, files, digest)
    }
    await tryOut(docker, draft, base)
    const replaced = await docker.capture(['image', 'inspect', '--format', '{{.Id}}', name])
    await docker.text(['tag', draft, name])
    // Fails, as it should, while containers of a running project still use it.
    if (replaced.code === 0) await docker.capture(['image', 'rm', replaced.stdout.trim()])
  } finally {
    // Takes the draft's name away; the image stays under its own.
    await docker.capture(['image', 'rm', '--no-prune', draft])
  }
  return { name, built: true }
}

async function labelOf(docker: Docker, image: string): Promise<string | undefined> {
  const format = `{{index .Config.Labels "${digestLabel}"}}`
  const found = await docker.capture(['image', 'inspect', '--format', format, image])
  if (found.code === 0) return found.stdout.trim()
  if (/no such image/i.test(found.stderr)) return undefined
  throw new EngineError(`docker: ${found.stderr.trim()}`)
}

/** The image to start from, or undefined for this machine's own Node. */
async function chooseBase(
  docker: Docker,
  wish: string | undefined,
  onProgress: (text: string) => void,
): Promise<string | undefined> {
  const wanted = wish ?? process.env.GOVERNANCE_SIDECAR_BASE
  if (wanted !== 'local') {
    const image = wanted || officialNode
    onProgress(`looking for ${image.replace(/@.*/, '')}`)
    if (await havePulled(docker, image)) return image
    if (wanted) throw new EngineError(`GOVERNANCE_SIDECAR_BASE: ${image} cannot be pulled.`)
  }
  const engine = await docker.text(['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'])
  const own = `${process.platform}/${architectures.get(process.arch) ?? process.arch}`
  if (engine === own) return undefined
  throw new EngineError(
    `The sidecar image cannot be built: ${officialNode.replace(/@.*/, '')} cannot be pulled, and the Node of this ` +
      `machine (${own}) does not run in the engine's containers (${engine}). Connect the engine to a registry, or ` +
      'load an image that holds Node 20 or newer and name it in GOVERNANCE_SIDECAR_BASE.',
  )
}

/** Node's names of architectures, where Docker's are others. */
const architectures = new Map([
  ['x64', 'amd64'],
  ['ia32', '386'],
])

/** The folder of the program, as it will lie in the root of the image, in a fixed order. */
async function programFiles(program: string): Promise<TarEntry[]> {
  const folder = dirname(program)
  const found = existsSync(program)
    ? await readdir(folder, { recursive: true, withFileTypes: true })
    : []
  if (found.length === 0) {
    throw new EngineError(`${program} is missing. Build it with: npm run build`)
  }
  const entries = found.map(async (item): Promise<TarEntry> => {
    const from = join(item.parentPath, item.name)
    const path = `/${relative(folder, from).split(sep).join('/')}`
    if (item.isDirectory()) return { path, mode: 0o755 }
    return { path, mode: 0o644, content: await readFile(from) }
  })
  return (await Promise.all(entries)).sort((a, b) => (a.path < b.path ? -1 : 1))
}

function digestOf(files: readonly TarEntry[]): string {
  const hash = createHash('sha256').update(settings.join('\n'))
  for (const piece of tar(files)) hash.update(piece)
  return `sha256:${hash.digest('hex')}`
}

const emptyFolders: readonly TarEntry[] = [
  { path: '/tmp', mode: 0o1777 },
  { path: '/var/lib/governance', mode: 0o755 },
  // The three sidecars write to one trail, each to files of its own.
  { path: folders.audit, mode: 0o1777 },
  // A volume of its own is mounted here for each sidecar that has something to remember.
  { path: folders.state, mode: 0o1777 },
  { path: folders.certificates, mode: 0o755, owner: users.proxy },
  // What MCP servers on standard input and output are bridged by; the gateway puts it there for their containers.
  { path: folders.bridge, mode: 0o755, owner: users.gateway },
]

const settings: readonly string[] = [
  'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'ENV NODE_ENV=production',
  'WORKDIR /',
  `USER ${users.nobody}:${users.nobody}`,
  'ENTRYPOINT ["node","/sidecar.mjs"]',
  'CMD []',
]

function changes(digest: string): string[] {
  const all = [...settings, `LABEL ${digestLabel}=${digest}`]
  return all.flatMap((instruction) => ['--change', instruction])
}

async function importImage(docker: Docker, name: string, files: TarEntry[], digest: string) {
  const input = Readable.from(tar(files))
  await docker.text(['import', ...changes(digest), '-', name], { input })
}

async function commitImage(
  docker: Docker,
  name: string,
  base: string,
  files: TarEntry[],
  digest: string,
) {
  // Never started; an image without a command of its own wants one named all the same.
  const container = await docker.text(['create', '--network', 'none', base, 'node'])
  try {
    await docker.text(['cp', '-', `${container}:/`], { input: Readable.from(tar(files)) })
    await docker.text(['commit', ...changes(digest), container, name])
  } finally {
    await docker.capture(['rm', '--force', container])
  }
}

/** Runs Node in the new image: a program that does not even start there must not be found out by a project that hangs. */
async function tryOut(docker: Docker, image: string, base: string | undefined): Promise<void> {
  const script =
    'await import("node:tls"); await fetch("data:,"); console.log(process.versions.node)'
  const args = ['run', '--rm', '--network', 'none', '--entrypoint', 'node', image]
  const ran = await docker.capture([...args, '--input-type=module', '--eval', script])
  const [major = 0, minor = 0] = ran.stdout.split('.').map(Number)
  if (ran.code === 0 && (major > 20 || (major === 20 && minor >= 19))) return
  const what = base ?? `this machine's Node (${process.execPath})`
  const why = ran.code === 0 ? `it is Node ${ran.stdout.trim()}` : ran.stderr.trim().slice(-400)
  throw new EngineError(
    `The sidecar image does not run with ${what}: ${why}. Name an image that holds Node 20.19 or newer in ` +
      'GOVERNANCE_SIDECAR_BASE.',
  )
}
