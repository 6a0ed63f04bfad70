import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { havePulled, officialNode } from '../../../engine/base-image.ts'
import { openDocker } from '../../../engine/docker.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-pull-'))
})

afterAll(() => rm(folder, { recursive: true }))

/** A `docker` that has no image, and pulls as the piece of shell says. */
async function pulling(script: string) {
  const program = join(folder, `docker-${Math.random().toString(36).slice(2)}`)
  await writeFile(program, `#!/bin/sh\ncase $1 in image) exit 1 ;; pull) ${script} ;; esac\n`)
  await chmod(program, 0o755)
  return openDocker({ program })
}

describe('the base image', () => {
  it('is pinned by digest', () => {
    expect(officialNode).toMatch(/^node:22\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64}$/)
  })

  it('is given up soon where the registry says nothing', async () => {
    const began = Date.now()
    const wait = { firstWord: 300, whole: 60_000 }
    expect(await havePulled(await pulling('exec sleep 30'), 'node:22', wait)).toBe(false)
    expect(Date.now() - began).toBeLessThan(5_000)
  })

  it('is given up at once where the registry cannot be reached', async () => {
    expect(await havePulled(await pulling('exit 1'), 'node:22')).toBe(false)
  })

  it('is waited for where the registry has begun to answer', async () => {
    const slow = await pulling('echo "22: Pulling from library/node"; sleep 0.8; exit 0')
    expect(await havePulled(slow, 'node:22', { firstWord: 400, whole: 60_000 })).toBe(true)
  })

  it('is not waited for without end', async () => {
    const stuck = await pulling('echo "22: Pulling from library/node"; exec sleep 30')
    const wait = { firstWord: 10_000, whole: 400 }
    expect(await havePulled(stuck, 'node:22', wait)).toBe(false)
  })
})
