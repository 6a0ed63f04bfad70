import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { codeBlocks } from '../../support/markdown.ts'

/** Page → what executes the commands that it shows, and by what it is known to do so. */
const executedBy = new Map<string, { by: string; knownBy: string }>([
  ['README.md', { by: 'test/e2e/docs/readme.test.ts', knownBy: "codeBlocks('README.md')" }],
  ['CONTRIBUTING.md', { by: '.ci/run', knownBy: 'npm test' }],
  ['docs/editor.md', { by: 'test/unit/server/editor-page.test.ts', knownBy: 'docs/editor.md' }],
  [
    'docs/policy-tests.md',
    { by: 'test/integration/cli/policy-tools.test.ts', knownBy: 'docs/policy-tests.md' },
  ],
])

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/architecture.md', 'docs/benchmarks.md'],
  ...['docs/editor.md', 'docs/policy.md', 'docs/policy-tests.md', 'docs/security.md'],
]

describe('a page that shows commands', () => {
  const showing = pages.filter((page) =>
    codeBlocks(page).some(({ language }) => ['sh', 'bash', 'console'].includes(language)),
  )

  it.each(showing)('%s is executed by a test', (page) => {
    const test = executedBy.get(page)
    expect(test, `${page} shows commands; say here what executes them`).toBeDefined()
    const text = readFileSync(new URL(`../../../${test?.by}`, import.meta.url), 'utf8')
    expect(text).toContain(test?.knownBy)
  })
})
