import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureImage, users } from '../../../engine/image.ts'
import { ensureDebianImage } from '../../engines/base-images.ts'
import { describeEachEngine } from '../../engines/each-engine.ts'
import { openStage, type Stage, standIn } from './stand-in.ts'

describeEachEngine('the sidecar image', (engine) => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage(engine)
  })

  afterAll(() => stage.close())

  const confined = ['run', '--rm', '--read-only', '--cap-drop', 'ALL', '--network', 'none']

  it('is built from this machine’s Node where no registry answers, and quickly', async () => {
    const said: string[] = []
    const began = Date.now()
    const image = await ensureImage({ ...stage, onProgress: (text) => said.push(text) })
    expect(image).toEqual({ name: `docker-ai-governance/sidecar:${stage.version}`, built: true })
    expect(said).toEqual([
      'looking for node:22.23.2-bookworm-slim',
      "building the sidecar image from this machine's Node",
    ])
    expect(Date.now() - began).toBeLessThan(30_000)
  })

  it('runs the bundle as nobody, with nothing allowed', async () => {
    const { name } = await ensureImage(stage)
    const said = await stage.docker.text([...confined, name, 'self', 'word'])
    expect(JSON.parse(said)).toEqual({ args: ['self', 'word'], uid: users.nobody, cwd: '/' })
  })

  it('is not built again for the same bundle, and is for another', async () => {
    expect((await ensureImage(stage)).built).toBe(false)
    await writeFile(stage.bundle, `${standIn}\n// another`)
    expect((await ensureImage(stage)).built).toBe(true)
    await writeFile(stage.bundle, standIn)
    expect((await ensureImage(stage)).built).toBe(true)
  })

  it('leaves no drafts and no replaced images behind', async () => {
    const listing = ['images', '--quiet', '--no-trunc', '--filter']
    const { docker } = stage
    await ensureImage(stage)
    const name = `docker-ai-governance/sidecar:${stage.version}`
    const replaced = await docker.text(['image', 'inspect', '--format', '{{.Id}}', name])
    await writeFile(stage.bundle, `${standIn}\n// replaced`)
    await ensureImage(stage)
    const after = await docker.text([...listing, 'label=ai.docker.governance.bundle'])
    expect(after).not.toContain(replaced)
    const drafts = `reference=docker-ai-governance/sidecar:${stage.version}-*`
    expect(await docker.text([...listing, drafts])).toBe('')
    await writeFile(stage.bundle, standIn)
  })

  it('gives fresh volumes the owners that the sidecars need, and only those', async () => {
    const { name } = await ensureImage(stage)
    const volumes = ['audit', 'state', 'certificates'].map((kind) => {
      return { kind, volume: `${stage.version}-${kind}`, path: `/var/lib/governance/${kind}` }
    })
    const mounts = volumes.flatMap(({ volume, path }) => ['--volume', `${volume}:${path}`])
    const as = (user: number) => [...confined, '--user', `${user}:${user}`, ...mounts, name]
    try {
      const paths = volumes.map(({ path }) => path)
      expect((await stage.docker.capture([...as(users.proxy), 'write', ...paths])).code).toBe(0)
      const certificates = await stage.docker.capture([
        ...as(users.broker),
        'write',
        paths[2] ?? '',
      ])
      expect(certificates.stderr).toContain('EACCES')
      // The trail is everybody's, each file its writer's.
      const taken = await stage.docker.capture([...as(users.broker), 'write', paths[0] ?? ''])
      expect(taken.stderr).toContain('EACCES')
    } finally {
      await stage.docker.capture(['volume', 'rm', ...volumes.map(({ volume }) => volume)])
    }
  })

  it('is built from an image that holds Node as well', async () => {
    const base = await ensureDebianImage(engine)
    const other = await openStage(engine)
    try {
      const { name } = await ensureImage({ ...other, base })
      const said = await other.docker.text([...confined, name, 'self'])
      expect(JSON.parse(said)).toEqual({ args: ['self'], uid: users.nobody, cwd: '/' })
      expect(
        await other.docker.text(['ps', '--all', '--quiet', '--filter', `ancestor=${name}`]),
      ).toBe('')
    } finally {
      await other.close()
    }
  })

  it('is refused from an image that does not hold Node, with what to do', async () => {
    const other = await openStage(engine)
    const bare = `docker-ai-governance-test/bare:${other.version}`
    await other.docker.text(['import', '-', bare], { input: Buffer.alloc(1024) })
    try {
      const refused = ensureImage({ ...other, base: bare })
      await expect(refused).rejects.toMatchObject({ exitCode: 3 })
      await expect(refused).rejects.toThrow(/GOVERNANCE_SIDECAR_BASE/)
      const left = await other.docker.capture([
        'image',
        'inspect',
        `docker-ai-governance/sidecar:${other.version}`,
      ])
      expect(left.code).not.toBe(0)
    } finally {
      await other.docker.capture(['image', 'rm', '--force', bare])
      await other.close()
    }
  })
})
