import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver-protocol'
import {
  type Folder,
  folderWith,
  fullClient,
  guidePolicy,
  pullingClient,
  TestClient,
} from './client.ts'

const compose = `services:
  agent:
    image: agent:1
    privileged: true
    env_file: [agent.env]
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
x-docker-ai-governance:
  policy: ./governance-policy.yaml
`
const files = {
  'governance-policy.yaml': guidePolicy,
  'agent.env': 'MODE=quiet\n',
  'compose.yaml': compose,
}

let client: TestClient
let folder: Folder

afterEach(async () => {
  await client.stop()
  await folder.remove()
})

const codes = (found: readonly Diagnostic[] | undefined) =>
  (found ?? []).map(({ code, range }) => `${range.start.line}:${code}`).sort()

/** Pushed findings once they are those of a version and include one of a rule. */
async function untilFound(uri: string, version: number, rule: string): Promise<Diagnostic[]> {
  const found = () => client.published.get(uri)
  await client.until(
    () =>
      found()?.version === version &&
      (found()?.diagnostics.some(({ code }) => code === rule) ?? false),
  )
  return found()?.diagnostics ?? []
}

async function start(capabilities = fullClient, more: Record<string, string> = {}) {
  folder = await folderWith({ ...files, ...more })
  client = await TestClient.start(capabilities, [folder.path])
  return folder.uri('compose.yaml')
}

describe('the findings of a whole project', () => {
  it('appear in the Compose file when nobody types, each once, with links to their pages', async () => {
    const uri = await start()
    await client.open(uri, compose, 'dockercompose')
    const found = await untilFound(uri, 1, 'no-privileged')
    expect(codes(found)).toEqual(expect.arrayContaining(['3:no-privileged', '6:no-docker-socket']))
    expect(new Set(codes(found)).size).toBe(found.length)
    const page = found.find(({ code }) => code === 'no-privileged')?.codeDescription?.href
    expect(page).toMatch(/\/no-privileged\.md$/)
  })

  it('are those of governance compose check', async () => {
    const uri = await start()
    await client.open(uri, compose, 'dockercompose')
    const found = await untilFound(uri, 1, 'no-privileged')
    const { stdout } = spawnSync(
      process.execPath,
      [
        resolve('bin/governance'),
        'compose',
        '-f',
        join(folder.path, 'compose.yaml'),
        'check',
        '--format',
        'json',
      ],
      { encoding: 'utf8' },
    )
    const checked = (
      JSON.parse(stdout) as {
        findings: { rule: string; range: Diagnostic['range']; file: string }[]
      }
    ).findings
      .filter(({ file }) => file.endsWith('compose.yaml'))
      .map(({ rule, range }) => `${range.start.line}:${rule}`)
    expect(codes(found)).toEqual(expect.arrayContaining(checked))
  })

  it('move with the text while someone types, and go away when what they are about is mended', async () => {
    const uri = await start()
    await client.open(uri, compose, 'dockercompose')
    await untilFound(uri, 1, 'no-privileged')
    const top = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }
    await client.change(uri, 2, [{ range: top, text: '# a line\n' }])
    expect(codes(await client.diagnostics(uri, 2))).toContain('4:no-privileged')
    const line = { start: { line: 4, character: 0 }, end: { line: 5, character: 0 } }
    await client.change(uri, 3, [{ range: line, text: '' }])
    expect(codes(await client.diagnostics(uri, 3))).not.toContain('4:no-privileged')
    expect(codes(await client.diagnostics(uri, 3))).toContain('6:no-docker-socket')
  })

  it('take an unsaved policy for the one on disk, and are told again when it changes', async () => {
    const uri = await start()
    await client.open(uri, compose.replace('    privileged: true\n', ''), 'dockercompose')
    await untilFound(uri, 1, 'no-docker-socket')
    await client.open(folder.uri('governance-policy.yaml'), guidePolicy.replace('kind:', 'kin:'))
    expect(codes(await untilFound(uri, 1, 'policy-file-invalid'))).toContain(
      '7:policy-file-invalid',
    )
    await new Promise((wake) => setTimeout(wake, 600))
    const about = codes(await client.diagnostics(uri, 1)).filter((code) => code.startsWith('7:'))
    expect(about).toEqual(['7:policy-file-invalid'])
  })

  it('count the override file beside it', async () => {
    const override = 'services:\n  agent:\n    pid: host\n'
    const uri = await start(fullClient, { 'compose.override.yaml': override })
    await client.open(uri, compose, 'dockercompose')
    await untilFound(uri, 1, 'no-privileged')
    expect(codes(client.published.get(uri)?.diagnostics)).not.toContain('2:no-host-namespace')
  })

  it('are pulled as well: the client is told to ask again', async () => {
    const uri = await start(pullingClient)
    await client.open(uri, compose, 'dockercompose')
    await client.until(() => client.refreshes.includes('diagnostic'))
    const report = await client.request<DocumentDiagnosticReport & { items: Diagnostic[] }>(
      'textDocument/diagnostic',
      { textDocument: { uri } },
    )
    expect(codes(report.items)).toContain('3:no-privileged')
  })

  it('need a field that asks for governance, and a file on disk', async () => {
    await start()
    const uri = folder.uri('other/compose.yaml')
    await client.open(uri, 'services:\n  web: { image: web, privileged: true }\n', 'dockercompose')
    expect(await client.diagnostics(uri, 1)).toEqual([])
    await new Promise((wake) => setTimeout(wake, 500))
    expect(await client.diagnostics(uri, 1)).toEqual([])
  })
})
