import { printable } from '../../../policy/printable.ts'
import type { Block, Page } from './page.ts'

/** A report as Markdown (GitHub Flavored Markdown 0.29, for its tables). */
export function asMarkdown({ title, blocks }: Page): string {
  return `${[`# ${escaped(title)}`, ...blocks.map(block)].join('\n\n')}\n`
}

function block(part: Block): string {
  switch (part.kind) {
    case 'heading':
      return `## ${escaped(part.text)}`
    case 'text':
      return escaped(part.text)
    case 'command':
      return `\`\`\`sh\n${printable(part.text)}\n\`\`\``
    case 'table':
      return [part.columns, part.columns.map(() => '---'), ...part.rows]
        .map((cells, index) => `| ${cells.map(index === 1 ? same : escaped).join(' | ')} |`)
        .join('\n')
  }
}

function same(text: string): string {
  return text
}

/** Everything that Markdown or the HTML in it could take for more than text. */
function escaped(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>#|~!&$]/g, '\\$&')
}
