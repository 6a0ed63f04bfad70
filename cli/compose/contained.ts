import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Docker } from '../../engine/docker.ts'
import { gatherFacts } from '../../engine/facts.ts'
import { judge } from '../../engine/guarantees.ts'
import { probeContainment } from '../../engine/probe.ts'
import { CommandError, Exit } from '../exit.ts'
import { progress } from '../progress.ts'
import { stateDirectory, writeWhole } from '../state.ts'
import { version } from '../version.ts'

/**
 * Makes sure that this engine keeps its host out of reach of a sandbox network: an engine that ignores an option says
 * nothing about it, so it is tried. Once for each engine and version; the outcome is remembered.
 *
 * @throws CommandError (exit 3) when the probe found a way to the host
 */
export async function ensureContained(docker: Docker, image: string): Promise<void> {
  const engine = await docker.text(['info', '--format', '{{.ID}} {{.ServerVersion}}'])
  const known = join(stateDirectory(), 'contained.json')
  const engines: unknown = JSON.parse(await readFile(known, 'utf8').catch(() => '[]'))
  const seen = new Set(Array.isArray(engines) ? engines : [])
  const entry = `${engine} ${version}`
  if (seen.has(entry)) return

  progress('trying whether this engine keeps the host out of reach (once per engine)')
  const [facts, probed] = await Promise.all([
    gatherFacts(docker),
    probeContainment({ docker, image }),
  ])
  const guarantees = judge(facts, probed)
  const broken = guarantees.filter(
    ({ id, verdict }) => (id === 'host' || id === 'neighbours') && verdict === 'does not hold',
  )
  if (broken.length > 0) {
    throw new CommandError(
      [
        'this engine does not contain what it runs, so nothing was started:',
        ...broken.map(({ why }) => `  ${why}`),
        'governance doctor tells more.',
      ].join('\n'),
      { exitCode: Exit.machine },
    )
  }
  for (const { promise, why, verdict } of guarantees) {
    if (verdict !== 'holds') progress(`not certain here: ${promise} ${why}`)
  }
  await writeWhole(known, `${JSON.stringify([...seen, entry], null, 2)}\n`)
}
