import { describe, expect, it } from 'vitest'
import { formatFindings } from '../../../cli/findings/format.ts'
import { applyFixes } from '../../../policy/apply-fixes.ts'
import type { Finding } from '../../../policy/finding.ts'

const finding: Finding = {
  rule: 'no-host-network',
  severity: 'error',
  message: 'Shares the <network> of the host: 100% "open".\nSecond line, with: a comma.',
  file: 'deploy, prod/compose:1.yaml',
  range: { start: { line: 4, character: 2 }, end: { line: 4, character: 20 } },
  service: 'agent',
  action: 'refuse',
  help: 'Remove network_mode.',
}

describe('findings', () => {
  it('json keeps positions as in the language server protocol, and counts', async () => {
    const report = JSON.parse(await formatFindings([finding], 'json', []))
    expect(report).toEqual({ findings: [finding], summary: { errors: 1, warnings: 0 } })
  })

  it('github escapes what would end a property or a command', async () => {
    const line = await formatFindings([finding], 'github', [])
    expect(line.trimEnd().split('\n')).toHaveLength(1)
    expect(line).toContain(
      'file=deploy%2C prod/compose%3A1.yaml,line=5,col=3,endLine=5,endColumn=21',
    )
    expect(line).toContain('100%25 "open".%0ASecond line')
  })

  it('junit is well-formed XML whatever the message holds, and lists clean files too', async () => {
    const xml = await formatFindings([finding], 'junit', ['clean.yaml'])
    expect(xml).toContain('tests="2" failures="1"')
    expect(xml).toContain('<testcase classname="governance" name="clean.yaml"/>')
    expect(xml).not.toMatch(/<network>|"open"/)
  })

  it('stylish shows place, service, rule and mend', async () => {
    const text = await formatFindings([finding], 'stylish', [])
    expect(text).toContain('5:3')
    expect(text).toContain('agent: Shares the <network>')
    expect(text).toContain('→ Remove network_mode.')
    expect(text).toContain('1 error, 0 warnings')
  })
})

describe('fixes', () => {
  const at = (line: number, from: number, to: number, newText: string): Finding => ({
    ...finding,
    fix: {
      title: 'fix',
      edits: [
        { range: { start: { line, character: from }, end: { line, character: to } }, newText },
      ],
    },
  })

  it('are applied at UTF-16 positions, with CRLF line ends kept', () => {
    expect(applyFixes('a: 😀 *\r\nb: *\r\n', [at(0, 6, 7, '"*"'), at(1, 3, 4, '"*"')])).toEqual({
      text: 'a: 😀 "*"\r\nb: "*"\r\n',
      applied: 2,
    })
  })

  it('that overlap are left for the next round', () => {
    expect(applyFixes('abcdef', [at(0, 0, 3, 'X'), at(0, 2, 4, 'Y')])).toEqual({
      text: 'Xdef',
      applied: 1,
    })
  })
})
