import { describe, expect, it } from 'vitest'
import { readAppliedFile } from '../../../cli/compose/applied-file.ts'
import { needsRecreation } from '../../../cli/compose/recreation.ts'
import { govern, guidePolicy } from '../compose-transform/project.ts'

const environment = { GITHUB_TOKEN: 'ghp_therealtokenofaperson0123' }
const compose = `services:
  agent: { image: agent, environment: [GITHUB_TOKEN] }
  db: { image: postgres }
x-docker-ai-governance: { policy: ./governance-policy.yaml, services: [agent] }
`

async function changed(edit: { compose?: string; policy?: string }): Promise<string[]> {
  const emitted = async (files: Record<string, string>) => {
    const { output, findings } = await govern(files, environment)
    if (!output) throw new Error(JSON.stringify(findings))
    return readAppliedFile(output.text)
  }
  const before = await emitted({ 'compose.yaml': compose })
  const after = await emitted({
    'compose.yaml': edit.compose ?? compose,
    'governance-policy.yaml': edit.policy ?? guidePolicy,
  })
  return needsRecreation(before, after)
}

describe('a running project can be told', () => {
  it('nothing new', async () => {
    expect(await changed({})).toEqual([])
  })

  it('another policy', async () => {
    const policy = guidePolicy.replace('"api.openai.com"', '"api.anthropic.com"')
    expect(await changed({ policy })).toEqual([])
  })

  it('that a lease ends', async () => {
    expect(await changed({ compose: compose.replace('[GITHUB_TOKEN]', '[]') })).toEqual([])
  })
})

describe('new containers are taken by', () => {
  it.each([
    [
      'another image',
      { compose: compose.replace('image: agent', 'image: other') },
      'services.agent.image',
    ],
    [
      'another service',
      { compose: compose.replace('  db:', '  db2: { image: x }\n  db:') },
      'services.db2',
    ],
    [
      'a new port under allowedLocal',
      {
        policy: guidePolicy.replace(
          'denyLocalNetwork: true',
          'denyLocalNetwork: true\n    allowedLocal: ["db:5432"]',
        ),
      },
      'services.db.networks',
    ],
    [
      'a new lease',
      {
        compose: compose.replace(
          '[GITHUB_TOKEN]',
          '[GITHUB_TOKEN, "OPENAI_API_KEY=sk-therealkeyofaperson12345"]',
        ),
      },
      'services.agent.environment.OPENAI_API_KEY',
    ],
  ])('%s', async (_, edit, path) => {
    expect(await changed(edit)).toContain(path)
  })
})
