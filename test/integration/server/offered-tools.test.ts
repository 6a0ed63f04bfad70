import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CompletionItem } from 'vscode-languageserver-types'
import { type Folder, folderWith, fullClient, guidePolicy, TestClient } from './client.ts'

const compose = `services:
  agent: { image: agent }
  files: { image: files }
x-docker-ai-governance:
  policy: ./governance-policy.yaml
  services: [agent]
  mcp: { servers: { files: { service: files, port: 3000 } } }
`
const policy = (tools: string) => guidePolicy.replace('      - "read_file"\n', `      - ${tools}\n`)

let client: TestClient
let folder: Folder
let cache: Folder
const before = process.env.XDG_CACHE_HOME

beforeAll(async () => {
  cache = await folderWith({})
  process.env.XDG_CACHE_HOME = cache.path
})
afterAll(async () => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME
  else process.env.XDG_CACHE_HOME = before
  await cache.remove()
})
afterEach(async () => {
  await client.stop()
  await folder.remove()
})

async function start(tools: unknown): Promise<string> {
  folder = await folderWith({ 'compose.yaml': compose, 'governance-policy.yaml': guidePolicy })
  await cache.write(
    'docker-ai-governance/mcp-tools.json',
    typeof tools === 'string'
      ? tools
      : JSON.stringify({
          version: 1,
          projects: { p: { directory: folder.path, updated: '', servers: tools } },
        }),
  )
  client = await TestClient.start(fullClient, [folder.path])
  return folder.uri('governance-policy.yaml')
}

describe('tools that servers really offer', () => {
  it('are completed', async () => {
    const uri = await start({ files: ['read_file', 'list_files'] })
    await client.open(uri, policy('"f"'))
    const line = guidePolicy.split('\n').indexOf('      - "read_file"')
    const answer = await client.at<{ items?: CompletionItem[] } | CompletionItem[]>(
      'completion',
      uri,
      line,
      10,
    )
    const items = Array.isArray(answer) ? answer : (answer.items ?? [])
    expect(items.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['files/read_file', 'files/list_files', 'files/*']),
    )
  })

  it('are held against the entries of a policy, and a slip is mended', async () => {
    const uri = await start({ files: ['read_file', 'list_files'] })
    await client.open(uri, policy('"files/raed_file"'))
    const [finding] = await client.diagnostics(uri, 1)
    expect(finding).toMatchObject({ code: 'tool-not-offered', severity: 2 })
    expect(finding?.message).toContain('files/read_file')
    await client.change(uri, 2, [{ text: policy('"files/read_*"') }])
    expect(await client.diagnostics(uri, 2)).toEqual([])
  })

  it('are unknown where nobody has asked: then nothing is said', async () => {
    for (const known of [{}, { files: [] }, { other: ['x'] }, 'not JSON', '{"projects":[1]}']) {
      const uri = await start(known)
      await client.open(uri, policy('"files/raed_file"'))
      expect(await client.diagnostics(uri, 1)).toEqual([])
      await client.stop()
      await folder.remove()
    }
    await start({})
  })
})

describe('the date of a review', () => {
  const reviewed = (date: string) =>
    guidePolicy.replace('name: agent-policy-001', `name: p\n  labels: { reviewed: ${date} }`)

  it('is reminded of after 90 days, and only where it is written', async () => {
    const uri = await start({})
    const recent = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
    await client.open(uri, reviewed('"2020-01-31"'))
    expect((await client.diagnostics(uri, 1)).map(({ code }) => code)).toEqual(['review-overdue'])
    await client.change(uri, 2, [{ text: reviewed(`"${recent}"`) }])
    expect(await client.diagnostics(uri, 2)).toEqual([])
    await client.change(uri, 3, [{ text: reviewed('last-week') }])
    expect((await client.diagnostics(uri, 3)).map(({ code }) => code)).toEqual(['review-overdue'])
    await client.change(uri, 4, [{ text: guidePolicy }])
    expect(await client.diagnostics(uri, 4)).toEqual([])
  })
})

describe('setting a finding aside', () => {
  it('leaves the reason to be written, and silences nothing until it is', async () => {
    const uri = await start({})
    const text = guidePolicy.replace('maxExpirationHours: 24', 'maxExpirationHours: 2000')
    await client.open(uri, text)
    const [finding] = await client.diagnostics(uri, 1)
    expect(finding?.code).toBe('long-expiration')
    const actions = await client.request<
      { title: string; edit: { documentChanges: { edits: { newText: string }[] }[] } }[]
    >('textDocument/codeAction', {
      textDocument: { uri },
      range: finding?.range,
      context: { diagnostics: [finding], only: ['quickfix'] },
    })
    const comment = actions.find(({ title }) => title.startsWith('Set long-expiration aside'))?.edit
      .documentChanges[0]?.edits[0]?.newText
    expect(comment).toBe('    # governance-ignore long-expiration: \n')
    const line = '    maxExpirationHours: 2000'
    await client.change(uri, 2, [{ text: text.replace(line, `${comment}${line}`) }])
    const codes = (await client.diagnostics(uri, 2)).map(({ code }) => code)
    expect(codes.sort()).toEqual(['long-expiration', 'suppression-without-reason'])
    const reasoned = `${comment?.trimEnd()} a device without a keyboard\n${line}`
    await client.change(uri, 3, [{ text: text.replace(line, reasoned) }])
    expect(await client.diagnostics(uri, 3)).toEqual([])
  })
})

describe('texts that readers of YAML 1.1 take for something else', () => {
  it('are found in the field of a Compose file too, with a fix', async () => {
    await start({})
    const uri = folder.uri('compose.yaml')
    await client.open(
      uri,
      compose.replace('services: [agent]', 'services: [agent, on]\n  exempt: { no: yes }'),
    )
    const found = (await client.diagnostics(uri, 1)).filter(({ code }) => code === 'ambiguous-text')
    expect(found.map(({ message }) => message)).toEqual([
      'on is text here, and true to readers of YAML 1.1\nPut it in quotes.',
      'no is text here, and false to readers of YAML 1.1\nPut it in quotes.',
      'yes is text here, and true to readers of YAML 1.1\nPut it in quotes.',
    ])
  })
})
