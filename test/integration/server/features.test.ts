import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  CodeAction,
  CompletionItem,
  Hover,
  Location,
  LocationLink,
  WorkspaceEdit,
} from 'vscode-languageserver-types'
import { cursor, type Folder, folderWith, guideCompose, guidePolicy, TestClient } from './client.ts'

let folder: Folder
let client: TestClient
let policy: string
let compose: string

beforeAll(async () => {
  folder = await folderWith({
    'governance-policy.yaml': guidePolicy,
    'docker-compose.yml': guideCompose,
  })
  policy = folder.uri('governance-policy.yaml')
  compose = folder.uri('docker-compose.yml')
  client = await TestClient.start(undefined, [folder.path])
  await client.open(policy, guidePolicy)
  await client.open(compose, guideCompose, 'dockercompose')
})

afterAll(async () => {
  await client.stop()
  await folder.remove()
})

/** Position of a text in another. */
function find(text: string, part: string, within = 0): { line: number; character: number } {
  const before = text.slice(0, text.indexOf(part) + within).split('\n')
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
}

async function words(uri: string, text: string, part: string, within = 1): Promise<string> {
  const { line, character } = find(text, part, within)
  const found = await client.at<Hover | null>('hover', uri, line, character)
  return (found?.contents as { value: string } | undefined)?.value ?? ''
}

let scratch = 0
/** Labels proposed at `|` in a file of its own. */
async function proposals(marked: string, name?: string): Promise<CompletionItem[]> {
  const { text, line, character } = cursor(marked)
  scratch += 1
  const uri = folder.uri(name ?? `scratch-${scratch}-governance-policy.yaml`)
  await client.open(uri, text)
  const items = await client.at<CompletionItem[]>('completion', uri, line, character)
  await client.close(uri)
  return items
}

async function labels(marked: string, name?: string): Promise<string[]> {
  return (await proposals(marked, name)).map(({ label }) => label)
}

const head = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata:
  name: p
spec:
`

describe('hover', () => {
  it('says what an allowed domain allows', async () => {
    expect(await words(policy, guidePolicy, '*.github.com')).toContain(
      'Allows `github.com` and every name below it on ports 80 and 443',
    )
  })

  it('says where the lease of a key is good, and how long it lives', async () => {
    const text = await words(policy, guidePolicy, 'GITHUB_TOKEN')
    expect(text).toContain('`*.github.com`')
    expect(text).toContain('A lease ends after 1 day')
  })

  it('says what a tool pattern allows', async () => {
    expect(await words(policy, guidePolicy, 'read_file')).toContain(
      'Allows the tool `read_file` of every MCP server',
    )
    expect(await words(policy, guidePolicy, 'send_email')).toContain('Blocks the tool `send_email`')
  })

  it('explains keys with the words of the schema', async () => {
    expect(await words(policy, guidePolicy, 'denyLocalNetwork')).toContain('non-public addresses')
  })

  it('shows the policy behind the path in a Compose file', async () => {
    const text = await words(compose, guideCompose, './governance-policy.yaml')
    expect(text).toContain('**agent-policy-001**')
    expect(text).toContain('`*.github.com` and `api.openai.com`')
  })

  it('says of a variable of a governed service that it becomes a lease', async () => {
    const text = await words(compose, guideCompose, 'GITHUB_TOKEN')
    expect(text).toContain('`agent` gets `GITHUB_TOKEN` as leases that end after 1 day')
  })

  it('says nothing in white space and past the end', async () => {
    expect(await client.at('hover', policy, 0, 3)).toBeNull()
    expect(await client.at('hover', policy, 9999, 9999)).toBeNull()
  })
})

describe('completion', () => {
  it('offers a whole policy in an empty file', async () => {
    const [first] = await proposals('|')
    expect(first?.label).toBe('governance policy')
    expect(first?.textEdit?.newText).toContain('kind: GovernancePolicy')
  })

  it('offers the keys that are missing', async () => {
    expect(await labels(`${head}  net|\n  mcp: {}\n`)).toEqual(
      expect.arrayContaining(['network', 'credentials', 'audit']),
    )
    expect(await labels(`${head}  net|\n  mcp: {}\n`)).not.toContain('mcp')
  })

  it('offers keys on an empty line below a key', async () => {
    expect(await labels(`${head}  network:\n    |\n`)).toContain('allowedDomains')
  })

  it('offers keys for a half-typed last key, which the parser takes for a value', async () => {
    expect(await labels(`${head}  credentials:\n    maxExp|`)).toContain('maxExpirationHours')
  })

  it('offers keys for a half-typed key between others', async () => {
    expect(await labels(`${head}  network:\n    deny|\n    allowedDomains: []\n`)).toContain(
      'denyLocalNetwork',
    )
  })

  it('offers hosts that an allowed key needs first', async () => {
    const items = await proposals(
      `${head}  credentials:\n    allowedKeys: [ANTHROPIC_API_KEY]\n  network:\n    allowedDomains:\n      - |\n`,
    )
    expect(items[0]?.label).toBe('api.anthropic.com')
    expect(items[0]?.detail).toContain('ANTHROPIC_API_KEY')
  })

  it('quotes what YAML would read as an alias', async () => {
    const items = await proposals(`${head}  network:\n    allowedDomains:\n      - |\n`)
    expect(items.find(({ label }) => label === '*.github.com')?.textEdit?.newText).toBe(
      '"*.github.com"',
    )
  })

  it('writes the dash where it is missing', async () => {
    const items = await proposals(
      `${head}  network:\n    allowedDomains:\n      - pypi.org\n      |\n`,
    )
    expect(items.find(({ label }) => label === 'crates.io')?.textEdit?.newText).toBe('- crates.io')
  })

  it('works inside quotes and in flow lists', async () => {
    const items = await proposals(`${head}  network: { allowedDomains: ["api.op|"] }\n`)
    expect(items.find(({ label }) => label === 'api.openai.com')?.textEdit).toMatchObject({
      newText: 'api.openai.com',
      range: { start: { character: 31 } },
    })
  })

  it('offers the variables of the services that use the policy, then well-known keys', async () => {
    const found = await labels(`${head}  credentials:\n    allowedKeys:\n      - |\n`)
    expect(found.slice(0, 2)).toEqual(['GITHUB_TOKEN', 'OPENAI_API_KEY'])
    expect(found).toContain('ANTHROPIC_API_KEY')
  })

  it('offers the private services of the project with their ports', async () => {
    expect(await labels(`${head}  network:\n    allowedLocal:\n      - |\n`)).toContain(
      'postgres:5432',
    )
  })

  it('offers choices and booleans', async () => {
    expect(await labels(`${head}  mode: |\n`)).toEqual(['enforce', 'monitor'])
    expect(await labels(`${head}  audit:\n    enabled: |\n`)).toEqual(['true', 'false'])
  })

  it('offers policies, services and servers in the Compose field', async () => {
    const base = 'services:\n  agent: {}\n  files: {expose: ["3000"]}\nx-docker-ai-governance:\n'
    expect(await labels(`${base}  policy: |\n`, 'compose.yaml')).toContain(
      './governance-policy.yaml',
    )
    expect(await labels(`${base}  services: [|]\n`, 'compose.yaml')).toEqual(['agent', 'files'])
    expect(await labels(`${base}  |\n`, 'compose.yaml')).toEqual(
      expect.arrayContaining(['policy', 'mcp', 'exempt']),
    )
    expect(
      await labels(
        `${base}  mcp:\n    servers:\n      files:\n        service: |\n`,
        'compose.yaml',
      ),
    ).toEqual(['agent', 'files'])
    expect(await labels('services:\n  agent: {}\n|\n', 'compose.yaml')).toEqual([
      'x-docker-ai-governance',
    ])
  })

  it('offers nothing in a comment, in a description and in files of others', async () => {
    expect(await labels(`${head}  # net|\n`)).toEqual([])
    expect(await labels('metadata:\n  description: some |\n')).toEqual([])
    expect(await labels('replicas: |\n', 'values.yaml')).toEqual([])
  })
})

describe('definition and references', () => {
  it('leads from the Compose file to the policy', async () => {
    const { line, character } = find(guideCompose, './governance-policy.yaml', 3)
    const [found] = await client.at<LocationLink[]>('definition', compose, line, character)
    expect(found?.targetUri).toBe(policy)
    expect(found?.targetRange.start).toEqual(find(guidePolicy, 'agent-policy-001'))
  })

  it('leads from a variable to the entry that allows it, and back', async () => {
    const variable = find(guideCompose, 'GITHUB_TOKEN', 2)
    const [there] = await client.at<LocationLink[]>(
      'definition',
      compose,
      variable.line,
      variable.character,
    )
    expect(there?.targetUri).toBe(policy)
    const entry = find(guidePolicy, 'GITHUB_TOKEN', 2)
    const [back] = await client.at<LocationLink[]>(
      'definition',
      policy,
      entry.line,
      entry.character,
    )
    expect(back?.targetUri).toBe(compose)
    expect(back?.targetRange.start).toEqual(find(guideCompose, 'GITHUB_TOKEN'))
  })

  it('finds every Compose file that runs under a policy', async () => {
    const { line, character } = find(guidePolicy, 'agent-policy-001', 2)
    const found = await client.at<Location[]>('references', policy, line, character, {
      context: { includeDeclaration: false },
    })
    expect(found.map(({ uri }) => uri)).toEqual([compose])
  })

  it('makes policy paths links', async () => {
    const found = await client.request<{ target: string }[]>('textDocument/documentLink', {
      textDocument: { uri: compose },
    })
    expect(found.map(({ target }) => target)).toEqual([policy])
  })
})

describe('rename', () => {
  it('renames a policy by its name', async () => {
    const { line, character } = find(guidePolicy, 'agent-policy-001', 2)
    const edit = await client.at<WorkspaceEdit>('rename', policy, line, character, {
      newName: 'agent-policy-002',
    })
    expect(edit.documentChanges).toMatchObject([
      { textDocument: { uri: policy }, edits: [{ newText: 'agent-policy-002' }] },
    ])
  })

  it('renames a policy file where a Compose file names it', async () => {
    const { line, character } = find(guideCompose, './governance-policy.yaml', 3)
    const edit = await client.at<WorkspaceEdit>('rename', compose, line, character, {
      newName: './policies/agent.yaml',
    })
    expect(edit.documentChanges).toMatchObject([
      { textDocument: { uri: compose }, edits: [{ newText: './policies/agent.yaml' }] },
      { kind: 'rename', oldUri: policy, newUri: folder.uri('policies/agent.yaml') },
    ])
  })

  it('refuses names that no policy may have', async () => {
    const { line, character } = find(guidePolicy, 'agent-policy-001', 2)
    await expect(
      client.at('rename', policy, line, character, { newName: 'Agent Policy' }),
    ).rejects.toThrow('DNS label')
  })

  it('keeps Compose files right when a policy file is moved', async () => {
    const edit = await client.request<WorkspaceEdit>('workspace/willRenameFiles', {
      files: [{ oldUri: policy, newUri: folder.uri('policies/agent.yaml') }],
    })
    expect(edit.documentChanges).toMatchObject([
      { textDocument: { uri: compose }, edits: [{ newText: './policies/agent.yaml' }] },
    ])
  })
})

describe('structure', () => {
  it('gives an outline, folds, selections, tokens, hints and lenses', async () => {
    const document = { textDocument: { uri: policy } }
    const [root] = await client.request<{ name: string; children: { name: string }[] }[]>(
      'textDocument/documentSymbol',
      document,
    )
    expect(root?.name).toBe('agent-policy-001')
    expect(root?.children.map(({ name }) => name)).toEqual([
      'apiVersion',
      'kind',
      'metadata',
      'spec',
    ])

    const folds = await client.request<object[]>('textDocument/foldingRange', document)
    expect(folds).toContainEqual({ startLine: 7, endLine: 9 })

    const at = find(guidePolicy, 'api.openai.com', 3)
    const [selection] = await client.request<{ range: unknown; parent: unknown }[]>(
      'textDocument/selectionRange',
      { ...document, positions: [at] },
    )
    expect(selection?.range).toEqual({
      start: find(guidePolicy, 'api.openai.com'),
      end: find(guidePolicy, 'api.openai.com', 14),
    })

    const { data } = await client.request<{ data: number[] }>(
      'textDocument/semanticTokens/full',
      document,
    )
    expect(data.length % 5).toBe(0)
    expect(data.length / 5).toBe(12)

    const hints = await client.request<{ label: string }[]>('textDocument/inlayHint', {
      ...document,
      range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
    })
    expect(hints.map(({ label }) => label)).toEqual([
      '= 1 day',
      '→ *.github.com',
      '→ api.openai.com',
    ])

    const lenses = await client.request<{ command: { title: string } }[]>(
      'textDocument/codeLens',
      document,
    )
    expect(lenses.map(({ command }) => command.title)).toEqual(['used in 1 place'])
  })

  it('shows in the Compose file what the policy comes to', async () => {
    const hints = await client.request<{ label: string }[]>('textDocument/inlayHint', {
      textDocument: { uri: compose },
      range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
    })
    expect(hints.map(({ label }) => label)).toEqual([
      'agent-policy-001: 2 domains, 2 keys, 3 tools',
      'lease, 1 day',
      'lease, 1 day',
    ])
  })
})

describe('code actions', () => {
  it('are empty where nothing is wrong', async () => {
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: policy },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [] },
    })
    expect(actions).toEqual([])
  })
})
