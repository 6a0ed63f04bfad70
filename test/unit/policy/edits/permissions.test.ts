import { describe, expect, it } from 'vitest'
import {
  permissionsOf,
  permissionUse,
  removeEdit,
  rulePlace,
  unifiedDiff,
  unusedPermissions,
} from '../../../../policy/edits/index.ts'
import { Usage } from '../../../../policy/usage/index.ts'
import { guidePolicy } from '../guide-policy.ts'
import { event } from './events.ts'

const file = 'policy.yaml'

function removed(text: string, name: string): string {
  const permission = permissionsOf(text, file).find((each) => each.text === name)
  if (!permission) throw new Error(`no ${name}`)
  const proposal = removeEdit(text, file, permission)
  if (!proposal.ok) throw new Error(proposal.why)
  return proposal.edit.text
}

function changed(before: string, after: string): string[] {
  return unifiedDiff(before, after, 'p')
    .split('\n')
    .filter((line) => /^[-+](?![-+]{2} )/.test(line))
}

describe('permissions', () => {
  it('are the entries of the lists that allow something, with their rule and their place', () => {
    const found = permissionsOf(guidePolicy, file)
    expect(found.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'domain *.github.com',
      'domain api.openai.com',
      'key GITHUB_TOKEN',
      'key OPENAI_API_KEY',
      'tool read_file',
      'tool write_file',
      'tool git_push',
    ])
    expect(found[1]).toMatchObject({
      rule: 'network.allowedDomains[1]',
      range: { start: { line: 9 } },
    })
  })

  it('go line by line, and comments above them stay', () => {
    const text = guidePolicy.replace(
      '      - "write_file"',
      '      # both\n      - "write_file" # w',
    )
    expect(changed(text, removed(text, 'write_file'))).toEqual(['-      - "write_file" # w'])
  })

  it('leave an empty list when the last one goes', () => {
    const text = guidePolicy.replace('      - "*.github.com"\n', '')
    expect(changed(text, removed(text, 'api.openai.com'))).toEqual([
      '-    allowedDomains:',
      '-      - "api.openai.com"',
      '+    allowedDomains: []',
    ])
  })

  it.each([
    ['[a, b, c]', 'a', '[b, c]'],
    ['[a, b, c]', 'b', '[a, c]'],
    ['[a, b, c]', 'c', '[a, b]'],
    ['[a]', 'a', '[]'],
    ['["a", ]', 'a', '[ ]'],
  ])('go out of %s', (before, name, after) => {
    const text = (list: string) =>
      `apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata: { name: p }\nspec: { mcp: { allowedTools: ${list} } }\n`
    expect(removed(text(before), name)).toBe(text(after))
  })
})

describe('what was never used', () => {
  const usage = new Usage()
  usage.add(event({ resource: 'api.github.com:443', time: '2026-11-20T10:00:00.000Z' }))
  usage.add(event({ resource: 'github.com:443', time: '2026-11-21T10:00:00.000Z' }))
  usage.add(event({ resource: 'api.openai.com:443', decision: 'blocked' }))
  usage.add(event({ kind: 'credential', action: 'issue', resource: 'GITHUB_TOKEN' }))
  usage.add(event({ kind: 'credential', action: 'exchange', resource: 'OPENAI_API_KEY' }))
  usage.add(event({ kind: 'mcp', action: 'tool-call', resource: 'files/read_file' }))
  usage.add(event({ kind: 'mcp', action: 'tool-call', resource: 'f/git_push', policy: 'other' }))

  it('is what no allowed event of that policy came under', () => {
    expect(unusedPermissions(guidePolicy, file, usage).map(({ text }) => text)).toEqual([
      'api.openai.com',
      'GITHUB_TOKEN',
      'write_file',
      'git_push',
    ])
  })

  it('counts what was used, with the last time', () => {
    expect(permissionUse(guidePolicy, file, usage)?.[0]).toMatchObject({
      text: '*.github.com',
      count: 2,
      last: '2026-11-21T10:00:00.000Z',
    })
  })

  it('is judged by the policy as it stands now, not by the indexes of then', () => {
    const moved = guidePolicy.replace(
      '      - "*.github.com"\n',
      '      - "new.example"\n      - "*.github.com"\n',
    )
    const [fresh] = unusedPermissions(moved, file, usage)
    expect(fresh?.text).toBe('new.example')
  })

  it('counts for each of several policies that allowed it together', () => {
    const both = new Usage()
    both.add(event({ policy: 'agent-policy-001,baseline' }))
    expect([both.of('agent-policy-001').length, both.of('baseline').length]).toEqual([1, 1])
  })

  it('says nothing when an agent filled the record of uses', () => {
    const full = new Usage()
    for (let index = 0; index < 20_001; index += 1) {
      full.add(event({ resource: `n${index}.github.com:443` }))
    }
    expect(full.isComplete('agent-policy-001')).toBe(false)
    expect(unusedPermissions(guidePolicy, file, full)).toEqual([])
  })
})

describe('the place of a rule', () => {
  const line = (rule: string, text = guidePolicy) => {
    const range = rulePlace(text, file, rule)
    return range && text.split('\n')[range.start.line]?.trim()
  }

  it.each([
    ['network.allowedDomains[1]', '- "api.openai.com"'],
    ['network.allowedDomains', 'allowedDomains:'],
    ['network.denyLocalNetwork', 'denyLocalNetwork: true'],
    ['mcp.deniedTools[1]', '- "send_email"'],
    ['credentials.maxExpirationHours', 'maxExpirationHours: 24'],
    ['network.http', 'network:'],
  ])('%s', (rule, expected) => {
    expect(line(rule)).toBe(expected)
  })

  it('finds the rule of an argument of a tool whose name holds dots and slashes', () => {
    const text = guidePolicy.replace(
      '    deniedTools:',
      '    arguments:\n      files/read.v2:\n        path: { pattern: "^/w/" }\n    deniedTools:',
    )
    expect(line('mcp.arguments.files/read.v2.path', text)).toBe('path: { pattern: "^/w/" }')
  })

  it.each([
    'network.cloudMetadata',
    'proxy.leaseElsewhere',
    'credentials.lease',
    '',
    'mcp.servers.x.pin',
    'network.allowedDomains[9]',
  ])('is nowhere for %s', (rule) => {
    expect(rulePlace(guidePolicy, file, rule)).toBeUndefined()
  })
})

describe('a patch', () => {
  it('is one that git takes', () => {
    expect(unifiedDiff('a\nb\nc\nd\ne\n', 'a\nb\nc\nX\nd\ne\n', 'p.yaml')).toBe(
      '--- a/p.yaml\n+++ b/p.yaml\n@@ -1,5 +1,6 @@\n a\n b\n c\n+X\n d\n e\n',
    )
    expect(unifiedDiff('a', 'a\nb', 'p')).toBe(
      '--- a/p\n+++ b/p\n@@ -1,1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n',
    )
  })
})
