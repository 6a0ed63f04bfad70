import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeFiles } from './generator.ts'
import { waysOut } from './independent-check.ts'
import { govern } from './project.ts'

const environment = {
  GITHUB_TOKEN: 'ghp_therealtokenofaperson',
  SLACK_TOKEN: 'xoxb-the-real-slack-token-1',
}

const runs = Number(process.env.COMPOSE_RANDOM_RUNS ?? 250)

describe('a random Compose file', () => {
  it('is refused at a place, or emitted with no way out', { timeout: 120_000 }, async () => {
    let emitted = 0
    await fc.assert(
      fc.asyncProperty(composeFiles, async ({ text, roles }) => {
        const files = { 'compose.yaml': text, '.env': 'FROM_ENV=1\n', 'profile.json': '{}' }
        const { findings, output } = await govern(files, environment)
        const refused = findings.filter((finding) => finding.action === 'refuse')
        expect(refused.filter((finding) => finding.rule === 'not-contained')).toEqual([])
        for (const finding of findings) expect(finding.file).not.toBe('')
        if (!output) {
          expect(refused).not.toEqual([])
          return
        }
        emitted++
        const named = (...wanted: string[]) =>
          new Set([...roles].filter(([, role]) => wanted.includes(role)).map(([name]) => name))
        expect(waysOut(output.text, named('agent', 'server'), named('exempt'))).toEqual([])
      }),
      { numRuns: runs },
    )
    // A generator whose files are all refused would prove nothing.
    expect(emitted).toBeGreaterThan(runs / 12)
  })
})
