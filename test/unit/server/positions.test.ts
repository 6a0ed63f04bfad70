import yaml from 'js-yaml'
import SourceMap from 'js-yaml-source-map'
import { describe, expect, it } from 'vitest'
import { isMap, isScalar, isSeq, type Node } from 'yaml'
import { parsePolicy } from '../../../policy/parse.ts'
import { keyOf, yamlSource } from '../../../policy/yaml-source.ts'
import { guideCompose, guidePolicy } from '../../integration/server/client.ts'
import { corpus } from '../../integration/server/corpus.ts'

/**
 * Two parsers that know nothing of each other: what `yaml` says about places is compared with js-yaml and its source
 * map, on valid single documents. The map gives the end of a key, in a list the end of the scalar, and nothing for empty values and aliases.
 */
const texts = new Map([
  ['the policy of the guide', guidePolicy],
  ['the Compose file of the guide', guideCompose],
  ['a Compose file in flow style', corpus.get('compose.yaml') ?? ''],
  [
    'a policy with quotes, comments and astral letters',
    `${guidePolicy}  # 🔑\n  mode: 'monitor' # 😀\nmetadata2: {"🔑": "a😀b", c: [1, true, null]}\n`,
  ],
])

/** Every scalar value with its path and the offset that the map gives for it: the end of its key, or in a list its own. */
function scalars(
  node: Node | null,
  path: string[] = [],
  end = 0,
): { path: string[]; end: number; value: unknown }[] {
  if (isScalar(node)) return [{ path, end, value: node.value }]
  if (isMap(node))
    return node.items.flatMap((pair) => {
      const keyEnd = (pair.key as Node).range?.[1] ?? 0
      return scalars(pair.value as Node | null, [...path, keyOf(pair) ?? ''], keyEnd)
    })
  if (!isSeq(node)) return []
  return node.items.flatMap((item, index) =>
    scalars(item as Node, [...path, String(index)], (item as Node).range?.[1] ?? 0),
  )
}

describe.each([...texts])('places in %s', (_name, text) => {
  const map = new SourceMap()
  const loaded = yaml.load(text, { listener: map.listen() })
  const source = yamlSource(text)
  const found = scalars(source.documents[0]?.contents as Node)

  it('both parsers read the same values', () => {
    expect(source.documents[0]?.toJS()).toEqual(loaded)
  })

  it('both parsers put every scalar in the same place', () => {
    let compared = 0
    for (const { path, end, value } of found) {
      // The map joins names with dots, so a name with a dot in it cannot be asked for.
      if (value === null || path.some((name) => name.includes('.'))) continue
      const place = map.lookup(path.join('.'))
      if (!place) continue
      const { line, character } = source.positionAt(end)
      expect({ path, line: line + 1, column: character + 1 }).toEqual({
        path,
        line: place.line,
        column: place.column,
      })
      compared += 1
    }
    expect(compared).toBeGreaterThan(5)
  })
})

describe('the place of a path', () => {
  it('is where the other parser finds it', () => {
    const map = new SourceMap()
    yaml.load(guidePolicy, { listener: map.listen() })
    const { locate } = parsePolicy(guidePolicy, 'p.yaml')
    for (const path of [
      ['metadata', 'name'],
      ['spec', 'network', 'allowedDomains', 1],
      ['spec', 'credentials', 'maxExpirationHours'],
      ['spec', 'audit', 'logLevel'],
    ])
      expect(locate(path).start.line + 1).toBe(map.lookup(path.join('.'))?.line)
  })
})
