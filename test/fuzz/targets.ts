import { gatewayTargets } from './gateway/targets.ts'
import { proxyTargets } from './proxy/targets.ts'
import type { Target } from './target.ts'

/** Every target by its name. */
export const targets: ReadonlyMap<string, Target> = new Map([...gatewayTargets, ...proxyTargets])
