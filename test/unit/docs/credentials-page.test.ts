import { describe, expect, it } from 'vitest'
import { codeBlocks } from '../../support/markdown.ts'
import { govern, guidePolicy } from '../compose-transform/project.ts'

const page = 'docs/credentials.md'

/** What the page shows of a Compose file, put together, is one that is governed as the page says. */
describe('the Compose file of docs/credentials.md', () => {
  const shown = codeBlocks(page).filter(({ language }) => language === 'yaml')

  it('is accepted, with every source that it names', async () => {
    const text = shown.map((block) => block.text).join('\n')
    const keys = [...text.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, key]) => key ?? '')
    const { findings, output } = await govern({
      'compose.yaml': `${text.replace('[GITHUB_TOKEN]', `[${keys.join(', ')}]`)}\nsecrets: { npm_token: { file: ./npm } }\n`,
      'governance-policy.yaml': guidePolicy.replace(
        'allowedKeys: [GITHUB_TOKEN, OPENAI_API_KEY]',
        `allowedKeys: [${keys.join(', ')}]\n    bindings: { INTERNAL_API_KEY: { hosts: [api.example.com] } }`,
      ),
    })
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect([...(output?.sources.keys() ?? [])]).toEqual(keys)
    expect(keys).toHaveLength(5)
  })
})
