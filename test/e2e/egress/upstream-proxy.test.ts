import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeNewestEngine } from '../../engines/each-engine.ts'
import { GovernedProject } from '../support/governed-project.ts'
import { internetEgress, internetService } from '../support/internet.ts'

const LOGIN = 'governance:pl4nted-corporate-password-51'
const basic = Buffer.from(LOGIN).toString('base64')
/** What the network of the company knows of it: the login itself stands in no file. */
const digest = createHash('sha256').update(`Basic ${basic}`).digest('hex')
const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: upstream-proxy }
spec:
  network: { allowedDomains: [allowed.test] }
`
const internet = {
  names: ['allowed.test', 'corp.test'],
  program: join(import.meta.dirname, 'corporate-network.mjs'),
}
const compose = `services:
  agent:
    image: IMAGE
    init: true
    command: [sleep, infinity]
    depends_on: [internet]
${internetService(internet)}    environment: { LOGIN_DIGEST: ${digest} }
networks:
  internet:
    ipam: { config: [{ subnet: SUBNET }] }
x-docker-ai-governance:
  policy: ./governance-policy.yaml
  services: [agent]
  exempt: { internet: stands in for the network of a company }
${internetEgress}    upstreamProxy: { url: "https://corp.test:3129", credential: CORP_PROXY }
`

describeNewestEngine('behind a corporate proxy that wants a login', (engine) => {
  let project: GovernedProject
  const ask = () => project.inside('agent', 'curl -sS -m 20 https://allowed.test/ 2>&1')
  const seen = async (): Promise<object[]> =>
    JSON.parse((await project.inside('internet', 'curl -s http://localhost/seen')).stdout)

  beforeAll(async () => {
    const secrets = { CORP_PROXY: LOGIN }
    project = await GovernedProject.create(engine, 'upstream', {
      ...{ policy, compose, internet, secrets },
    })
    await project.up()
  })
  afterAll(() => project?.remove())

  it('an agent that knows nothing of it gets where its policy lets it', async () => {
    expect((await ask()).stdout).toBe('fine')
    const address = await project.addressOf('internet')
    expect(await seen()).toEqual([
      { proxy: `${address}:443`, known: true },
      { server: 'by the proxy' },
    ])
  })

  it('the login is nowhere but with who gave it and who asked for it', async () => {
    const services = ['agent', 'governance-proxy', 'governance-gateway', 'governance-broker']
    const containers = services.map((service) => `${project.name}-${service}-1`)
    const running = (await project.running('{{.Names}}')).split('\n')
    const ours = containers.filter((container) => running.includes(container))
    expect(ours).toContain(`${project.name}-governance-broker-1`)
    const said = await Promise.all([
      project.inside('agent', 'env'),
      project.docker('inspect', ...ours),
      ...ours.map((container) => project.docker('logs', container)),
      project.governance(['logs', '--since', '1h', '--format', 'json']),
    ])
    const password = LOGIN.split(':')[1] as string
    for (const { stdout, stderr } of said) {
      expect(stdout + stderr).not.toContain(password)
      expect(stdout + stderr).not.toContain(basic)
    }
  })

  it('with its lease revoked nothing goes out, and the agent is told why', async () => {
    const revoked = await project.governance([
      'credentials',
      '-p',
      project.name,
      'revoke',
      'CORP_PROXY',
    ])
    expect(revoked).toMatchObject({ code: 0 })
    const before = (await seen()).length
    const { stdout } = await project.inside('agent', 'curl -sSv https://allowed.test/ 2>&1')
    expect(stdout).toContain('502 Bad Gateway')
    expect(stdout).toContain('its credential CORP_PROXY is not to be had (This lease was revoked.')
    expect(await seen()).toHaveLength(before)
  })
})
