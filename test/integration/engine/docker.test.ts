import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Docker, openDocker } from '../../../engine/docker.ts'
import { EngineError } from '../../../engine/error.ts'

/** A `docker` that does what its first argument, a piece of shell, says. */
let folder: string
let docker: Docker

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-docker-'))
  const program = join(folder, 'docker')
  await writeFile(program, '#!/bin/sh\nscript=$1; shift; eval "$script"\n')
  await chmod(program, 0o755)
  docker = openDocker({ program })
})

afterAll(() => rm(folder, { recursive: true }))

describe('capture', () => {
  it('gives both outputs and the exit code', async () => {
    const got = await docker.capture(['echo out; echo err >&2; exit 7'])
    expect(got).toEqual({ code: 7, stdout: 'out\n', stderr: 'err\n' })
  })

  it('hands a secret over standard input, whole, also when it is large', async () => {
    const secret = 'x'.repeat(1_000_000)
    expect((await docker.capture(['wc -c'], { input: secret })).stdout.trim()).toBe('1000000')
    const pieces = Readable.from([Buffer.from('ab'), Buffer.from('c')])
    expect((await docker.capture(['cat'], { input: pieces })).stdout).toBe('abc')
  })

  it('does not fail because the program ends without reading', async () => {
    const got = await docker.capture(['exit 0'], { input: 'x'.repeat(1_000_000) })
    expect(got.code).toBe(0)
  })

  it('says 128 and the number of the signal that ended the program', async () => {
    expect((await docker.capture(['kill -TERM $$'])).code).toBe(143)
  })

  it('gives up when the time is up', async () => {
    const began = Date.now()
    await expect(docker.capture(['exec sleep 20'], { timeout: 200 })).rejects.toThrow(/no answer/)
    expect(Date.now() - began).toBeLessThan(5_000)
  })

  it('says how to get docker where there is none, with the exit code of a machine that lacks something', async () => {
    const none = openDocker({ program: join(folder, 'no-such-program') })
    const error = await none.capture(['ps']).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toMatchObject({ exitCode: 3, message: expect.stringMatching(/Install Docker/) })
    await expect(none.inherit(['compose', 'up'])).rejects.toThrow(/Install Docker/)
  })
})

describe('text', () => {
  it('gives the output without its last line break', async () => {
    expect(await docker.text(['echo one; echo two'])).toBe('one\ntwo')
  })

  it("fails with docker's own words", async () => {
    await expect(docker.text(['echo "no such network" >&2; exit 1'])).rejects.toThrow(
      /no such network/,
    )
  })
})

describe('inherit', () => {
  it('passes the exit code on', async () => {
    expect(await docker.inherit(['exit 42'])).toBe(42)
    expect(await docker.inherit(['kill -KILL $$'])).toBe(137)
  })

  it('adds variables for one call alone', async () => {
    const check = 'test "$GOVERNANCE_LEASE_X" = abc'
    expect(await docker.inherit([check], { GOVERNANCE_LEASE_X: 'abc' })).toBe(0)
    expect(await docker.inherit([check])).toBe(1)
  })

  it('hands on what tells us to end, and waits for the end', async () => {
    const mark = join(folder, 'waiting')
    const script = `trap 'sleep 0.2; exit 9' TERM; touch ${mark}; while :; do sleep 0.05; done`
    const ended = docker.inherit([script])
    const { existsSync } = await import('node:fs')
    while (!existsSync(mark)) await new Promise((resolve) => setTimeout(resolve, 20))
    process.emit('SIGTERM', 'SIGTERM')
    expect(await ended).toBe(9)
    expect(process.listenerCount('SIGTERM')).toBe(0)
  })
})
