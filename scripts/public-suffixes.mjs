// The Public Suffix List as tldts ships it, flattened: one name or `*.name` a line. tldts itself builds its tables
// each time it is loaded, which takes longer than all the rest of judging a policy.
import { createRequire } from 'node:module'
import { domainToASCII } from 'node:url'

const trie = createRequire(import.meta.url)('tldts/dist/cjs/src/data/trie.js')
const kinds = { icann: 1, private: 2 }

/** The text of schemas/generated/public-suffixes.ts. */
export function publicSuffixes(header) {
  const rules = [...namesBelow(trie.rulesRoot)]
  const exceptions = [...namesBelow(trie.exceptionsRoot)].map(([name]) => name)
  const lists = Object.entries(kinds).map(([kind, flag]) => [
    kind,
    rules.filter(([, flags]) => (flags & flag) !== 0).map(([name]) => name),
  ])
  const constants = [...lists, ['exceptions', exceptions]].map(([name, all]) => {
    const lines = [...new Set(all)].sort()
    return `export const ${name}Suffixes = \`\n${lines.join('\n')}\n\`\n`
  })
  return `${header}// From the Public Suffix List (https://publicsuffix.org/list/, MPL-2.0).\n\n${constants.join('\n')}`
}

/** Every name of the trie that is a rule, with its flags; names in the letters of DNS. */
function* namesBelow(root) {
  const offsets = []
  let offset = 0
  for (const length of trie.edgeLength) {
    offsets.push(offset)
    offset += length
  }
  const open = [[root, '']]
  for (const [node, name] of open) {
    if (trie.nodeFlags[node] !== 0) yield [name, trie.nodeFlags[node]]
    for (let edge = trie.edgeStart[node]; edge < trie.edgeStart[node + 1]; edge++) {
      const label = trie.labelText.slice(offsets[edge], offsets[edge] + trie.edgeLength[edge])
      // A label of digits alone would be taken for an address.
      const ascii = /^[*a-z0-9-]+$/.test(label) ? label : domainToASCII(label)
      if (ascii === '')
        throw new Error(`the Public Suffix List holds a label that is none: ${label}`)
      open.push([trie.edgeChild[edge], name === '' ? ascii : `${ascii}.${name}`])
    }
  }
}
