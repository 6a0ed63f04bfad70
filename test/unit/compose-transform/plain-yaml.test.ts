import fc from 'fast-check'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { emit } from '../../../compose-transform/emit/emit.ts'
import { writeScalar } from '../../../compose-transform/emit/scalar.ts'
import { list, mapping, type Node, scalar } from '../../../compose-transform/load/node.ts'
import { readPlainYaml } from '../../../compose-transform/verify/plain-yaml.ts'

const place = { source: { file: 'f', text: '' }, start: 0, end: 0 }

const awkward = fc.constantFrom(
  ...[
    'yes',
    'off',
    'null',
    '~',
    '0777',
    '0x1f',
    '1_000',
    '22:22',
    '1e3',
    '1e999',
    '-0',
    '.5',
    '+1',
  ],
  ...[
    '2024-01-01',
    '2024-01-01T',
    '0b1x',
    '- a',
    'a: b',
    'a #b',
    ' a',
    'a ',
    "it's",
    '"',
    '<<',
    '=',
  ],
  ...[
    'a\n',
    'a\nb',
    'a\n\n',
    'a\n\nb\n',
    '# a',
    '&a',
    '*a',
    '!a',
    '%a',
    '@a',
    '[a',
    '{a',
    'a,b',
    '?',
    '',
  ],
  ...[
    'a\tb',
    '\u0085',
    '\u2028',
    '\uFEFF',
    '\u0000',
    'é',
    '😀',
    '.inf',
    'NaN',
    '---',
    '...',
    'x:',
    ':',
  ],
)
const text = fc.oneof(
  awkward,
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'0123456789.-+:_eExXoObTZ /aAfF'), maxLength: 8 }),
)
const value = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.constant(null),
  fc.double({ noNaN: true }),
)

const tree: fc.Memo<Node> = fc.memo((depth) =>
  depth <= 1
    ? value.map((one) => scalar(one, place))
    : fc.oneof(
        value.map((one) => scalar(one, place)),
        fc.array(tree(), { maxLength: 4 }).map((items) => list(items, place)),
        fc
          .array(fc.tuple(text, tree()), { maxLength: 4 })
          .map((entries) => mapping(new Map(entries), place)),
      ),
)

function emitted(services: Node): string {
  const root = mapping([['services', mapping([['a', services]], place)]], place)
  return emit(root, {
    header: ['head'],
    name: 'n',
    configuration: { anchor: 'c', text: '{}' },
    shared: [],
    keepsReference: () => false,
  })
}

/** Maps as entries, numbers as texts, `null` for what is empty: readers differ in nothing else. */
function comparable(data: unknown): unknown {
  if (data instanceof Map) return [...data].map(([key, inner]) => [String(key), comparable(inner)])
  if (Array.isArray(data)) return data.map(comparable)
  if (typeof data === 'object' && data !== null) {
    return Object.entries(data).map(([key, inner]) => [key, comparable(inner)])
  }
  return typeof data === 'number' ? `number ${data}` : data
}

describe('the reader of the proof', () => {
  it('reads whatever is emitted as another reader of YAML does', () => {
    fc.assert(
      fc.property(tree(4), (services) => {
        const written = emitted(services)
        const read = comparable(readPlainYaml(written))
        expect(read).toEqual(comparable(parse(written, { merge: true, mapAsMap: true })))
      }),
      { numRuns: 1500 },
    )
  })

  it('takes no text for another: a text is quoted wherever a reader of YAML sees something else', () => {
    fc.assert(
      fc.property(text, (one) => {
        for (const inFlow of [false, true]) {
          const written = writeScalar(one, inFlow)
          const line = inFlow ? `k: [${written}]\n` : `k: ${written}\n`
          const wanted = inFlow ? [one] : one
          expect(readPlainYaml(line)).toEqual(new Map([['k', wanted]]))
          expect(parse(line)).toEqual({ k: wanted })
          if (!/[\uD800-\uDFFF]/.test(one)) expect(load(line)).toEqual({ k: wanted })
        }
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    'a: yes',
    'a: 0777',
    'a: 22:22',
    'a: 2024-01-01',
    'a: !!str x',
    'a: >\n  folded',
    'a: |+\n  kept\n\n',
    'a: "x\n  y"',
    'a: x\n  y',
    'a: *missing',
    'a: 1\na: 2',
    '? a\n: b',
    'a: 1\n---\na: 2',
    'a: [1, 2',
    'a: {b}',
    '\ta: 1',
    'a:\n    b: 1\n  c: 2',
    '<<: [*a, *b]',
    "a: 'it''s'",
    'a: "\\x41"',
  ])('refuses what could be read otherwise: %j', (doubtful) => {
    expect(() => readPlainYaml(doubtful)).toThrow(/^line \d+: /)
  })
})
