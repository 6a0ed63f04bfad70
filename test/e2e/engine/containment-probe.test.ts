import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Docker } from '../../../engine/docker.ts'
import { gatherFacts } from '../../../engine/facts.ts'
import { judge } from '../../../engine/guarantees.ts'
import { ensureImage } from '../../../engine/image.ts'
import { probeContainment } from '../../../engine/probe.ts'
import { describeEachEngine } from '../../engines/each-engine.ts'
import { openStage, type Stage } from './stand-in.ts'

describeEachEngine('the containment probe', (engine) => {
  let stage: Stage
  let image: string

  beforeAll(async () => {
    stage = await openStage(engine)
    image = (await ensureImage({ ...stage, base: 'local' })).name
  })

  afterAll(() => stage.close())

  const verdicts = async (networkOptions?: ReadonlyMap<string, string>) => {
    const facts = await gatherFacts(stage.docker)
    const options = networkOptions === undefined ? {} : { networkOptions }
    const judged = judge(facts, await probeContainment({ docker, image, ...options }))
    return Object.fromEntries(judged.map(({ id, verdict }) => [id, verdict]))
  }

  /** What the probe gave a name to. Others may probe the same engine meanwhile. */
  const made = new Set<string>()
  const note = (args: readonly string[]) => {
    for (const word of args) if (word.startsWith('docker-ai-governance-probe-')) made.add(word)
  }
  const docker: Docker = {
    inherit: (...call) => stage.docker.inherit(...call),
    start: (...call) => stage.docker.start(...call),
    capture: (args, options) => {
      note(args)
      return stage.docker.capture(args, options)
    },
    text: (args, options) => {
      note(args)
      return stage.docker.text(args, options)
    },
  }
  const left = async () => {
    const networks = await stage.docker.text(['network', 'ls', '--format', '{{.Name}}'])
    const containers = await stage.docker.text(['ps', '--all', '--format', '{{.Names}}'])
    return `${networks}\n${containers}`.split('\n').filter((name) => made.has(name))
  }

  it('finds the host silent from a sandbox network', async () => {
    expect(await verdicts()).toMatchObject({ host: 'holds', neighbours: 'holds' })
  })

  it('finds the leak of a network that is merely internal: so its silence means something', async () => {
    expect(await verdicts(new Map())).toMatchObject({ host: 'does not hold' })
  })

  it('needs no more than the one option that every engine knows', async () => {
    const old = new Map([['com.docker.network.bridge.inhibit_ipv4', 'true']])
    expect(await verdicts(old)).toMatchObject({ host: 'holds' })
  })

  it('leaves no network and no container behind', async () => {
    expect(made.size).toBeGreaterThan(1)
    expect(await left()).toEqual([])
  })

  it('cleans up when it cannot be set up, and says why', async () => {
    made.clear()
    const none = probeContainment({ docker, image: 'no.such.registry.invalid/none:1' })
    await expect(none).rejects.toMatchObject({ exitCode: 3 })
    expect(made.size).toBeGreaterThan(1)
    expect(await left()).toEqual([])
  })

  it('is told about the machine what it asks', async () => {
    const facts = await gatherFacts(stage.docker)
    expect(facts.engine).toMatch(new RegExp(`^${engine.name.replace('.', '\\.')}\\.`))
    expect(facts).toMatchObject({ remote: false, compose: expect.stringMatching(/^\d+\.\d+/) })
  })
})
