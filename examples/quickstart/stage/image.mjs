import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dist } from './bundle.mjs'
import { ask } from './run.mjs'

const IMAGE = 'docker-ai-governance-quickstart'
const SHELL = '/bin/sh'
const supergateway = fileURLToPath(
  new URL('../../../node_modules/supergateway/package.json', import.meta.url),
)
const workspace = fileURLToPath(new URL('../workspace', import.meta.url))

/**
 * Makes the image of the example without a registry: this machine's Node and shell with the libraries that they need,
 * and the example's programs. Nothing is done when the engine has it already.
 */
export async function ensureImage() {
  const digest = contentDigest()
  const present = await ask('docker', [
    'image',
    'inspect',
    '--format',
    '{{index .Config.Labels "content"}}',
    IMAGE,
  ]).catch(() => '')
  if (present.trim() === digest) return
  const root = mkdtempSync(join(tmpdir(), 'quickstart-image-'))
  try {
    await furnish(root)
    const tar = spawn('tar', ['-C', root, '--numeric-owner', '--owner=0', '--group=0', '-c', '.'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await ask(
      'docker',
      [
        'import',
        '--change',
        `LABEL content=${digest}`,
        '--change',
        'ENV PATH=/bin',
        '--change',
        'WORKDIR /app',
        '-',
        IMAGE,
      ],
      { input: tar.stdout },
    )
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

async function furnish(root) {
  const place = (from, to) => {
    mkdirSync(dirname(join(root, to)), { recursive: true })
    cpSync(from, join(root, to), { dereference: true })
  }
  place(process.execPath, '/bin/node')
  place(SHELL, '/bin/sh')
  for (const program of [process.execPath, SHELL])
    for (const library of await libraries(program)) place(library, library)
  // supergateway looks for its version beside the folder it is in.
  place(supergateway, '/package.json')
  for (const file of programs()) place(join(dist, file), `/app/${file}`)
  cpSync(workspace, join(root, 'workspace'), { recursive: true })
  mkdirSync(join(root, 'tmp'))
  chmodSync(join(root, 'tmp'), 0o1777)
  chmodSync(root, 0o755)
  mkdirSync(join(root, 'etc'))
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\n')
}

/** What the loader would load, from `ldd`; nothing for a program that is linked statically. */
async function libraries(program) {
  const listed = await ask('ldd', [program]).catch(() => '')
  return [...listed.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1])
}

function programs() {
  return readdirSync(dist).filter((file) => file.endsWith('.mjs'))
}

function contentDigest() {
  const hash = createHash('sha256').update(`${process.execPath} ${process.version}\n`)
  for (const path of [
    ...programs().map((file) => join(dist, file)),
    ...readdirSync(workspace).map((file) => join(workspace, file)),
  ])
    hash.update(`${basename(path)}\n`).update(readFileSync(path))
  return hash.digest('hex')
}
