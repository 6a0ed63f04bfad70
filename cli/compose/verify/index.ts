import { parseArgs } from 'node:util'
import { openDocker } from '../../../engine/docker.ts'
import { judgeWays } from '../../../engine/escapes/judge.ts'
import { tryToEscape } from '../../../engine/escapes/run.ts'
import { waysOut } from '../../../engine/escapes/ways.ts'
import { CommandError, Exit } from '../../exit.ts'
import { progress } from '../../progress.ts'
import { recall } from '../applied.ts'
import { oneOf } from '../arguments.ts'
import { findEngineTraits } from '../engine-traits.ts'
import type { ComposeOptions } from '../options.ts'
import { prepare, requireOutput } from '../prepare.ts'
import { reportFindings } from '../report.ts'
import { makeMachineReady } from '../start.ts'
import { strangersOf } from '../strangers.ts'
import { formatJson, formatTable, summarize, type Verified } from './report.ts'
import { findServices, type ServiceToVerify } from './services.ts'
import { ensureSidecars } from './sidecars.ts'
import { type OpenSurroundings, openSurroundings } from './surroundings.ts'

/** How many probes run at once: each is a container. */
const atOnce = 4

/**
 * `governance compose verify [SERVICE…]`: tries every way out from inside a throwaway container that is placed exactly
 * like each governed service. Exit 0 when all were stopped, 1 when something got through.
 */
export async function verify(rest: readonly string[], options: ComposeOptions): Promise<number> {
  const { format, targets, named } = readWords(rest)
  const docker = openDocker()
  const prepared = await prepare(options, await findEngineTraits(docker))
  await reportFindings(prepared.findings)
  const output = requireOutput(prepared)
  for (const name of named) {
    if (!output.roles.has(name)) throw new CommandError(`there is no service "${name}".`)
  }
  const image = await makeMachineReady(docker)
  const putBack = await ensureSidecars(docker, options, output)
  try {
    const world = await openSurroundings(docker, image, targets)
    try {
      const services = await findServices(docker, output, named, world.around.containers)
      if (services.length === 0) throw new CommandError('none of these services is governed.')
      progress(`trying ways out of ${services.map(({ name }) => name).join(', ')}`)
      const verified: Verified[] = []
      for (let at = 0; at < services.length; at += atOnce) {
        const some = services.slice(at, at + atOnce)
        const tried = some.map((service) => verifyService(docker, image, service, world))
        verified.push(...(await Promise.all(tried)))
      }
      const applied = await recall(output.project)
      const strangers = applied ? await strangersOf(docker, applied) : []
      const report = format === 'json' ? formatJson : formatTable
      process.stdout.write(report(verified, strangers))
      const fine = summarize(verified).through === 0 && strangers.length === 0
      return fine ? Exit.fine : Exit.findings
    } finally {
      world.close()
    }
  } finally {
    await putBack()
  }
}

async function verifyService(
  docker: ReturnType<typeof openDocker>,
  image: string,
  service: ServiceToVerify,
  { around, hostAnswers }: OpenSurroundings,
): Promise<Verified> {
  const ways = waysOut(service.tried, around)
  const attempts = ways.flatMap((way) => way.attempts)
  const report = await tryToEscape(docker, image, service.placement, attempts)
  const expected = {
    networks: service.inFile.networks,
    capabilities: service.inFile.capabilitiesAdded,
    hostAnswers,
  }
  return { service, ways: judgeWays(ways, report, service.placement, expected) }
}

function readWords(rest: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'table' },
        target: { type: 'string', multiple: true, default: [] },
      },
    })
    const format = oneOf('--format', values.format, ['table', 'json'])
    return { format, targets: values.target, named: positionals }
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`compose verify: ${(error as Error).message}`)
  }
}
