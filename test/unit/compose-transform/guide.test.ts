import { describe, expect, it } from 'vitest'
import { emittedFile, field, govern, refusals } from './project.ts'

const guide = `version: '3.8'
services:
  agent:
    image: my-agent-image
    environment:
      - GITHUB_TOKEN=\${GITHUB_TOKEN}
      - OPENAI_API_KEY=\${OPENAI_API_KEY}
${field}`

const secrets = {
  GITHUB_TOKEN: 'ghp_therealtokenofaperson',
  OPENAI_API_KEY: 'sk-therealkeyofaperson',
}

describe("the guide's docker-compose.yml", () => {
  it('becomes a governed project without a single finding', async () => {
    const { findings, output } = await govern(guide, secrets)
    expect(findings).toEqual([])
    expect(output?.keys.map((key) => key.variable)).toEqual([
      'GOVERNANCE_LEASE_AGENT_GITHUB_TOKEN',
      'GOVERNANCE_LEASE_AGENT_OPENAI_API_KEY',
    ])
  })

  it('holds no real secret, and hands them over apart', async () => {
    const { output } = await govern(guide, secrets)
    for (const secret of Object.values(secrets)) {
      expect(output?.text).not.toContain(secret)
      expect(JSON.stringify([output?.changes, output?.configuration])).not.toContain(secret)
    }
    expect(Object.fromEntries(output?.secrets ?? [])).toEqual(secrets)
  })

  it('gives the agent its own closed network with the sidecars alone on it', async () => {
    const { output } = await govern(guide, secrets)
    const file = emittedFile(output?.text ?? '')
    expect(Object.keys(file.services)).toEqual([
      'agent',
      'governance-proxy',
      'governance-gateway',
      'governance-broker',
    ])
    expect(file.services.agent.networks).toEqual(['governance-sandbox'])
    expect(file.networks['governance-sandbox'].internal).toBe(true)
    const { proxy } = output?.configuration.services.agent?.listen ?? {}
    expect(file.services.agent.dns).toEqual([proxy])
    expect(file.services['governance-proxy'].networks['governance-sandbox'].ipv4_address).toBe(
      proxy,
    )
  })

  it('gives the same bytes twice', async () => {
    const [first, second] = await Promise.all([govern(guide, secrets), govern(guide, secrets)])
    expect(first.output?.text).toBe(second.output?.text)
  })

  it('is refused when its policy is missing, at the place that names it', async () => {
    const result = await govern(guide.replace('governance-policy', 'no-such-policy'), secrets)
    expect(refusals(result)).toEqual(['missing-policy'])
    expect(result.findings[0]?.range.start).toEqual({ line: 8, character: 10 })
  })
})
