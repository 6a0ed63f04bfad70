import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** Everything that a file imports at run time, files and packages, at any depth. */
function importsOf(start: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(start.href)) return seen
  seen.add(start.href)
  const text = readFileSync(start, 'utf8')
  for (const [, types, name = ''] of text.matchAll(
    /^(?:import|export)\s+(type\s)?[^'"]*?from '([^']+)'/gm,
  )) {
    if (types) continue
    if (name.startsWith('.')) importsOf(new URL(name, start), seen)
    else seen.add(name)
  }
  return seen
}

it('decides without YAML, rules and lists of domains, so that a sidecar carries none of them', () => {
  const found = importsOf(new URL('../../../policy/decisions.ts', import.meta.url))
  const packages = [...found].filter((name) => !name.startsWith('file:'))
  expect(packages.sort()).toEqual(['ipaddr.js', 'node:crypto', 'node:url'])
})

it('is pure: no file, no socket, no clock', () => {
  const found = importsOf(new URL('../../../policy/index.ts', import.meta.url))
  const packages = [...found].filter((name) => !name.startsWith('file:'))
  expect(packages.sort()).toEqual(['ipaddr.js', 'node:crypto', 'node:url', 'yaml'])
  for (const name of found) {
    if (!name.includes('/policy/')) continue
    expect(readFileSync(new URL(name), 'utf8')).not.toMatch(
      /Date\.now|new Date|process\.env|setTimeout/,
    )
  }
})
