import { isScalar, type Node, type Scalar } from 'yaml'
import { walkNodes } from '../yaml-source.ts'

/** What YAML 1.1 (https://yaml.org/type/) reads in texts that YAML 1.2 leaves as they are. */
const meanings: readonly [string, RegExp][] = [
  ['true', /^(?:y|Y|yes|Yes|YES|on|On|ON)$/],
  ['false', /^(?:n|N|no|No|NO|off|Off|OFF)$/],
  ['a number to the base 60', /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/],
  ['a number', /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*_[0-9_]*)$/],
  ['a date', /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ]|$)/],
]

/** An unquoted text that other readers of YAML take for something else. */
export interface AmbiguousText {
  readonly node: Scalar
  readonly text: string
  /** What a YAML 1.1 reader sees. */
  readonly meaning: string
}

/** The texts below and including a node that mean something else to a reader of YAML 1.1, keys too. */
export function ambiguousTexts(root: Node | null | undefined): AmbiguousText[] {
  const found: AmbiguousText[] = []
  walkNodes(root, (node) => {
    if (!isScalar(node) || node.type !== 'PLAIN' || node.tag || typeof node.value !== 'string')
      return
    const text = node.value
    // No meaning is longer, but for a moment in time.
    if (text.length > 40 || !/^[-+0-9yYnNoO]/.test(text)) return
    const meaning = meanings.find(([, pattern]) => pattern.test(text))?.[0]
    if (meaning) found.push({ node, text, meaning })
  })
  return found
}
