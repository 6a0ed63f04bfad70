import { describe, expect, it } from 'vitest'
import { codeBlocks } from '../../support/markdown.ts'
import { emittedFile, govern, guidePolicy, refusals } from '../compose-transform/project.ts'

const blocks = codeBlocks('docs/compose.md').filter(({ language }) => language === 'yaml')
const environment = {
  GITHUB_TOKEN: 'ghp_8fQ2xVrTn4KcZw71LdMsYb06HgJpEuXa39Ri',
  OPENAI_API_KEY: 'sk-proj-7Jr0vWqLx2NcT8dKzB4mYgHs6PeUaF1iRo9XtVb3',
  DB_PASSWORD: 'pl4nted-Zm9vYmFy-73',
}
const shown = (text: string) => blocks.find((block) => block.text.includes(text))?.text ?? ''
const policy = shown('kind: GovernancePolicy')
const governed = async (compose: string, policies: Record<string, string> = {}) => {
  const files = { 'compose.yaml': compose, 'governance-policy.yaml': policy, ...policies }
  const { findings, output } = await govern(files, environment)
  return { findings, services: emittedFile(output?.text ?? '{}').services }
}

/** What docs/compose.md shows is governed as it says there. */
describe('the Compose files of docs/compose.md', () => {
  it.each(blocks.filter(({ text }) => text.includes('services:')))(
    'are accepted (line $line)',
    async ({ text }) => {
      const { findings } = await governed(text, {
        'writer-policy.yaml': guidePolicy.replace('agent-policy-001', 'writer'),
        'reviewer-policy.yaml': guidePolicy.replace('agent-policy-001', 'reviewer'),
      })
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    },
  )

  it('leave the database its password and the agent its way to it', async () => {
    const { services } = await governed(shown('postgres:17'))
    expect(services.postgres.environment).toEqual({ POSTGRES_PASSWORD: expect.anything() })
    expect(services.agent.environment.DATABASE_URL).toContain('@postgres:5432/app')
    expect(services.agent.networks).not.toContain('default')
  })

  it('give two agents the keys of their own policies', async () => {
    const allowing = (key: string) =>
      policy.replace('[OPENAI_API_KEY]', `[${key}]`).replace('[api.openai.com]', '["*"]')
    const compose = shown('writer-policy').replaceAll(
      /environment: .*/g,
      'environment: [GITHUB_TOKEN, OPENAI_API_KEY]',
    )
    const own = {
      'writer-policy.yaml': allowing('GITHUB_TOKEN'),
      'reviewer-policy.yaml': allowing('OPENAI_API_KEY').replace('agent-policy-001', 'reviewer'),
    }
    const { services } = await governed(compose, own)
    expect(Object.keys(services.writer.environment)).toContain('GITHUB_TOKEN')
    expect(Object.keys(services.writer.environment)).not.toContain('OPENAI_API_KEY')
    expect(Object.keys(services.reviewer.environment)).not.toContain('GITHUB_TOKEN')

    const top =
      'x-docker-ai-governance: { policy: ./writer-policy.yaml, services: [writer, reviewer] }\n'
    const { findings } = await governed(compose + top, own)
    expect(findings.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(
        /^OPENAI_API_KEY .* not every policy of reviewer allows it \(agent-policy-001 does not\)/,
      ),
    )
  })

  it('refuse without the exception what they keep with it', async () => {
    const compose = shown('/dev/dri')
    const { findings } = await governed(compose.replace(/ {2}exceptions:.*\n/, ''))
    expect(refusals({ findings })).toEqual(['no-device'])
  })

  it('publish ports on loopback alone', async () => {
    const { services } = await governed(
      'services: { agent: { image: i, ports: ["8080:80"] } }\nx-docker-ai-governance: { policy: ./governance-policy.yaml }\n',
    )
    expect(services.agent.ports).toBeUndefined()
    const ingress = Object.keys(services).find((name) => name.startsWith('governance-ingress'))
    expect(services[ingress ?? ''].ports).toMatchObject([{ host_ip: '127.0.0.1' }])
  })
})
