import { afterEach, describe, expect, it } from 'vitest'
import type {
  DocumentDiagnosticReport,
  WorkspaceDiagnosticReport,
} from 'vscode-languageserver-protocol'
import {
  type Folder,
  folderWith,
  fullClient,
  guideCompose,
  guidePolicy,
  pullingClient,
  TestClient,
} from './client.ts'

const broken = guidePolicy.replace('denyLocalNetwork: true', 'denyLocalNetwork: maybe')

let client: TestClient
let folder: Folder | undefined

afterEach(async () => {
  await client.stop()
  await folder?.remove()
  folder = undefined
})

/** A pull for the whole workspace. */
function pullAll(previousResultIds: { uri: string; value: string }[] = []) {
  return client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds })
}

describe('pushed diagnostics', () => {
  it('carry the version that they are about', async () => {
    client = await TestClient.start()
    await client.open('file:///p.yaml', broken, 'yaml', 7)
    const [finding] = await client.diagnostics('file:///p.yaml', 7)
    expect(finding).toMatchObject({
      severity: 1,
      source: 'governance',
      range: { start: { line: 10 } },
    })
    expect(typeof finding?.code).toBe('string')
    expect(finding?.codeDescription?.href).toMatch(/^file:.*\/docs\/rules\/wrong-type\.md$/)
  })

  it('follow good → bad → good over incremental edits', async () => {
    client = await TestClient.start()
    const uri = 'file:///p.yaml'
    await client.open(uri, guidePolicy)
    expect(await client.diagnostics(uri, 1)).toEqual([])
    const place = { start: { line: 10, character: 22 }, end: { line: 10, character: 26 } }
    await client.change(uri, 2, [{ range: place, text: 'nope' }])
    expect(await client.diagnostics(uri, 2)).toHaveLength(1)
    await client.change(uri, 3, [{ range: place, text: 'true' }])
    expect(await client.diagnostics(uri, 3)).toEqual([])
  })

  it('are sent for the newest version when edits come faster than answers', async () => {
    client = await TestClient.start()
    const uri = 'file:///p.yaml'
    await client.open(uri, guidePolicy)
    for (let version = 2; version <= 50; version += 1)
      await client.change(uri, version, [{ text: version === 50 ? broken : guidePolicy }])
    expect(await client.diagnostics(uri, 50)).toHaveLength(1)
  })

  it('go away when the file is closed', async () => {
    client = await TestClient.start()
    await client.open('file:///p.yaml', broken)
    await client.diagnostics('file:///p.yaml', 1)
    await client.close('file:///p.yaml')
    await client.until(() => client.published.get('file:///p.yaml')?.diagnostics.length === 0)
  })

  it('are never sent for files that are none of ours', async () => {
    client = await TestClient.start()
    await client.open('file:///values.yaml', 'replicas: [')
    await client.open('file:///p.yaml', guidePolicy)
    await client.diagnostics('file:///p.yaml', 1)
    expect(client.published.has('file:///values.yaml')).toBe(false)
  })
})

describe('pulled diagnostics', () => {
  it('are not pushed as well', async () => {
    client = await TestClient.start(pullingClient)
    await client.open('file:///p.yaml', broken)
    const report = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri: 'file:///p.yaml' },
    })
    expect(report).toMatchObject({ kind: 'full', items: [{ source: 'governance' }] })
    expect(client.published.size).toBe(0)
  })

  it('say unchanged to a client that has them', async () => {
    client = await TestClient.start(pullingClient)
    const textDocument = { uri: 'file:///p.yaml' }
    await client.open(textDocument.uri, broken)
    const first = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument,
    })
    const again = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument,
      previousResultId: first.resultId,
    })
    expect(again).toEqual({ kind: 'unchanged', resultId: first.resultId })
  })

  it('cover the whole workspace, and a second question waits for a change', async () => {
    folder = await folderWith({
      'p.yaml': broken,
      'a/compose.yaml': guideCompose,
      'values.yaml': 'a: [',
    })
    client = await TestClient.start(pullingClient, [folder.path])
    const first = await pullAll()
    expect(first.items.map(({ uri }) => uri).sort()).toEqual([
      folder.uri('a/compose.yaml'),
      folder.uri('p.yaml'),
    ])
    const ids = first.items.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' }))
    let answered = false
    const second = pullAll(ids).then((report) => {
      answered = true
      return report
    })
    await client.request('textDocument/hover', {
      textDocument: { uri: folder.uri('p.yaml') },
      position: { line: 0, character: 0 },
    })
    expect(answered).toBe(false)
    await client.open(folder.uri('p.yaml'), guidePolicy, 'yaml', 3)
    const { items } = await second
    expect(items.find(({ uri }) => uri.endsWith('p.yaml'))).toMatchObject({
      kind: 'full',
      version: 3,
      items: [],
    })
    expect(items.find(({ uri }) => uri.endsWith('compose.yaml'))).toMatchObject({
      kind: 'unchanged',
    })
  })

  it('take back what was said about a file that is gone', async () => {
    folder = await folderWith({ 'p.yaml': guidePolicy })
    client = await TestClient.start(pullingClient, [folder.path])
    await client.open('untitled:new-policy.yaml', broken)
    const first = await pullAll()
    expect(first.items.find(({ uri }) => uri.startsWith('untitled:'))).toMatchObject({
      items: [{ code: 'wrong-type' }],
    })
    const ids = first.items.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' }))
    await client.wire.sendNotification('textDocument/didClose', {
      textDocument: { uri: 'untitled:new-policy.yaml' },
    })
    const { items } = await pullAll(ids)
    expect(items.find(({ uri }) => uri.startsWith('untitled:'))).toEqual({
      kind: 'full',
      uri: 'untitled:new-policy.yaml',
      version: null,
      items: [],
    })
  })
})

describe('the connection', () => {
  it('answers a cancelled request at once', async () => {
    client = await TestClient.start()
    await client.open('file:///p.yaml', guidePolicy)
    const { CancellationTokenSource } = await import('vscode-jsonrpc')
    const source = new CancellationTokenSource()
    const asked = client.wire.sendRequest(
      'textDocument/documentSymbol',
      { textDocument: { uri: 'file:///p.yaml' } },
      source.token,
    )
    source.cancel()
    await expect(asked).rejects.toMatchObject({ code: -32800 })
  })

  it('watches files and settings where the client lets it', async () => {
    client = await TestClient.start()
    await client.until(() => client.registrations.length >= 2)
    expect(client.registrations.sort()).toEqual([
      'workspace/didChangeConfiguration',
      'workspace/didChangeWatchedFiles',
    ])
  })

  it('takes severities from the settings', async () => {
    client = await TestClient.start({ ...fullClient, workspace: {} })
    const uri = 'file:///p.yaml'
    await client.open(uri, broken)
    const [finding] = await client.diagnostics(uri, 1)
    client.published.delete(uri)
    await client.wire.sendNotification('workspace/didChangeConfiguration', {
      settings: { governance: { rules: { [String(finding?.code)]: 'info' } } },
    })
    expect(await client.diagnostics(uri)).toMatchObject([{ severity: 3 }])
    client.published.delete(uri)
    await client.wire.sendNotification('workspace/didChangeConfiguration', {
      settings: { governance: { rules: { [String(finding?.code)]: 'off' } } },
    })
    expect(await client.diagnostics(uri)).toEqual([])
  })

  it('leaves syntax errors to another YAML server when the client says that there is one', async () => {
    client = await TestClient.start({ ...fullClient, workspace: {} }, [], {
      settings: { otherYamlServer: true },
    })
    await client.open('file:///p.yaml', `${guidePolicy}  x: "\n`)
    const found = await client.diagnostics('file:///p.yaml', 1)
    expect(found.map(({ code }) => code)).not.toContain('yaml-syntax')
  })

  it('reads what has no path, and survives URIs that no machine has', async () => {
    client = await TestClient.start()
    await client.open('untitled:Untitled-1', broken)
    expect(await client.diagnostics('untitled:Untitled-1', 1)).toHaveLength(1)
    for (const uri of [
      'file://wsl.localhost/Ubuntu/p.yaml',
      'file:///%00.yaml',
      'git:/p.yaml?x',
      'nonsense',
    ])
      expect(await client.at('hover', uri, 0, 0)).toBeNull()
  })
})

describe('files on disk', () => {
  it('an open buffer goes before the disk, and the disk is read afresh without watching', async () => {
    folder = await folderWith({
      'governance-policy.yaml': guidePolicy,
      'compose.yaml': guideCompose,
    })
    client = await TestClient.start(undefined, [folder.path])
    const compose = folder.uri('compose.yaml')
    await client.open(compose, guideCompose)
    const hint = async () => {
      const [first] = await client.request<{ label: string }[]>('textDocument/inlayHint', {
        textDocument: { uri: compose },
        range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
      })
      return first?.label
    }
    expect(await hint()).toContain('agent-policy-001')
    await folder.write(
      'governance-policy.yaml',
      guidePolicy.replace('agent-policy-001', 'on-disk-is-longer'),
    )
    expect(await hint()).toContain('on-disk')
    await client.open(
      folder.uri('governance-policy.yaml'),
      guidePolicy.replace('agent-policy-001', 'in-buffer'),
    )
    expect(await hint()).toContain('in-buffer')
    await client.close(folder.uri('governance-policy.yaml'))
    expect(await hint()).toContain('on-disk')
  })

  it('works over several folders that come and go', async () => {
    folder = await folderWith({
      'one/p.yaml': guidePolicy,
      'two/compose.yaml': guideCompose.replace('./governance-policy.yaml', '../one/p.yaml'),
    })
    client = await TestClient.start(undefined, [`${folder.path}/one`])
    const policy = folder.uri('one/p.yaml')
    const uses = async () =>
      (
        await client.at<unknown[]>('references', policy, 4, 10, {
          context: { includeDeclaration: false },
        })
      ).length
    expect(await uses()).toBe(0)
    const two = { uri: folder.uri('two'), name: 'two' }
    await client.wire.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [two], removed: [] },
    })
    expect(await uses()).toBe(1)
    await client.wire.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [two] },
    })
    expect(await uses()).toBe(0)
  })
})

describe('across files', () => {
  const policyName = 'governance-policy.yaml'

  async function both(policy: string, compose: string) {
    folder = await folderWith({ [policyName]: policy, 'compose.yaml': compose })
    client = await TestClient.start(undefined, [folder.path])
    await client.open(folder.uri('compose.yaml'), compose)
    return client.diagnostics(folder.uri('compose.yaml'), 1)
  }

  it('a Compose file hears of a policy that is missing', async () => {
    const found = await both(guidePolicy, guideCompose.replace(policyName, 'missing.yaml'))
    expect(found).toMatchObject([
      { code: 'policy-file-missing', range: { start: { line: 10, character: 10 } } },
    ])
  })

  it('a Compose file hears of a policy that is not valid, with the reason in the other file', async () => {
    const found = await both(broken, guideCompose)
    expect(found).toMatchObject([
      {
        code: 'policy-file-invalid',
        relatedInformation: [
          { location: { uri: folder?.uri(policyName), range: { start: { line: 10 } } } },
        ],
      },
    ])
  })

  it('a Compose file hears of a credential that its policy does not allow', async () => {
    const found = await both(guidePolicy.replace('      - "OPENAI_API_KEY"\n', ''), guideCompose)
    expect(found).toMatchObject([
      { code: 'key-not-in-policy', severity: 3, range: { start: { line: 6, character: 8 } } },
    ])
  })

  it('mending the policy in its buffer mends the Compose file', async () => {
    await both(broken, guideCompose)
    const compose = folder?.uri('compose.yaml') ?? ''
    client.published.delete(compose)
    await client.open(folder?.uri(policyName) ?? '', guidePolicy)
    await client.until(() => client.published.get(compose)?.diagnostics.length === 0)
  })

  it('a policy hears of tools of a server that no project has', async () => {
    await both(
      guidePolicy,
      `${guideCompose}  mcp: {servers: {files: {service: postgres, port: 3000}}}\n`,
    )
    const uri = folder?.uri(policyName) ?? ''
    await client.open(uri, guidePolicy.replace('"read_file"', '"flies/read_file"'))
    expect(await client.diagnostics(uri, 1)).toMatchObject([
      {
        code: 'server-not-in-project',
        relatedInformation: [{ location: { uri: folder?.uri('compose.yaml') } }],
      },
    ])
  })
})
