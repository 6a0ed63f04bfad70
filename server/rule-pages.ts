import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The folder with a page for each rule, seen from the source and from the bundle. */
const folder = ['../docs/rules/', '../../docs/rules/', './rules/']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(fileURLToPath(url)))

const links = new Map<string, string | undefined>()

/** A link to the page of a rule; undefined for a rule without one. */
export function rulePage(rule: string): string | undefined {
  if (!links.has(rule)) links.set(rule, find(rule))
  return links.get(rule)
}

function find(rule: string): string | undefined {
  if (!folder || !/^[a-z0-9-]+$/.test(rule)) return undefined
  const path = fileURLToPath(new URL(`${rule}.md`, folder))
  return existsSync(path) ? pathToFileURL(path).href : undefined
}
