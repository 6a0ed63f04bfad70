import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { CodeAction, TextEdit } from 'vscode-languageserver-types'
import { fullClient, guidePolicy, TestClient } from './client.ts'

const uri = 'file:///governance-policy.yaml'
const wrong = guidePolicy
  .replace('"*.github.com"', '*.github.com')
  .replace('denyLocalNetwork', 'denyLocalNetwrk')
  .replace('enabled: true', 'enabled: yes')
  .replace('    maxExpirationHours: 24\n', '')
const everywhere = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } }

let client: TestClient
beforeAll(async () => {
  client = await TestClient.start()
  await client.open(uri, wrong)
})
afterAll(() => client.stop())

const actions = (only?: string[]) =>
  client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: everywhere,
    context: { diagnostics: [], ...(only && { only }) },
  })

describe('fixes', () => {
  it('fix-all mends everything that has a mend, in one edit', async () => {
    const [action, ...more] = await actions(['source.fixAll'])
    expect(more).toEqual([])
    expect(action?.kind).toBe('source.fixAll.governance')
    const [change] = action?.edit?.documentChanges ?? []
    const edits = (change as { edits: TextEdit[] }).edits
    expect(edits).toHaveLength(1)
    const fixed = TextDocument.applyEdits(TextDocument.create(uri, 'yaml', 1, wrong), edits)
    expect(fixed).toContain('"*.github.com"')
    expect(fixed).toContain('denyLocalNetwork: true')
    expect(fixed).toContain('enabled: true')
    expect(fixed).toMatch(/maxExpirationHours: \d+/)
  })

  it('fix-all is offered only when it is asked for', async () => {
    const kinds = (await actions()).map(({ kind }) => kind)
    expect(new Set(kinds)).toEqual(new Set(['quickfix']))
    expect(await actions(['source.organizeImports'])).toEqual([])
  })

  it('come as plain changes to a client that knows no versions in edits', async () => {
    const plain = await TestClient.start({ ...fullClient, workspace: {} })
    await plain.open(uri, wrong)
    const [action] = await plain.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: everywhere,
      context: { diagnostics: [], only: ['source.fixAll.governance'] },
    })
    expect(Object.keys(action?.edit?.changes ?? {})).toEqual([uri])
    await plain.stop()
  })
})
