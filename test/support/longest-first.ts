import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, longest first, as a machine measured it that was new to the tests. */
const longest = [
  ...['integration/server/sweep', 'integration/exec', 'integration/audit/crash'],
  ...['e2e-editor/ci', 'e2e/egress', 'e2e/compose/dead-sidecar', 'e2e/plugin', 'e2e/compose/agent'],
  ...['e2e-editor/pre-commit', 'e2e/quickstart', 'e2e/compose/verify', 'e2e/mcp', 'e2e/docs'],
]

/** Files that take longest begin first: none of them is left over when all others have ended. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((name) => moduleId.includes(`/test/${name}`))
      return found < 0 ? longest.length : found
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}
