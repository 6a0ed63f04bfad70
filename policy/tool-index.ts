import {
  hasWildcard,
  isOfServer,
  matchesTool,
  parseToolPattern,
  type ToolPattern,
} from './tool-pattern.ts'

/** A list of tool patterns, ready to be asked. */
export interface ToolIndex {
  /** The first entry that matches, by its place in the list. */
  find(server: string, tool: string): number | undefined
  /** All entries that match, in the order of the list. */
  findAll(server: string, tool: string): readonly number[]
  /** The first entry that matches every tool of the server whose name is one segment. */
  findWhole(server: string): number | undefined
  /** The first entry that can match a tool of the server; on demand only one whose name has several segments. */
  findAny(server: string, isDeep: boolean): number | undefined
}

/**
 * Prepares a list of tool patterns: those without a star are looked up, the others tried one by one.
 *
 * @throws when the list holds what `parsePolicy` refuses.
 */
export function createToolIndex(texts: readonly string[]): ToolIndex {
  const exact = new Map<string, number[]>()
  const wild: { index: number; pattern: ToolPattern }[] = []
  const patterns: ToolPattern[] = []
  for (const [index, text] of texts.entries()) {
    const result = parseToolPattern(text)
    if (!result.ok) throw new Error(`'${text}' is not a tool: ${result.problem}`)
    patterns.push(result.pattern)
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
  const first = (isMeant: (pattern: ToolPattern) => boolean) => {
    const index = patterns.findIndex(isMeant)
    return index < 0 ? undefined : index
  }
  return {
    findAll,
    find: (server, tool) => findAll(server, tool)[0],
    findWhole: (server) =>
      first((one) => isOfServer(one, server) && one.name.length === 1 && one.name[0] === '*'),
    findAny: (server, isDeep) =>
      first((one) => isOfServer(one, server) && (!isDeep || one.name.length > 1)),
  }
}
