import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './command.ts'
import { type Engine, hindranceToOwnEngines } from './engines.ts'
import { locked } from './lock.ts'
import { places } from './places.ts'
import { requireMmdebstrap } from './root.ts'

/** A Debian with Python, git, curl, OpenSSL and this machine's Node: a stand-in for what agents usually run in. */
export const debianImage = 'docker-ai-governance-test/debian:1'

const packages = [
  'ca-certificates',
  'curl',
  'dnsutils',
  'git',
  'iproute2',
  'libatomic1',
  'libstdc++6',
  'netcat-openbsd',
  'openssl',
  'procps',
  'python3-minimal',
  'python3-pip',
  'python3-requests',
  'wget',
]

/**
 * Makes sure that the engine has `debianImage`. Where the engines are the tests' own it needs no registry: Debian's
 * packages are unpacked into a tar (once a machine, half a minute) which is imported (once an engine, some seconds).
 * Elsewhere it is built from the official Node image.
 */
export async function ensureDebianImage(engine: Engine): Promise<string> {
  const recipe = JSON.stringify([packages, process.execPath, process.version])
  const digest = createHash('sha256').update(recipe).digest('hex')
  const docker = ['--host', engine.host]
  const label = '{{index .Config.Labels "recipe"}}'
  const present = await command('docker', [
    ...docker,
    'image',
    'inspect',
    '--format',
    label,
    debianImage,
  ]).catch(() => '')
  if (present.trim() === digest) return debianImage
  if (hindranceToOwnEngines() === undefined) {
    const changes = [
      `LABEL recipe=${digest}`,
      'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'CMD ["bash"]',
    ].flatMap((change) => ['--change', change])
    await command('docker', [...docker, 'import', ...changes, await ensureTar(digest), debianImage])
  } else {
    await command('docker', [...docker, 'build', '--tag', debianImage, '-'], {
      input: [
        'FROM node:22-bookworm-slim',
        `RUN apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`,
        `LABEL recipe=${digest}`,
        'CMD ["bash"]',
        '',
      ].join('\n'),
    })
  }
  return debianImage
}

async function ensureTar(digest: string): Promise<string> {
  const at = places()
  const tar = join(at.cache, `debian-${digest.slice(0, 12)}.tar`)
  await locked(join(at.run, 'debian.lock'), async () => {
    if (existsSync(tar)) return
    const making = join(at.cache, 'debian-making.tar')
    rmSync(making, { force: true })
    await requireMmdebstrap()
    const system = readFileSync('/etc/os-release', 'utf8')
    const suite = /^VERSION_CODENAME=(\S+)/m.exec(system)?.[1] ?? 'bookworm'
    await command('mmdebstrap', [
      '--mode=root',
      '--variant=apt',
      '--aptopt=Acquire::Check-Valid-Until "false"',
      `--include=${packages.join(',')}`,
      `--customize-hook=copy-in "${process.execPath}" /usr/local/bin`,
      // Of the same release as the machine, whose Node asks for its C library.
      suite,
      making,
    ])
    renameSync(making, tar)
  })
  return tar
}
