import type { EngineTraits } from '../../compose-transform/index.ts'
import type { Docker } from '../../engine/docker.ts'
import { listNetworks } from '../../engine/networks.ts'
import { requireEngine } from '../../engine/requirements.ts'

/**
 * What the hardened file depends on in the engine; undefined where none answers. That is no error yet: what is wrong
 * with the Compose file is told without an engine.
 */
export async function findEngineTraits(docker: Docker): Promise<EngineTraits | undefined> {
  try {
    const [{ api }, networks] = await Promise.all([requireEngine(docker), listNetworks(docker)])
    const [major = 0, minor = 0] = api.split('.').map(Number)
    return { startInterval: major > 1 || (major === 1 && minor >= 44), networks }
  } catch {
    return undefined
  }
}
