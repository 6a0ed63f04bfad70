import type { Node } from './node.ts'

/** Rules by path (`services.*.ports`); `*` stands for any key and for any position of a list. */
export interface PathTable<T> {
  here?: T
  any?: PathTable<T>
  exact: Map<string, PathTable<T>>
}

export function pathTable<T>(rules: Iterable<readonly [string, T]>): PathTable<T> {
  const root: PathTable<T> = { exact: new Map() }
  for (const [path, rule] of rules) {
    let table = root
    for (const step of path.split('.')) table = child(table, step)
    table.here = rule
  }
  return root
}

function child<T>(table: PathTable<T>, step: string): PathTable<T> {
  const next = (step === '*' ? table.any : table.exact.get(step)) ?? { exact: new Map() }
  if (step === '*') table.any = next
  else table.exact.set(step, next)
  return next
}

/** The tables that apply one step down; usually one, two when both `*` and the key are named. */
export function down<T>(tables: readonly PathTable<T>[], step: string): PathTable<T>[] {
  const next: PathTable<T>[] = []
  for (const table of tables) {
    const exact = table.exact.get(step)
    if (exact) next.push(exact)
    if (table.any) next.push(table.any)
  }
  return next
}

export function ruleOf<T>(tables: readonly PathTable<T>[]): T | undefined {
  return tables.find((table) => table.here !== undefined)?.here
}

/**
 * Rewrites a tree by a table. A rule gets its node and a function that goes on below it; what it returns
 * takes the node's place. Where no rule reaches, nothing is visited.
 */
export function rewrite<T>(
  node: Node,
  tables: readonly PathTable<T>[],
  apply: (rule: T, node: Node, below: (node: Node) => Node, path: string[]) => Node,
  path: string[] = [],
): Node {
  const below = (inner: Node): Node => {
    if (inner.kind === 'map') {
      for (const [key, value] of inner.entries) {
        const next = down(tables, key)
        if (next.length === 0) continue
        const rewritten = rewrite(value, next, apply, [...path, key])
        if (rewritten !== value) {
          if (value.key && !rewritten.key) rewritten.key = value.key
          inner.entries.set(key, rewritten)
        }
      }
    } else if (inner.kind === 'list') {
      const next = down(tables, '[]')
      if (next.length > 0) {
        inner.items = inner.items.map((item, index) =>
          rewrite(item, next, apply, [...path, String(index)]),
        )
      }
    }
    return inner
  }
  const rule = ruleOf(tables)
  return rule === undefined ? below(node) : apply(rule, node, below, path)
}
