// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * How governance lint goes about a project: .governance-lint.yaml at its root.
 */
export interface LintConfiguration {
  /**
   * rule → severity. What makes a policy invalid stays an error.
   */
  rules?: {
    [k: string]: 'off' | 'info' | 'warning' | 'error'
  }
  /**
   * Files that are none of the linter's business, as in .gitignore, relative to this file.
   */
  ignore?: string[]
  /**
   * An agent without a policy is an error.
   */
  requirePolicy?: boolean
  /**
   * A file of findings that were there before; only new ones count.
   */
  baseline?: string
}
