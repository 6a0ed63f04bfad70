import { afterEach, describe, expect, it } from 'vitest'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { CodeLens, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types'
import { type Folder, folderWith, fullClient, guidePolicy, TestClient } from './client.ts'

const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000).toISOString()

/** A row as `governance logs --summary --format json` prints it. */
function row(what: string, resource: string, more: object = {}) {
  const kind = what === 'key' ? 'credential' : what === 'tool' ? 'mcp' : 'network'
  return {
    project: 'p',
    service: 'agent',
    kind,
    what,
    resource,
    policies: ['agent-policy-001'],
    allowed: 0,
    blocked: 0,
    wouldBlock: 0,
    first: daysAgo(0.5),
    last: daysAgo(0.1),
    usedFor: [],
    ...more,
  }
}
const blocked = { blocked: 4, refusal: { rule: 'network.allowedDomains', reason: 'not listed' } }
const day = [
  row('host', 'api.github.com:443', { allowed: 3 }),
  row('host', 'pypi.org:443', blocked),
  row('host', '169.254.169.254:80', { blocked: 9, refusal: { rule: 'network.metadata' } }),
]
const month = [row('host', 'api.github.com:443', { allowed: 30, first: daysAgo(30.2) }), ...day]

let client: TestClient
let folder: Folder
let uri: string
const asked: WorkspaceEdit[] = []
const shown: string[] = []

async function start(capabilities: object = fullClient) {
  folder = await folderWith({ 'governance-policy.yaml': guidePolicy })
  uri = folder.uri('governance-policy.yaml')
  client = await TestClient.start(capabilities, [folder.path])
  asked.length = 0
  shown.length = 0
  client.wire.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
    asked.push(edit)
    return { applied: true }
  })
  client.onMessage = (message) => shown.push(message)
  await client.open(uri, guidePolicy)
}

afterEach(async () => {
  await client.stop()
  await folder.remove()
})

const lenses = () => client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } })
const titles = async () => (await lenses()).map(({ command }) => command?.title ?? '')
const tell = (params: unknown) =>
  client.wire.sendNotification('governance/activity', params as object)
async function press(part: string): Promise<void> {
  const lens = (await lenses()).find(({ command }) => command?.title.includes(part))
  await client.request('workspace/executeCommand', {
    command: lens?.command?.command,
    arguments: lens?.command?.arguments,
  })
}

/** The policy after the edit that the client was asked to apply. */
function applied(): string {
  const [edit] = asked
  const [change] = edit?.documentChanges ?? []
  const edits = change && 'edits' in change ? (change.edits as TextEdit[]) : []
  return TextDocument.applyEdits(TextDocument.create(uri, 'yaml', 1, guidePolicy), edits)
}

describe('what the trail tells of a policy', () => {
  it('is not there until the client has told', async () => {
    await start()
    expect(await titles()).toEqual(['no Compose file uses this policy'])
  })

  it('is counted for the last day', async () => {
    await start()
    await tell({ day, month })
    expect(await titles()).toContain('last day: 3 allowed, 13 blocked')
  })

  it('offers to allow what was blocked and a small edit would allow, and nothing else', async () => {
    await start()
    await tell({ day, month })
    const offers = (await titles()).filter((title) => title.includes('blocked '))
    expect(offers).toEqual(['Add "pypi.org:443" to allowedDomains (blocked 4 times)'])
  })

  it('is turned into an edit that the client shows and applies', async () => {
    await start()
    await tell({ day, month })
    await press('pypi.org')
    expect(applied()).toContain('      - "pypi.org:443"\n')
    expect(asked[0]?.changeAnnotations).toBeUndefined()
  })

  it('asks first where the client can ask', async () => {
    const workspaceEdit = { ...fullClient.workspace?.workspaceEdit, changeAnnotationSupport: {} }
    await start({ ...fullClient, workspace: { ...fullClient.workspace, workspaceEdit } })
    await tell({ day, month })
    await press('pypi.org')
    expect(Object.values(asked[0]?.changeAnnotations ?? {})).toMatchObject([
      { needsConfirmation: true, label: 'Add "pypi.org:443" to allowedDomains' },
    ])
    expect(applied()).toContain('      - "pypi.org:443"\n')
  })

  it('shows what was never used in 30 days, and takes it out when asked to', async () => {
    await start()
    await tell({ day, month })
    const unused = (await lenses()).filter(({ command }) => command?.title.startsWith('not used'))
    expect(new Set(unused.map(({ command }) => command?.title))).toEqual(
      new Set(['not used in 30 days: remove']),
    )
    expect(unused.map(({ range }) => guidePolicy.split('\n')[range.start.line]?.trim())).toEqual([
      '- "api.openai.com"',
      '- "GITHUB_TOKEN"',
      '- "OPENAI_API_KEY"',
      '- "read_file"',
      '- "write_file"',
      '- "git_push"',
    ])
    await press('not used')
    expect(applied()).not.toContain('api.openai.com')
    expect(applied()).toContain('*.github.com')
  })

  it('claims no more than the trail holds: its own age, and nothing where it is not whole', async () => {
    await start()
    await tell({
      day,
      month: [row('host', 'api.github.com:443', { allowed: 1, first: daysAgo(3) })],
    })
    expect(await titles()).toContain('not used in 3 days: remove')
    await tell({ day, month: [...month, row('host', '(others)', { allowed: 5 })] })
    expect((await titles()).filter((title) => title.startsWith('not used'))).toEqual([])
    await tell({ day, month: [] })
    expect((await titles()).filter((title) => title.startsWith('not used'))).toEqual([])
  })

  it('says why when the policy has changed since', async () => {
    await start()
    await tell({ day, month })
    const [lens] = (await lenses()).filter(({ command }) => command?.title.startsWith('not used'))
    await client.change(uri, 2, [{ text: guidePolicy.replace('api.openai.com', 'example.com') }])
    await client.request('workspace/executeCommand', {
      command: lens?.command?.command,
      arguments: lens?.command?.arguments,
    })
    await client.until(() => shown.length > 0)
    expect(asked).toEqual([])
    expect(shown).toEqual(['The policy is not what it was; try again.'])
  })

  it('may be anything: what is malformed is left out, and names cannot colour or turn a title', async () => {
    await start()
    for (const params of [null, 1, { day: 'x' }, { day: [null, {}, { kind: 'mcp' }], month: [[]] }])
      await tell(params)
    expect(await titles()).toEqual(['no Compose file uses this policy'])
    const refusal = { rule: 'mcp.allowedTools' }
    await tell({ day: [row('tool', 'a/b\u202ec', { blocked: 1, refusal })], month: [] })
    expect((await titles()).join()).not.toContain('\u202e')
  })
})
