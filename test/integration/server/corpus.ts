import { guideCompose, guidePolicy } from './client.ts'

/** Texts for sweeps: small, and between them every construct that a cursor may stand in. */
export const corpus: ReadonlyMap<string, string> = new Map([
  [
    'governance-policy.yaml',
    `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p1, labels: {a: b} }
spec:
  network:
    allowedDomains: &d ["*.github.com", 'api.x.test:8443', *.bad]
    deniedDomains: *d
    allowedLocal: ["db:5432"]
    http:
      - {host: api.x.test, methods: [GET], paths: ["/a/**"]}
  credentials: # 🔑
    allowedKeys: [GITHUB_TOKEN, MINE]
    maxExpirationHours: 0.5
    bindings: {MINE: {hosts: [api.x.test]}}
  mcp:
    allowedTools: [files/read, "gïthub/*"]
    arguments: {files/read: {path: {pattern: "^/w"}}}
`,
  ],
  [
    'compose.yaml',
    `services:
  agent:
    image: a
    environment: {GITHUB_TOKEN: x}
    x-docker-ai-governance: {policy: ./other.yaml}
  files: {expose: ["3000"], environment: [A=1]}
x-docker-ai-governance:
  policy: [./governance-policy.yaml]
  services: [agent]
  mcp: {servers: {files: {service: files, port: 3000}}}
  exempt: {files: "no agent"}
  exceptions: [{rule: no-device, service: agent, reason: gpu}]
`,
  ],
])

/** Mutations that people make while they type, and some that nobody makes. */
export function mutations(text: string, random: () => number, amount: number): string[] {
  const pieces = [
    '\t',
    '\r',
    '\r\n',
    '\n\n',
    '"',
    "'",
    '[',
    '{',
    '- ',
    ': ',
    '*',
    '&a ',
    '*a',
    '#',
    '|',
    '>',
    '!reset ',
    '<<: ',
    '---\n',
    '\u00a0',
    '\ufeff',
    '\u0000',
    '😀',
    '\ud800',
    '__proto__: ',
    '? ',
    '%',
    '<<<<<<< HEAD\n',
    '~',
  ]
  return Array.from({ length: amount }, () => {
    const at = Math.floor(random() * text.length)
    const piece = pieces[Math.floor(random() * pieces.length)] ?? ''
    const cut = Math.floor(random() * 4) === 0 ? Math.floor(random() * 12) : 0
    return text.slice(0, at) + piece + text.slice(at + cut)
  })
}

/** Numbers that look random and are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** The 40 hard inputs that other servers stumble over, by what they are. */
export const hardInputs: ReadonlyMap<string, string> = new Map([
  [
    'unquoted wildcard',
    policyWith('network: {}\n').replace('network: {}', 'network:\n    allowedDomains:\n      - *'),
  ],
  [
    'unquoted wildcard with a name',
    policyWith('network:\n    allowedDomains:\n      - *.github.com\n'),
  ],
  [
    'unquoted wildcard in flow',
    policyWith('network: {allowedDomains: [*], deniedDomains: {a: *}}\n'),
  ],
  ['merge key', `x: &x {mode: enforce}\n${policyWith('<<: *x\n')}`],
  ['two merge keys', `x: &x {mode: enforce}\n${policyWith('<<: *x\n  <<: [*x, *x]\n')}`],
  [
    'bad value through an alias',
    policyWith('network:\n    allowedDomains: &d [1, "a b"]\n    deniedDomains: *d\n'),
  ],
  ['recursive alias', policyWith('network: &a {b: *a}\n')],
  ['alias bomb', aliasBomb()],
  [
    'many aliases',
    policyWith(`network:\n    allowedDomains:\n      - &x a.test\n${'      - *x\n'.repeat(500)}`),
  ],
  ['several documents', `${guidePolicy}---\n${guidePolicy}`],
  ['empty', ''],
  ['only comments', '# nothing\n# here\n'],
  ['byte order mark', `\ufeff${guidePolicy}`],
  ['byte order mark in the second document', `${guidePolicy}---\n\ufeffkind: GovernancePolicy\n`],
  ['CRLF', guidePolicy.replaceAll('\n', '\r\n')],
  ['bare CR', guidePolicy.replaceAll('\n', '\r')],
  ['tabs', guidePolicy.replace('  network:', '\tnetwork:')],
  ['no-break space', guidePolicy.replace('  network:', '\u00a0\u00a0network:')],
  ['half-typed key', guidePolicy.replace('    denyLocalNetwork: true', '    deny')],
  ['half-typed last key', policyWith('credentials:\n    maxExp')],
  ['unclosed quote', guidePolicy.replace('"*.github.com"', '"*')],
  ['unclosed brackets', policyWith('network: {allowedDomains: [a.test\n')],
  ['duplicate keys', policyWith('mode: enforce\n  mode: monitor\n')],
  ['YAML 1.1 booleans', policyWith('audit: {enabled: yes}\n')],
  [
    'YAML 1.1 numbers',
    policyWith('credentials: {allowedKeys: [GITHUB_TOKEN], maxExpirationHours: 010}\n'),
  ],
  ['empty values', policyWith('credentials:\n    maxExpirationHours:\n')],
  [
    'Compose tags',
    policyWith('network: !reset null\n  mcp: !override {allowedTools: !reset []}\n'),
  ],
  ['variables', policyWith(`network: {allowedDomains: ["\${HOST:-*}", "$$"]}\n`)],
  ['emoji before the column', policyWith('network: {allowedDomains: ["😀😀", 1, "a b"]}\n')],
  ['lone surrogate', policyWith('network: {allowedDomains: ["a\ud800b"]}\n')],
  ['NUL', policyWith('network: {allowedDomains: ["a\u0000b"]}\n')],
  ['replacement characters', guidePolicy.replace('agent', '\ufffd\ufffd')],
  ['deep nesting', policyWith(`network: ${'['.repeat(5000)}\n`)],
  ['block scalar for a list', policyWith('mcp:\n    allowedTools: |\n      read\n      write\n')],
  [
    'JSON',
    JSON.stringify(
      {
        apiVersion: 'ai.docker.com/v1',
        kind: 'GovernancePolicy',
        metadata: { name: 'j' },
        spec: { mode: 'x' },
      },
      null,
      2,
    ),
  ],
  ['complex keys', policyWith('? [a, b]\n  : c\n  "quoted": 1\n  &k key: 2\n')],
  [
    'names of prototypes',
    policyWith(
      '__proto__: {a: 1}\n  constructor: 2\n  credentials: {allowedKeys: [__proto__, constructor, toString]}\n',
    ),
  ],
  [
    'conflict markers',
    guidePolicy.replace(
      '    denyLocalNetwork: true\n',
      '<<<<<<< HEAD\n    denyLocalNetwork: true\n=======\n    denyLocalNetwork: false\n>>>>>>> other\n',
    ),
  ],
  [
    'Compose under a missing policy',
    guideCompose.replace('./governance-policy.yaml', './missing.yaml'),
  ],
  [
    'Compose under paths that lead nowhere good',
    guideCompose.replace(
      './governance-policy.yaml',
      `[., .., "%2e%2e", "a\\0b", "\${X}/p.yaml", /etc/passwd, ""]`,
    ),
  ],
  ['a blank first line and no end of line', `\n${guidePolicy.trimEnd()}`],
])

function policyWith(spec: string): string {
  return `apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata:\n  name: p\nspec:\n  ${spec}`
}

function aliasBomb(): string {
  let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n'
  for (let level = 1; level <= 9; level += 1)
    text += `a${level}: &a${level} [${Array(10)
      .fill(`*a${level - 1}`)
      .join(', ')}]\n`
  return `${text}${policyWith('network: {allowedDomains: *a9}\n')}`
}
