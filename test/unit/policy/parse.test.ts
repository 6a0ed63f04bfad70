import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Finding } from '../../../policy/finding.ts'
import { lintPolicy } from '../../../policy/lint/index.ts'
import { parsePolicy } from '../../../policy/parse.ts'
import { cpuTime } from '../../support/cpu-time.ts'
import { guidePolicy } from './guide-policy.ts'

const head = 'apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata: { name: p }\n'

/** Findings of a policy of which only the spec matters, each as `rule «marked text»`. */
function found(spec: string): string[] {
  return foundIn(head + spec)
}

function foundIn(text: string): string[] {
  return parsePolicy(text, 'policy.yaml').findings.map(
    (finding) => `${finding.rule} «${marked(text, finding)}»`,
  )
}

/** The text that a finding marks, by an implementation of positions that is not ours. */
function marked(text: string, { range }: Finding): string {
  return TextDocument.create('file:///p', 'yaml', 1, text).getText(range)
}

function only(spec: string): Finding {
  const { findings } = parsePolicy(head + spec, 'policy.yaml')
  const [finding] = findings
  if (finding === undefined || findings.length > 1) throw new Error(`${findings.length} findings`)
  return finding
}

it('accepts the policy of the guide as it stands', () => {
  const { policy, findings } = parsePolicy(guidePolicy, 'governance-policy.yaml')
  expect(findings).toEqual([])
  expect(policy?.metadata.name).toBe('agent-policy-001')
  expect(policy?.spec.credentials?.maxExpirationHours).toBe(24)
})

it('gives no policy where there is an error, whatever the error', () => {
  for (const spec of ['spec: { mode: x }', 'spec: { network: { allowedDomains: [a..b] } }', 'a']) {
    expect(parsePolicy(head + spec, 'p').policy).toBeUndefined()
  }
  expect(parsePolicy(`${head}spec: {}\n---\n${head}spec: {}\n`, 'p').policy).toBeUndefined()
  expect(parsePolicy('', 'p').policy).toBeUndefined()
})

it('accepts everything that the language can say', () => {
  const text = `${head}spec:
  mode: monitor
  network:
    allowedDomains: ["*.github.com", api.openai.com, "db.example.com:5432", "*", "[2001:db8::1]:443"]
    deniedDomains: [gist.github.com]
    denyLocalNetwork: true
    allowedLocal: ["postgres:5432", "10.0.0.5:6379", "[fd00::5]:80"]
    http:
      - { host: api.github.com, methods: [GET], paths: ["/repos/acme/**"] }
  credentials:
    allowedKeys: [GITHUB_TOKEN, INTERNAL_API_KEY]
    maxExpirationHours: 0.5
    bindings:
      INTERNAL_API_KEY: { hosts: ["api.example.com"], header: X-Api-Key, query: key, body: key, methods: [POST], paths: [/v1/**] }
  mcp:
    allowedTools: [read_file, "github/*"]
    deniedTools: [delete_production_db]
    arguments:
      read_file: { path: { pattern: "^/workspace/", maxLength: 100, required: true } }
      "github/*": { n: { minimum: 1, maximum: 2 }, force: { forbidden: true }, owner: { enum: [acme] } }
  audit: { enabled: true, logLevel: debug }
`
  expect(parsePolicy(text, 'p').findings).toEqual([])
})

describe('sections may be empty', () => {
  test.each([
    'spec: {}',
    'spec: { network: , credentials: , mcp: , audit: }',
    'spec: { network: { allowedDomains: [], deniedDomains: , http: , allowedLocal: } }',
    'spec: { credentials: { allowedKeys: , bindings: } }',
    'spec: { mcp: { allowedTools: , deniedTools: , arguments: } }',
  ])('%s', (spec) => {
    expect(parsePolicy(head + spec, 'p').policy).toBeDefined()
  })
})

describe('every mistake has its place', () => {
  test.each<[string, string[]]>([
    // keys
    ['spec: { network: { allowedDomain: [] } }', ['unknown-key «allowedDomain»']],
    ['spec: { allowedDomains: [] }', ['unknown-key «allowedDomains»']],
    ['spec: {}\nnetwork: {}', ['unknown-key «network»']],
    ['spec: { network: { "__proto__": 1 } }', ['unknown-key «"__proto__"»']],
    ['spec: { network: { constructor: 1 } }', ['unknown-key «constructor»']],
    ['spec:\n\u00a0\u00a0network: {}', ['wrong-type «spec»', 'unknown-key «\u00a0\u00a0network»']],
    ['spec: { credentials: { bindings: { K: {} } } }', ['missing-key «K»']],
    ['spec: { network: { http: [{ methods: [GET] }] } }', ['missing-key «methods»']],
    // kinds of values
    ['spec:', ['wrong-type «spec»']],
    ['spec: []', ['wrong-type «[]»']],
    ['spec: { network: [] }', ['wrong-type «[]»']],
    ['spec: { network: { allowedDomains: a.test } }', ['wrong-type «a.test»']],
    ['spec: { network: { allowedDomains: { a.test: } } }', ['wrong-type «{ a.test: }»']],
    [
      'spec: { network: { allowedDomains: [1, true, null, [a]] } }',
      ['wrong-type «1»', 'wrong-type «true»', 'wrong-type «null»', 'wrong-type «[a]»'],
    ],
    ['spec: { network: { denyLocalNetwork: "true" } }', ['wrong-type «"true"»']],
    ['spec: { network: { denyLocalNetwork: } }', ['wrong-type «denyLocalNetwork»']],
    ['spec: { audit: { enabled: yes } }', ['wrong-type «yes»']],
    ['spec: { credentials: { maxExpirationHours: 24h } }', ['wrong-type «24h»']],
    ['spec: { credentials: { maxExpirationHours: } }', ['wrong-type «maxExpirationHours»']],
    ['spec: { credentials: { maxExpirationHours: .inf } }', ['wrong-type «.inf»']],
    [
      'spec:\n  mcp:\n    allowedTools: |\n      a\n      b\n',
      ['wrong-type «|\n      a\n      b\n»'],
    ],
    // values
    ['spec: { credentials: { maxExpirationHours: 0 } }', ['wrong-value «0»']],
    ['spec: { credentials: { maxExpirationHours: -1 } }', ['wrong-value «-1»']],
    ['spec: { credentials: { maxExpirationHours: 1e9 } }', ['wrong-value «1e9»']],
    ['spec: { mode: enforced }', ['wrong-value «enforced»']],
    ['spec: { audit: { logLevel: INFO } }', ['wrong-value «INFO»']],
    ['spec: { network: { allowedDomains: [""] } }', ['wrong-value «""»']],
    ['spec: { network: { http: [{ host: a.test, methods: [get] }] } }', ['wrong-value «get»']],
    ['spec: { network: { http: [{ host: a.test, methods: [] }] } }', ['wrong-value «[]»']],
    ['spec: { network: { http: [{ host: a.test, paths: [x] }] } }', ['wrong-value «x»']],
    ['spec: { credentials: { allowedKeys: ["A B"] } }', ['wrong-value «"A B"»']],
    [
      'spec: { credentials: { bindings: { "a b": { hosts: [x.test] } } } }',
      ['wrong-value «"a b"»'],
    ],
    ['spec: { mcp: { arguments: { t: { a: {} } } } }', ['wrong-value «{}»']],
    // entries
    ['spec: { network: { allowedDomains: ["*.com"] } }', ['public-suffix-wildcard «"*.com"»']],
    [
      'spec: { network: { deniedDomains: ["*.co.uk:8080"] } }',
      ['public-suffix-wildcard «"*.co.uk:8080"»'],
    ],
    ['spec: { network: { allowedDomains: ["*.github.io", "*.test", "*.corp"] } }', []],
    [
      'spec: { network: { allowedDomains: ["https://a.test", "a:0", "1.2.3.*"] } }',
      ['invalid-domain «"https://a.test"»', 'invalid-domain «"a:0"»', 'invalid-domain «"1.2.3.*"»'],
    ],
    ['spec: { network: { http: [{ host: "a..b" }] } }', ['invalid-domain «"a..b"»']],
    [
      'spec: { network: { allowedLocal: [postgres, "*:80", "*", "db:x"] } }',
      [
        'invalid-local «postgres»',
        'invalid-local «"*:80"»',
        'invalid-local «"*"»',
        'invalid-local «"db:x"»',
      ],
    ],
    [
      'spec: { network: { http: [{ host: a.test, paths: ["/a/../b"] }] } }',
      ['invalid-path «"/a/../b"»'],
    ],
    ['spec: { credentials: { allowedKeys: [MY_KEY] } }', ['key-without-binding «MY_KEY»']],
    ['spec: { credentials: { allowedKeys: [__proto__] } }', ['key-without-binding «__proto__»']],
    [
      'spec: { credentials: { allowedKeys: [constructor] } }',
      ['key-without-binding «constructor»'],
    ],
    ['spec: { credentials: { allowedKeys: [AWS_KEY] } }', ['key-without-binding «AWS_KEY»']],
    [
      'spec: { credentials: { bindings: { K: { hosts: ["*"] } } } }',
      ['binding-to-everything «"*"»'],
    ],
    [
      'spec: { credentials: { bindings: { K: { hosts: ["*.dev", "a/b"] } } } }',
      ['public-suffix-wildcard «"*.dev"»', 'invalid-domain «"a/b"»'],
    ],
    [
      'spec: { mcp: { allowedTools: [" a", "a//b", "a/", "**", "a\\nb"] } }',
      [
        'invalid-tool «" a"»',
        'invalid-tool «"a//b"»',
        'invalid-tool «"a/"»',
        'invalid-tool «"**"»',
        'invalid-tool «"a\\nb"»',
      ],
    ],
    ['spec: { mcp: { arguments: { "a/": {} } } }', ['invalid-tool «"a/"»']],
    [
      'spec: { mcp: { arguments: { t: { a: { pattern: "(?=x)" } } } } }',
      ['invalid-argument-pattern «"(?=x)"»'],
    ],
  ])('%s', (spec, expected) => {
    expect(found(spec)).toEqual(expected)
  })
})

describe('the whole file', () => {
  test.each<[string, string[]]>([
    ['', ['empty-policy «»']],
    ['# only a comment\n', ['empty-policy «»']],
    ['---\n', ['empty-policy «»']],
    ['null', ['wrong-type «null»']],
    ['just text', ['wrong-type «just text»']],
    ['[]', ['wrong-type «[]»']],
    [`${head}spec: {}\n---\na: 1\n`, ['several-documents «a: 1\n»']],
    [`${head}spec: {}\n---\n`, ['several-documents «»']],
    [`\uFEFF${head}spec: {}\n`, []],
    [`${head.replaceAll('\n', '\r\n')}spec: { mode: x }\r\n`, ['wrong-value «x»']],
    [`${head.replaceAll('\n', '\r')}spec: {}\r`, ['yaml-syntax «»']],
    [
      `# 😀\n${head}spec: { network: { "😀": 1, mode: x } }`,
      ['unknown-key «"😀"»', 'unknown-key «mode»'],
    ],
    [head.replace('v1', 'v2').concat('spec: {}'), ['wrong-value «ai.docker.com/v2»']],
    [head.replace('name: p', 'name: Agent_1').concat('spec: {}'), ['wrong-value «Agent_1»']],
    [head.replace('name: p', 'name: 123').concat('spec: {}'), ['wrong-type «123»']],
    [head, ['missing-key «apiVersion»']],
    ['spec: {}', ['missing-key «spec»', 'missing-key «spec»', 'missing-key «spec»']],
  ])('%j', (text, expected) => {
    expect(foundIn(text)).toEqual(expected)
  })

  it('of a size that no policy has is refused without being read', () => {
    expect(foundIn(`a: ${'x'.repeat(1_000_001)}`)).toEqual(['yaml-syntax «»'])
  })
})

describe('YAML', () => {
  test.each<[string, string[]]>([
    ['spec: { mode: enforce, mode: monitor }', ['duplicate-key «mode»']],
    ['spec: { network: { allowedDomains: [*] } }', ['unquoted-wildcard «*»']],
    ['spec: { network: { allowedDomains: [*, a.test] } }', ['unquoted-wildcard «*»']],
    [
      'spec:\n  network:\n    allowedDomains:\n      - *\n      - *.github.com\n      - a..b\n',
      ['unquoted-wildcard «*»', 'unquoted-wildcard «*.github.com»', 'invalid-domain «a..b»'],
    ],
    [
      'spec: { network: { allowedDomains: [*.com] } }',
      ['public-suffix-wildcard «*.com»', 'unquoted-wildcard «*.com»'],
    ],
    ['spec: { mcp: { allowedTools: [*_file] } }', ['unquoted-wildcard «*_file»']],
    ['spec: { network: *gone }', ['yaml-syntax «*gone»']],
    ['spec:\n\tmode: enforce\n', ['tab-indentation «\t»']],
    ['spec: { network: { allowedDomains: ["a.test } }\n', ['yaml-syntax «»']],
    [
      'spec:\n<<<<<<< HEAD\n  mode: enforce\n=======\n  mode: monitor\n>>>>>>> x\n',
      ['conflict-markers «<<<<<<< HEAD\n  mode: enforce\n=======\n  mode: monitor\n>>>>>>> x»'],
    ],
    ['spec: { ? [a] : 1 }', ['yaml-syntax «[a]»']],
    ['x: &x { mode: enforced }\nspec: { <<: *x }', ['unknown-key «x»', 'wrong-value «enforced»']],
    ['spec: &s { network: *s }', ['yaml-syntax «{ network: *s }»']],
  ])('%j', (spec, expected) => {
    expect(found(spec)).toEqual(expected)
  })

  it('still checks the rest while a key is being typed', () => {
    const spec = 'spec:\n  network:\n    deny\n    allowedDomains: [a..b]\n  mode: x\n'
    expect(found(spec)).toContain('wrong-value «x»')
    expect(found(spec)).toContain('yaml-syntax «deny\n    allowedDomains»')
  })

  it('follows anchors and merge keys', () => {
    const text = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: &m { name: p, labels: { a: b } }
spec:
  network: &n { allowedDomains: &d [a.test], deniedDomains: [] }
  credentials: { maxExpirationHours: 8 }
  mcp: { allowedTools: *d }
`
    expect(parsePolicy(text, 'p').policy?.spec.mcp?.allowedTools).toEqual(['a.test'])
    const merged = text.replace(
      'mcp: { allowedTools: *d }',
      'audit:\n    <<: { enabled: false, logLevel: warn }\n    enabled: true',
    )
    expect(parsePolicy(merged, 'p').policy?.spec.audit).toEqual({ enabled: true, logLevel: 'warn' })
  })

  it('reports a mistake behind an alias once, where it stands', () => {
    expect(found('spec: { network: { allowedDomains: &a [a..b], deniedDomains: *a } }')).toEqual([
      'invalid-domain «a..b»',
    ])
  })

  it('is not harmed by an alias bomb or by deep nesting', () => {
    const levels = Array.from({ length: 12 }, (_, index) => {
      const alias = index === 0 ? 'x' : `*a${index - 1}`
      return `a${index}: &a${index} [${Array(10).fill(alias).join(', ')}]`
    })
    const time = cpuTime(() => {
      expect(foundIn(`${head}spec: {}\n${levels.join('\n')}\n`)).toContainEqual(
        expect.stringContaining('yaml-syntax'),
      )
      expect(foundIn(`spec: ${'['.repeat(5000)}`).length).toBeGreaterThan(0)
      expect(foundIn(`spec: ${'{a: '.repeat(400)}${'}'.repeat(400)}`).length).toBeGreaterThan(0)
    })
    expect(time).toBeLessThan(5000)
  })
})

describe('what is said', () => {
  test.each<[string, RegExp, string | undefined]>([
    ['spec: { network: { denyLocal: true } }', /nearest is 'denyLocalNetwork'/, undefined],
    ['spec: { allowedTools: [] }', /belongs to spec\.mcp/, undefined],
    ['spec: { audit: { enabled: no } }', /has to be true or false; this is the text "no"/, 'false'],
    ['spec: { credentials: { maxExpirationHours: "24" } }', /has to be a number/, '24'],
    ['spec: { mcp: { allowedTools: read_file } }', /has to be a list/, '["read_file"]'],
    ['spec: { network: { allowedDomains: [010] } }', /has to be text/, '"010"'],
    ['spec: { mode: enforced }', /one of enforce, monitor/, 'enforce'],
    ['spec: { credentials: { maxExpirationHours: 0 } }', /has to be more than 0/, undefined],
    ['spec: { network: { allowedDomains: ["http://a.test/x"] } }', /it is a URL/, '"a.test"'],
    [
      'spec: { credentials: { allowedKeys: [GITHUB_TOKN] } }',
      /is GITHUB_TOKEN meant/,
      '"GITHUB_TOKEN"',
    ],
    ['spec: { network: { allowedDomains: [*.a.test] } }', /write "\*\.a\.test"/, '"*.a.test"'],
  ])('%s', (spec, message, fix) => {
    const finding = only(spec)
    expect(finding.message).toMatch(message)
    if (fix !== undefined) expect(finding.fix?.edits[0]?.newText).toBe(fix)
  })

  it('tells how to write a binding', () => {
    expect(only('spec: { credentials: { allowedKeys: [MY_KEY] } }').help).toContain(
      'bindings: { MY_KEY: { hosts: ["api.example.com"]',
    )
  })

  it('names where the other of two equal keys stands', () => {
    const { related } = only('spec: { mode: enforce, mode: monitor }')
    expect(related?.[0]?.range.start).toEqual({ line: 3, character: 8 })
  })
})

it('locates values, keys without values, and what is missing', () => {
  const { locate } = parsePolicy(guidePolicy, 'p')
  const text = (path: (string | number)[]) =>
    marked(guidePolicy, { range: locate(path) } as Finding)
  expect(text(['metadata', 'name'])).toBe('agent-policy-001')
  expect(text(['spec', 'network', 'allowedDomains', 1])).toBe('"api.openai.com"')
  expect(text(['spec', 'network', 'allowedDomains', 9])).toBe('allowedDomains')
  expect(text(['spec', 'nothing', 'here'])).toBe('spec')
  expect(text(['nothing'])).toBe('apiVersion')
})

describe('no text does harm', { timeout: 60_000 }, () => {
  const corpus = [
    guidePolicy,
    guidePolicy.replaceAll('\n', '\r\n'),
    `${head}spec:\n  network: { allowedDomains: [*, "a"], http: [{ host: a.test }] }\n  mcp: &m { arguments: { t: { a: { pattern: x } } } }\n`,
  ]
  const check = (text: string) => {
    const { length } = text.split(/\r\n|\r|\n/)
    for (const finding of lintPolicy(text, 'p')) {
      const { start, end } = finding.range
      expect(end.line).toBeLessThan(length)
      expect(end.line * 1e6 + end.character).toBeGreaterThanOrEqual(
        start.line * 1e6 + start.character,
      )
      expect(finding.message).not.toMatch(/undefined|\[object/)
    }
  }

  test.each(corpus.map((text, index) => [index, text] as const))(
    'prefixes of text %d',
    (_, text) => {
      for (let end = 0; end <= text.length; end += 1) check(text.slice(0, end))
    },
  )

  it('mutations', () => {
    const piece = fc.constantFrom(
      '*',
      '&a ',
      '*a',
      '<<: ',
      '- ',
      ': ',
      '\n',
      '\t',
      '"',
      "'",
      '[',
      '}',
      '? ',
      '|\n',
      '!x ',
      '\0',
      '\ud800',
      '😀',
      '\u00a0',
      '---\n',
      '...\n',
      '%YAML 1.1\n',
      '# ',
      '{',
      'null',
      '~',
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...corpus),
        fc.array(fc.tuple(fc.nat(900), fc.nat(6), piece), { minLength: 1, maxLength: 4 }),
        (text, edits) => {
          const mutated = edits.reduce(
            (before, [at, cut, insert]) => before.slice(0, at) + insert + before.slice(at + cut),
            text,
          )
          check(mutated)
        },
      ),
      { numRuns: 300 },
    )
  })
})
