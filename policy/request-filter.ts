import { matchesPath, parsePathPattern } from './path.ts'

/** Which part of a rule a request fails; undefined when it passes. */
export type RequestFilter = (method: string, path: string) => 'methods' | 'paths' | undefined

/**
 * Prepares a restriction to methods and paths. Methods are compared as they are written, which for HTTP is upper-case.
 *
 * @throws when a path is one that `parsePolicy` refuses.
 */
export function createRequestFilter(rule: {
  readonly methods?: readonly string[]
  readonly paths?: readonly string[]
}): RequestFilter {
  const methods = rule.methods && new Set(rule.methods)
  const paths = rule.paths?.map((text) => {
    const result = parsePathPattern(text)
    if (!result.ok) throw new Error(`'${text}' is not a path: ${result.problem}`)
    return result.pattern
  })
  return (method, path) => {
    if (methods && !methods.has(method)) return 'methods'
    if (paths && !paths.some((pattern) => matchesPath(pattern, path))) return 'paths'
    return undefined
  }
}
