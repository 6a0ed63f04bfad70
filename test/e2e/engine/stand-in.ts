import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Docker, openDocker } from '../../../engine/docker.ts'
import type { Engine } from '../../engines/engines.ts'

/** A bundle that stands in for the sidecars': it answers to a few roles that show what its container is like. */
export const standIn = `
import fs from 'node:fs'
import { write } from './roles/write.mjs'
const roles = {
  self: () => console.log(JSON.stringify({ args: process.argv.slice(2), uid: process.getuid(), cwd: process.cwd() })),
  write,
  logs: ([name]) => process.stdout.write(fs.readFileSync('/var/lib/governance/audit/' + name)),
  follow: () => setInterval(() => console.log('tick'), 50),
  fail: () => { console.error('no such policy'); process.exit(2) },
}
roles[process.argv[2]](process.argv.slice(3))
`

/** A part of it in a file of its own, as the real one has many. */
const standInWrite = `
import fs from 'node:fs'
export const write = (folders) =>
  folders.forEach((folder) => fs.writeFileSync(folder + '/mark', 'x', { mode: 0o600 }))
`

export interface Stage {
  readonly docker: Docker
  readonly bundle: string
  /** Unique to this run; names made from it collide with nobody's. */
  readonly version: string
  close(): Promise<void>
}

/** The engine's docker and a bundle of this text. `close` removes the images that were made under the version. */
export async function openStage(engine: Engine, text = standIn): Promise<Stage> {
  const docker = openDocker({ environment: { ...process.env, DOCKER_HOST: engine.host } })
  const folder = await mkdtemp(join(tmpdir(), 'engine-e2e-'))
  const bundle = join(folder, 'sidecar.mjs')
  await writeFile(bundle, text)
  await mkdir(join(folder, 'roles'))
  await writeFile(join(folder, 'roles', 'write.mjs'), standInWrite)
  const version = `0.0.0-test-${randomUUID().slice(0, 8)}`
  return {
    docker,
    bundle,
    version,
    close: async () => {
      await docker.capture(['image', 'rm', '--force', `docker-ai-governance/sidecar:${version}`])
      await rm(folder, { recursive: true })
    },
  }
}
