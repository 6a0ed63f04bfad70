import { describe, expect, it } from 'vitest'
import { transform } from '../../../compose-transform/index.ts'
import { emittedFile, field, load } from './project.ts'

const sidecars = ['governance-proxy', 'governance-gateway', 'governance-broker']

async function healthchecks(startInterval?: boolean) {
  const loaded = await load({ 'compose.yaml': `services: { agent: { image: a } }\n${field}` })
  const { output } = await transform(
    loaded,
    startInterval === undefined ? {} : { engine: { startInterval, networks: [] } },
  )
  const { services } = emittedFile(output?.text ?? '')
  return sidecars.map((name) => services[name].healthcheck)
}

describe('the healthcheck of a sidecar', () => {
  it('is one that every engine takes, unless it is known that this one can do more', async () => {
    for (const healthcheck of [...(await healthchecks()), ...(await healthchecks(false))]) {
      expect(healthcheck).toMatchObject({ interval: '3s' })
      expect(healthcheck).not.toHaveProperty('start_interval')
    }
  })

  it('costs next to nothing once the sidecar runs, where the engine allows it', async () => {
    for (const healthcheck of await healthchecks(true)) {
      expect(healthcheck).toMatchObject({ interval: '30s', start_interval: '500ms' })
    }
  })
})
