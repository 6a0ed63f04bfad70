import { describe, it } from 'vitest'
import { findCompose } from '../../conformance/compose/theirs.ts'
import { composeTargets } from '../../fuzz/compose/targets.ts'
import { runTarget } from '../../fuzz/target.ts'

const runs = Number(process.env.COMPOSE_FUZZ_RUNS ?? 40)

describe.skipIf(!findCompose())('files that nobody wrote', () => {
  it.each([...composeTargets])(
    'are read as docker compose reads them, or refused at a place: %s',
    { timeout: 60_000 + runs * 1_000 },
    (name, target) => runTarget(name, target, 1, runs),
  )
})
