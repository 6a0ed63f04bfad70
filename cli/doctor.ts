import pc from 'picocolors'
import { type Docker, openDocker } from '../engine/docker.ts'
import { gatherFacts } from '../engine/facts.ts'
import { type Guarantee, judge } from '../engine/guarantees.ts'
import { ensureImage } from '../engine/image.ts'
import { probeContainment } from '../engine/probe.ts'
import { sidecarBundle } from './bundle.ts'
import { recallAll } from './compose/applied.ts'
import { strangersOf } from './compose/strangers.ts'
import { Exit } from './exit.ts'
import { progress } from './progress.ts'
import { version } from './version.ts'

const sign: Record<Guarantee['verdict'], string> = {
  holds: pc.green('✔ holds        '),
  'does not hold': pc.red('✘ does not hold'),
  unknown: pc.yellow('? unknown      '),
}

/** `governance doctor`: what this machine can and cannot guarantee, tried rather than assumed. Exit 3 when one is broken. */
export async function doctor(): Promise<number> {
  const docker = openDocker()
  const facts = await gatherFacts(docker)
  const rows = [
    ['governance', version],
    ['engine', `${facts.engine} (${facts.system}, ${facts.platform}, kernel ${facts.kernel})`],
    ['reached at', facts.endpoint + (facts.rootless ? ', rootless' : '')],
    ['compose', facts.compose ?? pc.red('missing: install the Docker Compose plugin')],
  ]
  for (const [name = '', value] of rows)
    process.stdout.write(`${pc.dim(name.padEnd(12))}${value}\n`)

  progress('trying what a container on a sandbox network can reach')
  const probed = await ensureImage({ docker, version, bundle: sidecarBundle, onProgress: progress })
    .then(({ name }) => probeContainment({ docker, image: name }))
    .catch((error: Error) => ({ failure: error.message }))
  const guarantees = judge(facts, probed)
  process.stdout.write('\n')
  for (const { promise, verdict, why } of guarantees) {
    process.stdout.write(`${sign[verdict]}  ${promise}\n${' '.repeat(17)}${pc.dim(why)}\n`)
  }
  const strangers = await reportAllStrangers(docker)
  const broken = guarantees.some(({ verdict }) => verdict === 'does not hold')
  if (broken || facts.compose === undefined) return Exit.machine
  return strangers > 0 ? Exit.findings : Exit.fine
}

/** Of every project that was governed from here: what runs in it or beside it and does not belong. */
async function reportAllStrangers(docker: Docker): Promise<number> {
  let found = 0
  for (const applied of await recallAll()) {
    for (const { container, why, next } of await strangersOf(docker, applied)) {
      if (found === 0) process.stdout.write('\n')
      found += 1
      process.stdout.write(`${pc.red(`✘ ${container}`)} ${why}\n  → ${next}\n`)
    }
  }
  return found
}
