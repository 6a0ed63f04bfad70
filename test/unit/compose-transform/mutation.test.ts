import { describe, expect, it } from 'vitest'
import { passes } from '../../../compose-transform/harden/index.ts'
import type { Pass } from '../../../compose-transform/harden/pass.ts'
import { rules } from '../../../compose-transform/inspect/index.ts'
import { escapes, fileOf, type Generated, type Role } from './generator.ts'
import { waysOut } from './independent-check.ts'
import { govern } from './project.ts'

// Takes away one rule or one pass after the other: somebody has to miss it who does not know it, the proof over the
// finished file or the second opinion of the tests. COMPOSE_MUTATION=1 runs it; it takes a minute.

const wanted = process.env.COMPOSE_MUTATION !== undefined

/** What nobody else misses, and why that is well; their own examples in rules.test.ts do. */
const rulesApart = new Map([
  ['no-host-network', 'hardening gives the service another network anyway'],
  ['no-host-env-file', 'what came from an env file cannot be told from what stood in the file'],
])
const passesApart = new Map([
  ['bridges', 'without it a server cannot be reached'],
  ['labels', 'without it a container is taken for a stranger'],
  ['locals', 'without it a companion cannot be reached'],
  ['order', 'without it a service starts before its way out is there'],
  ['sources', 'without it the broker has no secrets'],
  ['unused', 'without it networks stand in the file that nobody is on'],
  ['upstreams', 'without it the gateway has no lease'],
  ['upstreamProxy', 'without it the proxy has no lease'],
  ['certificates', 'without it nothing is trusted that the proxy opens'],
])

const environment = {
  GITHUB_TOKEN: 'ghp_therealtokenofaperson',
  SLACK_TOKEN: 'xoxb-the-real-slack-token-1',
}
const shared = 'volumes: [plain:/data, "./src:/src"]'
const files: Generated[] = escapes.flatMap((setting) => [
  fileOf([
    ['agent', 'agent', [setting]],
    ['other', 'companion', []],
  ]),
  ...(['companion', 'exempt'] as const).map((role) =>
    fileOf([
      ['agent', 'agent', [shared]],
      ['third', role, [setting]],
      ['other', 'companion', []],
    ]),
  ),
  fileOf([
    ['agent', 'agent', [shared]],
    ['other', 'companion', []],
    ['third', 'companion', setting.startsWith('volumes') ? [setting] : [shared, setting]],
  ]),
])

async function refusalsOf({ text }: Generated) {
  const all = { 'compose.yaml': text, '.env': 'FROM_ENV=1\n', 'profile.json': '{}' }
  const { findings, output } = await govern(all, environment)
  const refused = findings.filter(({ action }) => action === 'refuse').map(({ rule }) => rule)
  return { refused: new Set(refused), output }
}

/** Whether the proof or the second opinion has something to say about a file. */
async function isMissed(file: Generated): Promise<boolean> {
  const { refused, output } = await refusalsOf(file).catch(() => ({
    refused: new Set(),
    output: undefined,
  }))
  if (refused.has('not-contained')) return true
  if (!output) return false
  const named = (...roles: Role[]) =>
    new Set([...file.roles].filter(([, role]) => roles.includes(role)).map(([name]) => name))
  return waysOut(output.text, named('agent', 'server'), named('exempt')).length > 0
}

async function somebodyMisses(some: readonly Generated[]): Promise<boolean> {
  for (const file of some) if (await isMissed(file)) return true
  return false
}

if (wanted)
  describe('without one rule', { timeout: 300_000 }, () => {
    it('somebody else sees what got through', async () => {
      const alone = new Map<string, Generated[]>()
      for (const file of files) {
        const { refused } = await refusalsOf(file)
        const [only, ...more] = refused
        if (only !== undefined && more.length === 0)
          alone.set(only, [...(alone.get(only) ?? []), file])
      }
      const survivors: string[] = []
      for (const rule of rules) {
        if (rule.action !== 'refuse') continue
        const { check } = rule
        rule.check = () => {}
        if (!(await somebodyMisses(alone.get(rule.id) ?? []))) survivors.push(rule.id)
        rule.check = check
      }
      expect(survivors.filter((id) => !rulesApart.has(id))).toEqual([])
    })
  })

if (wanted)
  describe('without one pass', { timeout: 300_000 }, () => {
    it('somebody else sees what got through', async () => {
      const list = passes as Pass[]
      const passing: Generated[] = []
      for (const file of files) if ((await refusalsOf(file)).output) passing.push(file)
      const survivors: string[] = []
      for (const [index, pass] of [...list].entries()) {
        list[index] = () => {}
        if (!(await somebodyMisses(passing))) survivors.push(pass.name)
        list[index] = pass
      }
      expect(survivors.filter((name) => !passesApart.has(name))).toEqual([])
    })
  })

it('what stands apart is there', () => {
  const names = new Set([...rules.map(({ id }) => id), ...passes.map(({ name }) => name)])
  expect([...rulesApart.keys(), ...passesApart.keys()].filter((one) => !names.has(one))).toEqual([])
})
