import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { codeBlocks } from '../../support/markdown.ts'

/** Page → what executes the commands that it shows, and by what it is known to do so. */
const executedBy = new Map<string, { by: string; knownBy: string }>([
  ['README.md', { by: 'test/e2e/docs/readme.test.ts', knownBy: "codeBlocks('README.md')" }],
  ['CONTRIBUTING.md', { by: '.ci/run', knownBy: 'npm test' }],
  ['docs/compose.md', { by: 'test/e2e/docs/readme.test.ts', knownBy: "'docs/compose.md'" }],
  ['docs/editor.md', { by: 'test/unit/server/editor-page.test.ts', knownBy: 'docs/editor.md' }],
  [
    'docs/trail.md',
    { by: 'test/integration/cli/trail-tools.test.ts', knownBy: "codeBlocks('docs/trail.md')" },
  ],
  [
    'docs/dashboard.md',
    { by: 'test/integration/cli/dashboard.test.ts', knownBy: "codeBlocks('docs/dashboard.md')" },
  ],
  [
    'docs/policy-tests.md',
    { by: 'test/integration/cli/policy-tools.test.ts', knownBy: 'docs/policy-tests.md' },
  ],
])

const root = new URL('../../../', import.meta.url)
const pages = ['', 'docs/'].flatMap((folder) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}${name}`),
)

describe('a page that shows commands', () => {
  const showing = pages.filter((page) =>
    codeBlocks(page).some(({ language }) => ['sh', 'bash', 'console'].includes(language)),
  )

  it.each(showing)('%s is executed by a test', (page) => {
    const test = executedBy.get(page)
    expect(test, `${page} shows commands; say here what executes them`).toBeDefined()
    const text = readFileSync(new URL(test?.by ?? '', root), 'utf8')
    expect(text).toContain(test?.knownBy)
  })
})
