import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeFiles, escapes, fileOf, type Generated, type Role } from './generator.ts'
import { waysOut } from './independent-check.ts'
import { govern } from './project.ts'

const environment = {
  GITHUB_TOKEN: 'ghp_therealtokenofaperson',
  SLACK_TOKEN: 'xoxb-the-real-slack-token-1',
}

const runs = Number(process.env.COMPOSE_RANDOM_RUNS ?? 250)

/** Whether a file was emitted; fails when it was with a way out, or refused without a place or by the proof alone. */
async function judge({ text, roles }: Generated): Promise<boolean> {
  const files = { 'compose.yaml': text, '.env': 'FROM_ENV=1\n', 'profile.json': '{}' }
  const { findings, output } = await govern(files, environment)
  const refused = findings.filter((finding) => finding.action === 'refuse')
  expect(refused.filter((finding) => finding.rule === 'not-contained')).toEqual([])
  for (const finding of findings) expect(finding.file).not.toBe('')
  if (!output) {
    expect(refused).not.toEqual([])
    return false
  }
  const named = (...wanted: Role[]) =>
    new Set([...roles].filter(([, role]) => wanted.includes(role)).map(([name]) => name))
  expect(waysOut(output.text, named('agent', 'server'), named('exempt'))).toEqual([])
  return true
}

describe('a random Compose file', () => {
  it('is refused at a place, or emitted with no way out', { timeout: 120_000 }, async () => {
    let emitted = 0
    await fc.assert(
      fc.asyncProperty(composeFiles, async (file) => {
        if (await judge(file)) emitted++
      }),
      { numRuns: runs },
    )
    // A generator whose files are all refused would prove nothing.
    expect(emitted).toBeGreaterThan(runs / 12)
  })
})

describe('each escape alone', () => {
  const roles: Role[] = ['agent', 'server', 'companion', 'exempt']
  it.each(roles)('of a service in the role %s', { timeout: 120_000 }, async (role) => {
    for (const setting of escapes) {
      const own: [string, Role, string[]] = [role === 'agent' ? 'agent' : 'third', role, [setting]]
      const rest: [string, Role, string[]][] =
        role === 'agent' ? [] : [['agent', 'agent', ['volumes: [plain:/data, "./src:/src"]']]]
      const file = fileOf([...rest, own, ['other', 'companion', []]])
      await judge(file).catch((error: Error) => {
        throw new Error(`${setting}: ${error.message}`)
      })
    }
  })
  it('of a companion that shares files with an agent', { timeout: 120_000 }, async () => {
    for (const setting of escapes) {
      if (setting.startsWith('volumes')) continue
      const shared = 'volumes: [plain:/shared]'
      const file = fileOf([
        ['agent', 'agent', [shared]],
        ['other', 'companion', []],
        ['third', 'companion', [shared, setting]],
      ])
      await judge(file).catch((error: Error) => {
        throw new Error(`${setting}: ${error.message}`)
      })
    }
  })
})
