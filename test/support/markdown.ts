import { readFileSync } from 'node:fs'

export interface CodeBlock {
  language: string
  text: string
  /** Line of its first line, from one. */
  line: number
}

/** The fenced code blocks of a page of the repository, in order. */
export function codeBlocks(page: string): CodeBlock[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length + 1,
  }))
}

/** The commands in the table rows of a page: what stands in backquotes in a row's last cell. */
export function tableCommands(page: string): string[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
  return [...text.matchAll(/^\|.*\| `(governance [^`]+)` \|$/gm)].map((match) => match[1] ?? '')
}
