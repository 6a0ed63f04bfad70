import { printable } from '../../../policy/printable.ts'
import { escapeXml } from '../../findings/junit.ts'
import type { Block, Page } from './page.ts'

/** A report as one HTML file that asks for nothing from anywhere. */
export function asHtml({ title, blocks }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${safe(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${safe(title)}</h1>
${blocks.map(block).join('\n')}
</main>
</body>
</html>
`
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem }
h2 { font-size: 1.1rem; margin-top: 2rem }
div { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; overflow-wrap: anywhere }
pre { padding: .6rem .8rem; background: #8882; overflow-x: auto }
`

function block(part: Block): string {
  switch (part.kind) {
    case 'heading':
      return `<h2>${safe(part.text)}</h2>`
    case 'text':
      return `<p>${safe(part.text)}</p>`
    case 'command':
      return `<pre>${safe(part.text)}</pre>`
    case 'table':
      return [
        '<div><table>',
        `<thead><tr>${part.columns.map((text) => `<th scope="col">${safe(text)}</th>`).join('')}</tr></thead>`,
        '<tbody>',
        ...part.rows.map(
          (cells) => `<tr>${cells.map((text) => `<td>${safe(text)}</td>`).join('')}</tr>`,
        ),
        '</tbody>',
        '</table></div>',
      ].join('\n')
  }
}

function safe(text: string): string {
  return escapeXml(printable(text))
}
