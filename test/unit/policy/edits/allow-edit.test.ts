import { describe, expect, it } from 'vitest'
import { applyFixes } from '../../../../policy/apply-fixes.ts'
import { compilePolicies } from '../../../../policy/compile.ts'
import { comparePolicies } from '../../../../policy/difference.ts'
import { allowEdit, type Occurrence, unifiedDiff } from '../../../../policy/edits/index.ts'
import { parsePolicy } from '../../../../policy/parse.ts'
import { guidePolicy } from '../guide-policy.ts'
import { blockedHost, blockedTool } from './events.ts'

const head = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
`

function edited(text: string, event: Occurrence) {
  const proposal = allowEdit(text, 'policy.yaml', event)
  if (!proposal.ok) throw new Error(proposal.why)
  return proposal.edit
}

function why(text: string, event: Occurrence): string {
  const proposal = allowEdit(text, 'policy.yaml', event)
  return proposal.ok ? `an edit: ${proposal.edit.title}` : proposal.why
}

/** What the new text allows that the old did not. */
function widened(before: string, after: string): string[] {
  const compiled = [before, after].map((text) => {
    const { policy } = parsePolicy(text, 'policy.yaml')
    if (!policy) throw new Error('not a policy')
    return compilePolicies([policy])
  })
  const [older, newer] = compiled
  if (!older || !newer) throw new Error('two are compared')
  return comparePolicies(older, newer)
    .filter(({ direction }) => direction === 'wider')
    .map(({ text }) => text)
}

/** The lines that an edit takes away and adds. */
function changed(before: string, after: string): string[] {
  return unifiedDiff(before, after, 'p')
    .split('\n')
    .filter((line) => /^[-+](?![-+]{2} )/.test(line))
}

describe('an edit that allows what was blocked', () => {
  it('adds the host with its port and nothing wider, in the style of the list', () => {
    const { text, title } = edited(guidePolicy, blockedHost('pypi.org:443'))
    expect(changed(guidePolicy, text)).toEqual(['+      - "pypi.org:443"'])
    expect(title).toBe('Add "pypi.org:443" to allowedDomains')
    expect(widened(guidePolicy, text)).toEqual(['pypi.org, port 443'])
  })

  it('is the same as text, as an edit with a range, and as a patch', () => {
    const { text, edits } = edited(guidePolicy, blockedHost('pypi.org:443'))
    const fix = { title: '', edits: [...edits] }
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }
    const finding = { rule: 'r', severity: 'info', message: '', file: '', range, fix } as const
    expect(applyFixes(guidePolicy, [finding]).text).toBe(text)
  })

  it('names the server with the tool, so that no other server gains by it', () => {
    const { text } = edited(guidePolicy, blockedTool('files/list_dir'))
    expect(changed(guidePolicy, text)).toEqual(['+      - "files/list_dir"'])
  })

  it('takes away a denial by name, and says that somebody wrote it on purpose', () => {
    const edit = edited(guidePolicy, blockedTool('mail/send_email', 'mcp.deniedTools[1]'))
    expect(changed(guidePolicy, edit.text)).toEqual([
      '+      - "mail/send_email"',
      '-      - "send_email"',
    ])
    expect(edit.caution).toContain('denied "send_email" by name')
  })

  it('opens one private service by allowedLocal, with a caution', () => {
    const text = `${head}spec:\n  network:\n    allowedDomains: [db.example.com:5432]\n`
    const event = blockedHost('db.example.com:5432', {
      rule: 'network.denyLocalNetwork',
      details: { address: '10.1.2.3' },
    })
    const edit = edited(text, event)
    expect(changed(text, edit.text)).toEqual(['+    allowedLocal:', '+      - db.example.com:5432'])
    expect(edit.caution).toContain('10.1.2.3')
  })

  it('allows one request beside the http rules that are there', () => {
    const text = `${head}spec:
  network:
    allowedDomains: [api.github.com]
    http:
      - host: api.github.com
        methods: [GET]
`
    const event = blockedHost('api.github.com:443', {
      action: 'request',
      rule: 'network.http[0].methods',
      details: { method: 'POST', path: '/repos/acme/app/issues' },
    })
    expect(changed(text, edited(text, event).text)).toEqual([
      '+      - host: api.github.com:443',
      '+        methods: [POST]',
      '+        paths: ["/repos/acme/app/issues"]',
    ])
  })

  it('adds a well-known key to allowedKeys', () => {
    const event: Occurrence = {
      kind: 'credential',
      action: 'exchange',
      resource: 'NPM_TOKEN',
      decision: 'blocked',
      rule: 'credentials.allowedKeys',
    }
    expect(changed(guidePolicy, edited(guidePolicy, event).text)).toEqual(['+      - "NPM_TOKEN"'])
    expect(why(guidePolicy, { ...event, resource: 'ACME_TOKEN' })).toContain('no binding yet')
  })

  it('allows a name that was only looked up on the web ports', () => {
    const { text } = edited(guidePolicy, blockedHost('pypi.org', { action: 'resolve' }))
    expect(changed(guidePolicy, text)).toEqual(['+      - "pypi.org"'])
  })
})

describe('the style of what is there', () => {
  const allow = (text: string) => edited(text, blockedHost('pypi.org:443')).text

  it.each([
    ['plain entries', '    allowedDomains:\n    - a.example\n', '    - pypi.org:443'],
    ['single quotes', "    allowedDomains:\n      - 'a.example'\n", "      - 'pypi.org:443'"],
    ['a comment behind', '    allowedDomains:\n      - a.example # why\n', '      - pypi.org:443'],
    ['wide markers', '    allowedDomains:\n      -   a.example\n', '      -   pypi.org:443'],
  ])('follows %s', (_, list, line) => {
    const text = `${head}spec:\n  network:\n${list}    denyLocalNetwork: true # stays\n`
    expect(changed(text, allow(text))).toEqual([`+${line}`])
  })

  it.each([
    ['a list in one line', '[a.example]', '[a.example, pypi.org:443]'],
    ['an empty list', '[]', '["pypi.org:443"]'],
    ['null', 'null', '["pypi.org:443"]'],
    ['nothing with a comment', '# none yet', '["pypi.org:443"] # none yet'],
  ])('adds to %s', (_, before, after) => {
    const text = `${head}spec:\n  network:\n    allowedDomains: ${before}\n`
    expect(allow(text)).toBe(`${head}spec:\n  network:\n    allowedDomains: ${after}\n`)
  })

  it('adds a line to a list of several lines in brackets', () => {
    const text = `${head}spec:\n  network:\n    allowedDomains: [\n      "a.example",\n    ]\n`
    expect(changed(text, allow(text))).toEqual(['+      "pypi.org:443",'])
  })

  it.each([
    ['section', 'spec:\n  audit:\n    enabled: true\n'],
    ['section beside a comment', 'spec:\n  # later\n  audit:\n    enabled: true\n  # end\n'],
    ['empty spec', 'spec: {}\n'],
    ['spec in one line', 'spec: { audit: { enabled: true } }\n'],
  ])('makes what is missing: %s', (_, spec) => {
    expect(widened(head + spec, allow(head + spec))).toEqual(['pypi.org, port 443'])
  })

  it('keeps Windows line ends, and a last line without one', () => {
    const windows = guidePolicy.replaceAll('\n', '\r\n')
    expect(allow(windows)).toBe(allow(guidePolicy).replaceAll('\n', '\r\n'))
    const text = `${head}spec:\n  network:\n    allowedDomains:\n      - a.example`
    expect(allow(text)).toBe(`${text}\n      - pypi.org:443`)
  })

  it('does not touch a list that others share through an anchor', () => {
    const text = `${head}spec:
  network:
    deniedDomains: &shared [a.example]
    allowedDomains: *shared
`
    expect(why(text, blockedHost('pypi.org:443'))).toContain('edit it by hand')
  })
})

describe('no edit is proposed', () => {
  it.each<[string, Occurrence, string]>([
    [
      'for cloud metadata',
      blockedHost('169.254.169.254:80', { rule: 'network.cloudMetadata' }),
      'no policy can allow it',
    ],
    [
      'for a guard of the proxy',
      blockedHost('a.example:443', { rule: 'proxy.leaseElsewhere' }),
      'guard',
    ],
    [
      'for a secret on its way to somebody else',
      {
        kind: 'credential',
        action: 'exchange',
        resource: 'GITHUB_TOKEN',
        decision: 'blocked',
        rule: 'credentials.bindings.GITHUB_TOKEN.hosts',
      },
      'to whom a secret is sent',
    ],
    [
      "for a tool's argument",
      blockedTool('files/read_file', 'mcp.arguments.read_file.path'),
      'values are not on record',
    ],
    ['for what was allowed', blockedHost('a.example:443', { decision: 'allowed' }), 'was allowed'],
    ['for what is allowed by now', blockedHost('api.openai.com:443'), 'allows this already'],
    ['for a name that is none', blockedHost('-:443'), 'enough'],
    ['for a tool with a star', blockedTool('files/*'), 'cannot list'],
  ])('%s', (_, event, reason) => {
    expect(why(guidePolicy, event)).toContain(reason)
  })

  it('where a denial with a star would have to go', () => {
    const text = guidePolicy.replace('"send_email"', '"send_*"')
    expect(why(text, blockedTool('mail/send_email', 'mcp.deniedTools[1]'))).toContain(
      'would open all of that',
    )
  })

  it('where the policy has errors', () => {
    expect(why('spec: [', blockedHost('a.example:443'))).toContain('has errors')
  })
})

it('a hostile name becomes text in a policy, never YAML', () => {
  const hostile = ['x"\n- "*', 'x # y', "x' y", '*', '&a b', '!!str x', '- x', '{a: b}']
  for (const name of hostile) {
    for (const event of [blockedTool(`files/${name}`), blockedHost(`${name}:443`)]) {
      const proposal = allowEdit(guidePolicy, 'policy.yaml', event)
      if (!proposal.ok) continue
      const { policy } = parsePolicy(proposal.edit.text, 'policy.yaml')
      expect(policy?.spec.mcp?.allowedTools?.at(-1)).toBe(`files/${name}`)
      expect(policy?.spec.network).toEqual(parsePolicy(guidePolicy, 'p').policy?.spec.network)
    }
  }
})
