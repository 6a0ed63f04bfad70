import { guideCompose, guidePolicy } from '../../integration/server/client.ts'
import { corpus } from '../../integration/server/corpus.ts'

/** Every construct that stands between two lines of a block: what a part of a text may hold. */
const everything = `a:
- b: 1
  c:
  - x
  - y: |
      foo
      bar

  # hi
- d: >-
   z

- - e
  - f
- "g
   h"
-
- i
j:
  k: {a: b,
   c: d}
  l: [1,
    2]


  m: plain
   multi
  n:
    # c
    o: p
  ? q
  : r
  s: &anchor
    t: u
  v: *anchor
  <<: *anchor
  w: !reset null
  x: !override
    - y
# end
z: 1
`

/** Texts to begin with. */
export const texts: readonly string[] = [
  ...corpus.values(),
  guidePolicy,
  guideCompose,
  everything,
  everything.replaceAll('\n', '\r\n'),
]

const pieces = [
  ...['\t', '\r\n', '\n', '\n\n', '\n  ', '\n    ', '\n      - ', '"', "'", '[', '{', ']', '}'],
  ...['- ', '-', ': ', ':', '*', '&a ', '*a', '#', ' # c', ' ', '  ', '    ', '|', '|\n', '>'],
  ...['!reset ', '<<: ', '---\n', '...\n', '\u00a0', '😀', '\ud800', '? ', '%', '\n%', '~', ','],
  ...['x', 'a: b', '\nkey: v', '\nkey:', 'foo', '- - ', 'x:\n', '`', '@', '|+\n', '!!omap '],
]

/** The text after one edit: something typed, something deleted, or both. */
export function edited(text: string, random: () => number): string {
  const below = (limit: number) => Math.floor(random() * limit)
  const at = below(text.length + 1)
  const piece = random() < 0.2 ? '' : (pieces[below(pieces.length)] ?? '')
  const cut = random() < 0.4 ? below(random() < 0.1 ? 80 : 12) : 0
  return text.slice(0, at) + piece + text.slice(at + cut)
}

/** A valid policy of so many lines. */
export function blocks(lines: number): string {
  const half = Math.floor(lines / 2)
  const list = (entry: (index: number) => string) =>
    Array.from({ length: half }, (_, index) => `      - ${entry(index)}\n`).join('')
  return `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata:
  name: long
spec:
  network:
    allowedDomains:
${list((index) => `"host${index}.example.com"`)}  mcp:
    allowedTools:
${list((index) => `tool_${index}`)}`
}
