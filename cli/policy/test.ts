import { dirname, resolve } from 'node:path'
import pc from 'picocolors'
import {
  readTestCases,
  runTestCases,
  TestCaseError,
  type TestOutcome,
} from '../../policy/test-cases.ts'
import { CommandError, Exit } from '../exit.ts'
import { escapeXml } from '../findings/junit.ts'
import { readText } from '../read-text.ts'
import { readDecisions } from './read.ts'

interface Suite {
  file: string
  outcomes: TestOutcome[]
}

/** `governance policy test`: exit 1 when a case does not come out as it says. */
export async function testPolicies(
  files: readonly string[],
  { format }: { format: 'text' | 'junit' },
): Promise<number> {
  const suites: Suite[] = []
  for (const file of files) suites.push(await runFile(file))
  process.stdout.write(format === 'junit' ? asJunit(suites) : asText(suites))
  const passed = suites.every(({ outcomes }) => outcomes.every((one) => one.passed))
  return passed ? Exit.fine : Exit.findings
}

async function runFile(file: string): Promise<Suite> {
  const text = await readText(file)
  try {
    const { policies, cases } = readTestCases(text)
    const decisions = await readDecisions(policies.map((path) => resolve(dirname(file), path)))
    return { file, outcomes: runTestCases(cases, decisions) }
  } catch (error) {
    if (!(error instanceof TestCaseError)) throw error
    throw new CommandError(error.message, { place: `${file}:${error.line}:${error.column}` })
  }
}

function asText(suites: readonly Suite[]): string {
  const lines: string[] = []
  let failed = 0
  for (const { file, outcomes } of suites) {
    lines.push(pc.underline(file))
    for (const { test, passed, problem } of outcomes) {
      lines.push(`  ${passed ? pc.green('✔') : pc.red('✖')} ${test.name}`)
      if (!passed) lines.push(`      ${file}:${test.line}: ${problem}`)
      if (!passed) failed += 1
    }
  }
  const all = suites.reduce((sum, { outcomes }) => sum + outcomes.length, 0)
  return [...lines, '', `${all - failed} passed, ${failed} failed`, ''].join('\n')
}

function asJunit(suites: readonly Suite[]): string {
  const blocks = suites.map(({ file, outcomes }) => {
    const failures = outcomes.filter(({ passed }) => !passed).length
    const open = `  <testsuite name="${escapeXml(file)}" tests="${outcomes.length}" failures="${failures}" errors="0">`
    const cases = outcomes.map(({ test, passed, problem }) => {
      const head = `    <testcase classname="${escapeXml(file)}" name="${escapeXml(test.name)}"`
      return passed
        ? `${head}/>`
        : `${head}>\n      <failure message="${escapeXml(problem)}">${escapeXml(`${file}:${test.line}`)}</failure>\n    </testcase>`
    })
    return [open, ...cases, '  </testsuite>'].join('\n')
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${blocks.join('\n')}\n</testsuites>\n`
}
