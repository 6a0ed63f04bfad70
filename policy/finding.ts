/** A position as in the Language Server Protocol: zero-based, columns in UTF-16 code units. */
export interface Position {
  line: number
  character: number
}

/** A half-open range as in the Language Server Protocol. */
export interface Range {
  start: Position
  end: Position
}

export type Severity = 'error' | 'warning' | 'info'

/** One replacement of text; an empty range inserts. */
export interface TextEdit {
  range: Range
  newText: string
}

/** What a finding proposes to do about itself. */
export interface Fix {
  title: string
  edits: TextEdit[]
}

/**
 * One thing that is wrong, with its place, its reason and its mend.
 * Shared by the linter, the transformer and the language server; its JSON form is a contract.
 */
export interface Finding {
  /** Id of the rule, in kebab case; `governance explain RULE` tells more. */
  rule: string
  severity: Severity
  /** What is wrong and why it matters, in one or two sentences. */
  message: string
  file: string
  range: Range
  /** The Compose service concerned. */
  service?: string
  /** For the transformer: what it does about it. */
  action?: 'refuse' | 'rewrite' | 'warn'
  /** What to do about it: the mend, as an instruction. */
  help?: string
  fix?: Fix
  /** Other places that explain this one. */
  related?: { message: string; file: string; range: Range }[]
}
