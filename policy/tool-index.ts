import { hasWildcard, matchesTool, parseToolPattern, type ToolPattern } from './tool-pattern.ts'

/** A list of tool patterns, ready to be asked. */
export interface ToolIndex {
  /** The first entry that matches, by its place in the list. */
  find(server: string, tool: string): number | undefined
  /** All entries that match, in the order of the list. */
  findAll(server: string, tool: string): readonly number[]
}

/**
 * Prepares a list of tool patterns: those without a star are looked up, the others tried one by one.
 *
 * @throws when the list holds what `parsePolicy` refuses.
 */
export function createToolIndex(texts: readonly string[]): ToolIndex {
  const exact = new Map<string, number[]>()
  const wild: { index: number; pattern: ToolPattern }[] = []
  for (const [index, text] of texts.entries()) {
    const result = parseToolPattern(text)
    if (!result.ok) throw new Error(`'${text}' is not a tool: ${result.problem}`)
    if (hasWildcard(result.pattern)) wild.push({ index, pattern: result.pattern })
    else exact.set(text, [...(exact.get(text) ?? []), index])
  }
  const findAll = (server: string, tool: string) => {
    // The keys are texts, so a slash in the wrong place must not make one name look like another.
    const named = [
      ...(tool.includes('/') ? [] : (exact.get(tool) ?? [])),
      ...(server.includes('/') ? [] : (exact.get(`${server}/${tool}`) ?? [])),
    ]
    const matched = wild.filter(({ pattern }) => matchesTool(pattern, server, tool))
    return [...named, ...matched.map(({ index }) => index)].sort((a, b) => a - b)
  }
  return { findAll, find: (server, tool) => findAll(server, tool)[0] }
}
