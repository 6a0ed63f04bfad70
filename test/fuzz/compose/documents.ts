// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose
import type { Random } from '../random.ts'

/** Files of a project by name, and the variables with which it is loaded. */
export interface Input {
  files: Map<string, string>
  /** For -f, in order. */
  use: string[]
  environment: Map<string, string>
}

const alone = (text: string): Input => ({
  files: new Map([['compose.yaml', text]]),
  use: ['compose.yaml'],
  environment,
})

const environment = new Map([
  ['SET', 'set'],
  ['EMPTY', ''],
  ['lower', 'low'],
  ['DOLLAR', '$SET'],
  ['NUMBER', '8080'],
  ['TRUTH', 'yes'],
  ['_X1', 'x'],
])

// biome-ignore format: a list to look over
const scalars = [
  ...['yes', 'No', 'on', 'OFF', 'y', 'n', 'true', 'True', 'TRUE', 'tRUE', 'null', 'Null', '~', ''], '0777',
  '0o17', '0b11', '0x1F', '0X1f', '0B1', '-0x1', '+0b1', '08', '0_7', '1_000', '_1', '1__0', '1e3', '1E-7',
  '1e400', '-1e400', '1.', '.5', '-.5', '+.5', '1.5e+3', '1e', 'e1', '1_0.5', '0.1_5',
  '12345678901234567890', '-9223372036854775808', '-9223372036854775809', '18446744073709551616', '.inf',
  '-.INF', '+.Inf', '.nan', '.NaN', '-.nan', 'inf', 'NaN', '22:22', '1:2:3', '190:20:30.15', '2024-01-01',
  '2024-1-1', '2024-01-01T00:00:00Z', '2024-01-01 00:00:00', '2024-13-01', '2024-02-30', '=', '<<', '*',
  '&', '!', '!!', '%', '@', '`', '-', '- a', '?', '? a', ':', ':a', 'a:', 'a: b', '#a', 'a #b', 'a#b',
  '"a"', "'a'", '"a\\tb"', '"\\x41"', '"\\u00e9"', '"\\U0001F600"', '"\\e"', '"\\N"', '"\\_"', '"\\/"',
  '"\\a"', '"\\0"', '"\\q"', '"a\\', "'it''s'", '"a\n  b"', "'a\n\n  b'", 'a\n  b', '"a \\\n  b"',
  '|\n  a\n  b', '|-\n  a\n', '|+\n  a\n\n', '>\n  a\n  b\n\n  c', '>-\n  a\n   b\n  c', '|2\n    a',
  '>1\n  a', '|\n', '|\n\n  a', '| # c\n  a', '|-2\n   a', '|\n \n  a', '!!str 1', '!!int "1"',
  '!!int 0777', '!!float 1', '!!bool yes', '!!bool "true"', '!!null x', '!!null ""', '!!binary aGk=',
  '!!timestamp 2024-01-01', '!x y', '! 1', '!<tag:yaml.org,2002:str> 1', '!!merge <<', '!!seq [a]',
  '!!map {}', '!!set {a}', '!!omap []', '!reset a', '!reset null', '!reset [a]', '!override a', '!reset',
  '!override [a]', '!RESET a', '[a, b]', '{a: b}', '[a,]', '{a}', '{a: }', '[a: b]', '[]', '{}', '{"a":b}',
  '{a:b}', '[,]', '{? a : b}', '[[a]]', '[? a]', '["a":b]', 'a\tb', 'a\u00a0b', 'a\u0085b', 'a\u2028b',
  '\ufeffa', 'a\u0007b', 'a\u007fb', 'é', '😀', '\ud7ff', '\ufffd', 'a\rb', '\u00a0', 'a\u0000b', '*a',
  '*missing', '&x a', '&x', '&x &y a', '!!str &x a', '&x !!str a', '*a b', '&a', '&é a', '*é', '$$',
  '$SET', '${SET}', '$${SET}', '${UNSET}', '${EMPTY:-d}', '${UNSET:-${SET}}', '${UNSET-}', '$lower',
  '${_X1}', 'a, b', 'a]b', 'a}b', 'a{b', '[a', '{a', ']', '}', ',', '|a', '>a', '-a', '?a', '--- a', '...',
  '---',
]

// biome-ignore format: a list to look over
const keys = [
  'A', 'b', 'a b', '"q"', "'s'", '"q w"', 'a.b', 'a-b', 'é', '1', '"1"', 'yes', 'true', 'null', '~',
  '0777', '1.5', '.inf', '=', '<<', '? A\n    ', '"\\x41"', '!!str 1', '!!str A', '&k A', '*a', '[a]',
  '{a: b}', '2024-01-01', '"a: b"', 'a:b', '-a', '?a', 'x-y', '__proto__', 'constructor', '"<<"',
  '!!merge <<', '|', '"a\\nb"', '', 'k'.repeat(130), `"${'k'.repeat(1030)}"`,
]

/** Values of chance under environment, where Compose takes any scalar and prints what it read. */
function environmentBlock(random: Random, indent: string): string {
  const lines: string[] = []
  const count = 1 + random.below(random.oneIn(3) ? 6 : 2)
  for (let index = 0; index < count; index++) {
    const key = random.oneIn(3) ? random.pick(keys) : `K${index}`
    const value = random.pick(scalars).replaceAll('\n', `\n${indent}`)
    lines.push(`${indent}${key}: ${value}`)
  }
  return lines.join('\n')
}

const shapes: ((random: Random) => string)[] = [
  (random) =>
    `services:\n  a:\n    image: x\n    environment:\n${environmentBlock(random, '      ')}\n`,
  (random) =>
    `services:\n  a:\n    image: x\n    environment: {${random.pick(keys).trim()}: ${random.pick(scalars)}, Z: ${random.pick(scalars)}}\n`,
  (random) =>
    `services:\n  a:\n    image: x\n    environment:\n      - ${random.pick(scalars)}\n      - A=${random.pick(scalars)}\n`,
  (random) =>
    `services:\n  a:\n    image: x\n    command: [${random.pick(scalars)}, ${random.pick(scalars)}]\n    privileged: ${random.pick(scalars)}\n`,
  (random) =>
    `services:\n  a:\n    image: ${random.pick(scalars)}\n    ${random.pick(['hostname', 'user', 'command', 'privileged', 'init', 'cpus', 'mem_limit', 'pids_limit', 'network_mode', 'restart', 'ports', 'volumes', 'tmpfs', 'cap_add'])}: ${random.pick(scalars)}\n`,
  (random) => anchors(random),
  (random) => documents(random),
  (random) =>
    `${random.pick(['%YAML 1.1\n---\n', '%YAML 1.2\n---\n', '%TAG ! tag:yaml.org,2002:\n---\n', '%TAG !e! tag:e,1:\n---\n', '%FOO\n---\n', '\ufeff', '# c\n', '---\n', '--- # c\n', '---\n---\n', '\n\n', '\t\n', ' # c\n', '--- !!map\n', '--- &a\n'])}services:\n  a:\n    image: x\n    labels:\n      k: ${random.pick(scalars)}\n${random.pick(['', '...\n', '---\n', '...\n# c\n', '# c', '\t', '...\n---\nservices: {a: {privileged: true}}\n'])}`,
]

function anchors(random: Random): string {
  const merge = random.pick([
    '<<: *a',
    '<<: [*a, *b]',
    '<<: [*b, *a]',
    '<<: {C: inline}',
    '<<: [*a, {C: inline}]',
    '"<<": *a',
    '<<: *a\n      <<: *b',
    '<<: null',
    '<<: []',
    '<<: x',
    '!!merge <<: *a',
    '<<: *s',
    '<< : *a',
    '<<:\n        - *a\n        - *b',
    '<<: *nested',
  ])
  const before = random.oneIn(2) ? '      B: own\n' : ''
  const after = random.oneIn(2) ? '\n      C: own' : ''
  const reused = random.oneIn(3) ? 'x-c: &a {A: again}\n' : ''
  return `x-a: &a {A: a, B: a}
x-b: &b {B: b, C: b}
x-s: &s text
x-n: &nested {<<: *a, D: d}
${reused}services:
  a:
    image: x
    environment:
${before}      ${merge}${after}
  b:
    image: ${random.pick(['*s', 'x', '&s y'])}
    environment: ${random.pick(['*a', '*b', '*nested', '{<<: *nested, A: z}', '{<<: [*a, *nested]}', '{<<: *missing}'])}
`
}

function documents(random: Random): string {
  const one = () => {
    const key = random.pick([
      'command',
      'environment',
      'ports',
      'labels',
      'privileged',
      'dns',
      'cap_add',
      'tmpfs',
      'volumes',
    ])
    const tag = random.oneIn(3) ? random.pick(['!reset ', '!override ']) : ''
    const values = new Map([
      ['command', ['[a]', 'b c', 'null']],
      ['environment', ['[A=1]', '{A: 2, B: 3}', '[B]', 'null']],
      [
        'ports',
        ['["80:80"]', '["81:80"]', '["80:80/udp"]', '[{target: 80, published: "80"}]', '[]'],
      ],
      ['labels', ['[a=1]', '{a: 2}', '{b: null}']],
      ['privileged', ['true', 'false', 'null']],
      ['dns', ['1.1.1.1', '[1.1.1.1, 2.2.2.2]', '[]']],
      ['cap_add', ['[A]', '[B, A]', 'null']],
      ['tmpfs', ['/x', '[/x, /y]']],
      ['volumes', ['["./a:/x"]', '["b:/x", "./c:/y:ro"]', '[{type: tmpfs, target: /x}]']],
    ])
    return `services:\n  a:\n    image: x\n    ${key}: ${tag}${random.pick(values.get(key) ?? [])}\nvolumes: {b: }\n`
  }
  return Array.from({ length: 2 + random.below(2) }, one).join('---\n')
}

/** One file in the dialect of YAML that Compose reads, at its corners; now and then with bytes changed. */
export function yamlInput(random: Random): Input {
  const text = random.pick(shapes)(random)
  const mutated = random.oneIn(4)
    ? random.mutate(Buffer.from(text), 1 + random.below(2)).toString('utf8')
    : text
  return alone(random.oneIn(12) ? mutated.replaceAll('\n', random.pick(['\r\n', '\r'])) : mutated)
}

// biome-ignore format: a list to look over
const pieces = [
  '$', '$$', '$$$', '{', '}', '${', ':-', ':?', ':+', '-', '+', '?', ':', '=', ' ', 'a', '"', "'", 'SET',
  'UNSET', 'EMPTY', 'lower', '_X1', 'DOLLAR', '9', 'é', '${SET}', '$SET', '${UNSET:-', '${SET:+', '}', '}',
  '\\', '/', '.', '${EMPTY-', '${SET?', '%', '[', '(',
]

/** Templates of chance, as values that Compose prints again. */
export function interpolationInput(random: Random): Input {
  const template = () =>
    Array.from({ length: 1 + random.below(9) }, () => random.pick(pieces)).join('')
  const lines = Array.from(
    { length: 1 + random.below(2) },
    (_, index) => `      K${index}: ${JSON.stringify(template())}\n`,
  )
  return alone(`services:\n  a:\n    image: x\n    environment:\n${lines.join('')}`)
}

// biome-ignore format: a list to look over
const dotenvPieces = [
  'A', 'B', 'SET', 'export ', 'export', '=', '=', '=', ': ', ':', '"', '"', "'", "'", '\n', '\n', '\r\n',
  '#', ' #', ' ', '\t', '$SET', '${A}', '${UNSET:-x}', '$$', '\\n', '\\"', "\\'", '\\', '\\$', 'value',
  'a b', 'é', '.', '-', '_', '1', '`', '{', '}', '\ufeff', '\u00a0', 'A=1\n', 'B="x"\n', "C='y'\n",
  'D=z # c\n', 'E=\n', 'F\n',
]

/** Env files of chance, for interpolation (`.env`) and for a service, also in the format `raw`. */
export function envFileInput(random: Random): Input {
  const text = () =>
    Array.from({ length: 1 + random.below(12) }, () => random.pick(dotenvPieces)).join('')
  const raw = random.oneIn(4)
  const entry = raw ? '{path: e.env, format: raw}' : 'e.env'
  const files = new Map([
    [
      'compose.yaml',
      `services:\n  a:\n    image: x\n    env_file: [${entry}]\n    environment: {V: "\${A}\${B}"}\n`,
    ],
    ['e.env', random.oneIn(3) ? 'A=1\n' : text()],
    ['.env', random.oneIn(2) ? 'A=2\n' : text()],
  ])
  return { files, use: ['compose.yaml'], environment }
}

// biome-ignore format: a list to look over
const settings: [string, string[]][] = [
  ['command', ['[a, b]', 'a b', '"x \\"y\\""', 'null', '[]', "''"]],
  ['entrypoint', ['[a]', 'b', 'null']],
  ['environment', ['[A=1, B]', '{A: 2, C: null}', '["SET"]', '{SET: }', '[]']],
  ['ports', ['["80:80", "81:81"]', '[{target: 80, published: "80"}]', '["127.0.0.1:80:80"]', '["80"]', '["8000-8002:80-82"]', '["80:80/udp"]', '[80]', '["${NUMBER}:1"]']],
  ['volumes', ['["./a:/x"]', '["v:/x"]', '["/x"]', '[{type: bind, source: ./b, target: /x}]', '["./a:/x:ro,z"]', '["C:\\\\a:/x"]', '["~/h:/h"]', '["v:/x/../y"]', '["../up:/u"]']],
  ['labels', ['[a=1, b]', '{a: "2"}', '{a: null}']],
  ['networks', ['[n]', '{n: {aliases: [q]}}', '{n: {ipv4_address: 192.0.2.1}}', 'null', '{n: , m: }']],
  ['depends_on', ['[b]', '{b: {condition: service_healthy}}', '{b: {condition: service_started, required: false}}']],
  ['dns', ['1.1.1.1', '[1.1.1.1, 1.1.1.1]']],
  ['cap_add', ['[A, B]', '[B, C]']],
  ['extra_hosts', ['["h:192.0.2.1"]', '{h: 192.0.2.2}', '["h=192.0.2.3", "h:192.0.2.4"]', '{h: [192.0.2.5]}', '["g:host-gateway"]']],
  ['healthcheck', ['{test: x, interval: 1s}', '{disable: true}', '{test: [NONE]}', '{test: [CMD, y]}']],
  ['logging', ['{driver: a, options: {x: "1"}}', '{driver: b}', '{options: {y: 2}}']],
  ['build', ['.', '{context: ./d, args: [A=1]}', '{args: {B: 2}}', '{dockerfile: F, target: t}', 'null']],
  ['deploy', ['{replicas: 2}', '{resources: {limits: {cpus: "0.5"}}}', '{labels: [a=1]}']],
  ['ulimits', ['{nofile: 5}', '{nofile: {soft: 1, hard: 2}}']],
  ['sysctls', ['[a=1]', '{a: 2, b: "x"}']],
  ['tmpfs', ['/t', '[/t, /u]']],
  ['secrets', ['[s]', '[{source: s, target: t}]']],
  ['configs', ['[c]', '[{source: c, target: /c}]']],
  ['env_file', ['e.env', '[e.env, {path: none.env, required: false}]', '[{path: e.env}]']],
  ['network_mode', ['host', 'none', 'service:b']],
  ['privileged', ['true', '"yes"', '${TRUTH}']],
  ['pid', ['host', 'service:b']],
  ['devices', ['["/dev/a"]', '["/dev/a:/dev/b:r"]', '["/dev/a:/dev/b"]']],
  ['profiles', ['[p]', '[q]']],
  ['annotations', ['{a: b}', '[a=c]']],
  ['links', ['[b]', '["b:c"]']],
  ['volumes_from', ['[b]', '["b:ro"]']],
  ['scale', ['2', '"1"']],
  ['stop_grace_period', ['1m', '10s']],
  ['security_opt', ['[a]', '[a, b]']],
]

function service(random: Random, extra = ''): string {
  const chosen = new Map<string, string>()
  for (let index = 1 + random.below(4); index > 0; index--) {
    const [key, values] = random.pick(settings)
    const tag = random.oneIn(8) ? random.pick(['!reset ', '!override ']) : ''
    chosen.set(key, tag + random.pick(values))
  }
  return [...chosen].map(([key, value]) => `    ${key}: ${value}\n`).join('') + extra
}

const rest = `networks: { n: , m: }
volumes: { v: }
secrets: { s: { file: ./s } }
configs: { c: { file: ./c } }
`

function file(random: Random, extra = ''): string {
  return `services:\n  a:\n    image: x\n${service(random, extra)}  b:\n    image: y\n${random.oneIn(2) ? service(random) : ''}${rest}`
}

/** Two files that are merged, with settings of chance that both or one of them have. */
export function mergeInput(random: Random): Input {
  const files = new Map([
    ['compose.yaml', file(random)],
    ['other.yaml', random.oneIn(4) ? `services:\n  a:\n${service(random)}` : file(random)],
    ['e.env', 'E=1\n'],
  ])
  return { files, use: ['compose.yaml', 'other.yaml'], environment }
}

/** `extends` and `include` over folders, with project directories and env files of their own. */
export function includeInput(random: Random): Input {
  const extended = random.pick([
    '    extends: b\n',
    '    extends: {service: b}\n',
    '    extends: {file: sub/base.yaml, service: a}\n',
    '    extends: {file: ./sub/../sub/base.yaml, service: b}\n',
  ])
  const included = random.pick([
    'include: [sub/inc.yaml]\n',
    'include: [{path: sub/inc.yaml, project_directory: .}]\n',
    'include: [{path: sub/inc.yaml, env_file: sub/other.env}]\n',
    'include: [{path: [sub/inc.yaml, sub/over.yaml], project_directory: sub/deep}]\n',
    'include: [{path: sub/inc.yaml, env_file: /dev/null}]\n',
    'include: [{path: ./sub/inc.yaml, project_directory: ./sub/.}]\n',
    '',
  ])
  const inner = (name: string) =>
    `services:\n  ${name}:\n    image: "i:\${TAG:-none}\${SET}"\n${service(random).replaceAll(/\bb\b/g, name === 'i' ? 'j' : 'b')}  ${name === 'i' ? 'j' : 'b'}:\n    image: y\nnetworks: { n: , m: }\nvolumes: { v: }\nsecrets: { s: { file: ./s } }\nconfigs: { c: { file: ./c } }\n`
  const own = file(random, extended)
  // What an included file has as well has to be the same: its paths start from its own folder.
  const main = included === '' ? own : own.replace('./s }', 'sub/s }').replace('./c }', 'sub/c }')
  const files = new Map([
    ['compose.yaml', included + main],
    ['sub/base.yaml', inner('a')],
    ['sub/inc.yaml', inner('i')],
    ['sub/over.yaml', `services:\n  i:\n${service(random).replaceAll(/\bb\b/g, 'j')}`],
    ['sub/.env', 'TAG=sub\n'],
    ['sub/other.env', 'TAG=other\nSET=mine\n'],
    ['.env', random.oneIn(2) ? 'TAG=main\n' : ''],
    ...['', 'sub/', 'sub/deep/'].map((folder) => [`${folder}e.env`, 'E=${TAG}\n'] as const),
  ])
  return { files, use: ['compose.yaml'], environment }
}
