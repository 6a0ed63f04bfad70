import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types'
import { isMap, isScalar, isSeq, type Node } from 'yaml'
import type { YamlSource } from '../../policy/yaml-source.ts'
import type { SourceFile } from '../model/file.ts'
import { entriesOf } from '../model/place.ts'
import { policyModel } from '../model/policy.ts'

/** Deeper than any policy or Compose file; a bound for texts that are neither. */
const deepest = 40
/** Editors grow slow with more. */
const mostSymbols = 10_000

/** The outline: sections with what they hold. */
export function symbols(file: SourceFile): DocumentSymbol[] {
  if (!file.kind) return []
  const budget = { left: mostSymbols }
  return file.source.documents.flatMap((document) => {
    const children = childrenOf(file.source, document.contents, 0, budget)
    if (file.kind !== 'policy') return children
    const name = policyModel(document).name
    const range = file.source.rangeOf(document.contents)
    if (!name || !range) return children
    const selectionRange = file.source.rangeOf(name.node) ?? range
    return [
      {
        name: name.value || 'policy',
        detail: 'GovernancePolicy',
        kind: SymbolKind.Class,
        range,
        selectionRange,
        children,
      },
    ]
  })
}

function childrenOf(
  source: YamlSource,
  node: Node | null,
  depth: number,
  budget: { left: number },
): DocumentSymbol[] {
  if (depth > deepest) return []
  if (isMap(node)) {
    return entriesOf(node).flatMap(({ name, key, value }) => {
      const selectionRange = source.rangeOf(key)
      if (!selectionRange || !key.range || budget.left-- <= 0) return []
      const range = source.rangeBetween(
        key.range[0],
        Math.max(key.range[1], value?.range?.[1] ?? 0),
      )
      const detail = isScalar(value) ? String(value.value ?? '') : ''
      return [
        {
          name: name || '(empty)',
          ...(detail && { detail: detail.slice(0, 80) }),
          kind: kindOf(value),
          range,
          selectionRange,
          children: childrenOf(source, value, depth + 1, budget),
        },
      ]
    })
  }
  if (!isSeq(node)) return []
  return node.items.flatMap((item, index) => {
    const range = source.rangeOf(item as Node)
    if (!range || budget.left-- <= 0) return []
    const name = isScalar(item) ? String(item.value ?? '').slice(0, 80) : `${index}`
    return [
      {
        name: name || '(empty)',
        kind: kindOf(item as Node),
        range,
        selectionRange: range,
        children: childrenOf(source, item as Node, depth + 1, budget),
      },
    ]
  })
}

function kindOf(node: Node | null): SymbolKind {
  if (isMap(node)) return SymbolKind.Object
  if (isSeq(node)) return SymbolKind.Array
  const value = isScalar(node) ? node.value : undefined
  if (typeof value === 'boolean') return SymbolKind.Boolean
  return typeof value === 'number' ? SymbolKind.Number : SymbolKind.String
}
