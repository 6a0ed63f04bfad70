import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { execIn, findContainer } from '../../../engine/exec.ts'
import { ensureImage } from '../../../engine/image.ts'
import { readAudit } from '../../../engine/read-audit.ts'
import { ensureAuditVolume, hasVolume } from '../../../engine/volume.ts'
import { ensureDebianImage } from '../../engines/base-images.ts'
import { describeEachEngine } from '../../engines/each-engine.ts'
import { openStage, type Stage } from './stand-in.ts'

describeEachEngine('the trail', (engine) => {
  let stage: Stage
  let image: string
  let volume: string

  beforeAll(async () => {
    stage = await openStage(engine)
    image = (await ensureImage({ ...stage, base: 'local' })).name
    volume = `${stage.version}-trail`
    await ensureAuditVolume(stage.docker, volume)
  })

  afterAll(async () => {
    await stage.docker.capture(['volume', 'rm', volume])
    await stage.close()
  })

  const containers = () =>
    stage.docker.text(['ps', '--all', '--quiet', '--filter', `ancestor=${image}`])

  it('lies in a volume that is made once', async () => {
    await ensureAuditVolume(stage.docker, volume)
    expect(await hasVolume(stage.docker, volume)).toBe(true)
    expect(await hasVolume(stage.docker, `${volume}-other`)).toBe(false)
  })

  it('is read line by line through a container that is gone afterwards', async () => {
    const mount = `${volume}:/var/lib/governance/audit`
    const script =
      'require("fs").writeFileSync("/var/lib/governance/audit/t","one\\nzwei – drei\\n")'
    const node = ['run', '--rm', '--user', '65531:65531', '--volume', mount, '--entrypoint', 'node']
    await stage.docker.text([...node, image, '--eval', script])
    const lines: string[] = []
    const { docker } = stage
    for await (const line of readAudit({ docker, image, volume, command: ['logs', 't'] })) {
      lines.push(line)
    }
    expect(lines).toEqual(['one', 'zwei – drei'])
    expect(await containers()).toBe('')
  })

  it('cannot be written by its reader', async () => {
    const command = ['write', '/var/lib/governance/audit']
    const reading = readAudit({ docker: stage.docker, image, volume, command })
    await expect(reading.next()).rejects.toThrow(/EROFS/)
  })

  it('passes on that the role refused, and why', async () => {
    const reading = readAudit({ docker: stage.docker, image, volume, command: ['fail'] })
    await expect(reading.next()).rejects.toMatchObject({ exitCode: 2, message: 'no such policy' })
  })

  it('is followed until told to stop, and then no container goes on', async () => {
    const stop = new AbortController()
    const { docker } = stage
    const follow = { docker, image, volume, command: ['follow'], signal: stop.signal }
    let ticks = 0
    for await (const line of readAudit(follow)) {
      expect(line).toBe('tick')
      ticks += 1
      if (ticks === 3) stop.abort()
    }
    expect(ticks).toBeGreaterThanOrEqual(3)
    await vanished()
  })

  it('is no longer read when the caller has had enough', async () => {
    const { docker } = stage
    for await (const _ of readAudit({ docker, image, volume, command: ['follow'] })) break
    await vanished()
  })

  async function vanished() {
    for (let attempts = 0; attempts < 50 && (await containers()) !== ''; attempts += 1) {
      await pause(100)
    }
    expect(await containers()).toBe('')
  }
})

describeEachEngine('a command in a running container', (engine) => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage(engine)
  })

  afterAll(() => stage.close())

  it('is given a secret on standard input, and what it says comes back', async () => {
    const { docker, version } = stage
    const image = await ensureDebianImage(engine)
    const labels = ['project=p', 'service=governance-broker', 'oneoff=False'].flatMap((label) => [
      '--label',
      `com.docker.compose.${label.replace('=p', `=${version}`)}`,
    ])
    const started = await docker.text(['run', '--detach', '--rm', ...labels, image, 'sleep', '60'])
    try {
      const found = await findContainer(docker, version, 'governance-broker')
      expect(found).toBe(started)
      expect(await findContainer(docker, version, 'governance-proxy')).toBeUndefined()
      const script = 'cat; echo said >&2; exit 4'
      const got = await execIn(docker, started, ['sh', '-c', script], { input: 'secret' })
      expect(got).toEqual({ code: 4, stdout: 'secret', stderr: 'said\n' })
    } finally {
      await docker.capture(['rm', '--force', started])
    }
  })
})
