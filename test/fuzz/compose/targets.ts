import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { comparable, differences, unescaped } from '../../conformance/compose/comparable.ts'
import { asConfig, loadFromDisk } from '../../conformance/compose/ours.ts'
import { askCompose, findCompose } from '../../conformance/compose/theirs.ts'
import type { Random } from '../random.ts'
import { promise, type Target } from '../target.ts'
import {
  envFileInput,
  type Input,
  includeInput,
  interpolationInput,
  mergeInput,
  yamlInput,
} from './documents.ts'

/** Both readings of one input: what we make of it and what `docker compose config` does. */
export interface Reading {
  outcome: 'equal' | 'differs' | 'we refuse' | 'they refuse' | 'both refuse' | 'unlocated'
  detail: string
}

/** Writes an input to the disk and reads it both ways. */
export async function readBothWays(compose: string, input: Input): Promise<Reading> {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-compose-'))
  try {
    for (const [name, text] of input.files) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    const environment = new Map([...input.environment, ['HOME', '/home/dev']])
    const words = ['-p', 'fuzz', '--profile', '*', ...input.use.flatMap((file) => ['-f', file])]
    const [theirs, ours] = await Promise.all([
      askCompose(compose, [...words, 'config', '--format', 'json'], environment, folder),
      loadFromDisk(input.use, new Map([...environment, ['COMPOSE_PROJECT_NAME', 'fuzz']]), folder),
    ])
    const refusal = ours.findings.find((finding) => finding.action === 'refuse')
    if (!ours.project) {
      if (!refusal?.file) return { outcome: 'unlocated', detail: refusal?.message ?? 'no reason' }
      const detail = `${refusal.rule}: ${refusal.message}`
      return { outcome: theirs.code === 0 ? 'we refuse' : 'both refuse', detail }
    }
    if (theirs.code !== 0) return { outcome: 'they refuse', detail: theirs.stderr.slice(-300) }
    const found = differences(
      comparable(asConfig(ours.project)),
      comparable(unescaped(JSON.parse(theirs.stdout))),
    )
    return { outcome: found.length === 0 ? 'equal' : 'differs', detail: found.join('\n') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * What both take has to be the same project, and what only we refuse has to be refused at a place. What Compose refuses
 * never starts, so it cannot be a hole.
 */
function target(make: (random: Random) => Input): Target {
  return async (random) => {
    const compose = findCompose()
    promise(compose !== undefined, 'the Compose plugin has to be on this machine')
    const input = make(random)
    const { outcome, detail } = await readBothWays(compose ?? '', input)
    const good = outcome !== 'differs' && outcome !== 'unlocated'
    promise(good, `${outcome}: ${detail}`, Object.fromEntries(input.files))
  }
}

/** Our loader against the real one, on inputs that nobody wrote. */
export const composeTargets: ReadonlyMap<string, Target> = new Map([
  ['compose/yaml', target(yamlInput)],
  ['compose/interpolation', target(interpolationInput)],
  ['compose/env-file', target(envFileInput)],
  ['compose/merge', target(mergeInput)],
  ['compose/include', target(includeInput)],
])
