import type { Node } from './node.ts'

/** Takes out of a tree what a later document says `!reset` or `!override` about. Lists are left alone, as in Compose. */
export function applyResets(root: Node, paths: readonly (readonly string[])[]): void {
  for (const path of paths) {
    let node: Node | undefined = root
    path.forEach((step, index) => {
      if (node?.kind !== 'map') return
      if (index === path.length - 1) node.entries.delete(step)
      else node = node.entries.get(step)
    })
  }
}
