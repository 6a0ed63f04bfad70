import { Random } from './random.ts'

/** Makes one input out of chance and tries it. Throws, or rejects, when a promise is broken. */
export type Target = (random: Random) => void | Promise<void>

/** An input broke a promise; the seed repeats it. */
export class Broken extends Error {
  override name = 'Broken'
  constructor(target: string, seed: number, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(`${target}: ${reason}\nRepeat it with: npm run fuzz -- ${target} --repro ${seed}`, {
      cause,
    })
  }
}

/** How long one input may take before it counts as a hang, in milliseconds. */
const HANG_MILLISECONDS = 2_000

/** Runs a target with one seed after the other. */
export async function runTarget(
  name: string,
  target: Target,
  seed: number,
  runs: number,
): Promise<void> {
  for (let run = 0; run < runs; run++) {
    const started = performance.now()
    try {
      await target(new Random(seed + run))
    } catch (error) {
      throw new Broken(name, seed + run, error)
    }
    const took = performance.now() - started
    if (took > HANG_MILLISECONDS) throw new Broken(name, seed + run, new Error(`took ${took} ms`))
  }
}

/** A promise of a target. */
export function promise(holds: boolean, words: string, ...details: unknown[]): void {
  if (!holds)
    throw new Error(`${words} ${details.map((detail) => JSON.stringify(detail)).join(' ')}`)
}
