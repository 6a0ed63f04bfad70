import { composeTargets } from './compose/targets.ts'
import { gatewayTargets } from './gateway/targets.ts'
import { hostTargets } from './policy/host-targets.ts'
import { http2Targets } from './proxy/http2-targets.ts'
import { proxyTargets } from './proxy/targets.ts'
import type { Target } from './target.ts'

/** Every target by its name. */
export const targets: ReadonlyMap<string, Target> = new Map([
  ...composeTargets,
  ...gatewayTargets,
  ...hostTargets,
  ...http2Targets,
  ...proxyTargets,
])
