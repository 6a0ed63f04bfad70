import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type {
  CodeAction,
  CodeLens,
  Diagnostic,
  Range,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-types'
import { parseAllDocuments } from 'yaml'
import { type Folder, folderWith, guidePolicy, pullingClient, TestClient } from './client.ts'
import { corpus, hardInputs, mutations, seeded } from './corpus.ts'

const atPosition = [
  'hover',
  'completion',
  'definition',
  'references',
  'documentHighlight',
  'prepareRename',
  'rename',
]
const wholeDocument = [
  'documentSymbol',
  'foldingRange',
  'documentLink',
  'codeLens',
  'semanticTokens/full',
  'inlayHint',
  'codeAction',
  'diagnostic',
  'selectionRange',
]

/** What this server answers besides the protocol. */
const ownRequests = ['governance/effectivePolicy', 'governance/projectCheck']

/** A trail under which everything in the corpus' policy is unused and much was refused. */
const row = (kind: string, what: string, resource: string, rule: string) => {
  const [first, last] = [Date.now() - 40 * 86_400_000, Date.now()].map((time) =>
    new Date(time).toISOString(),
  )
  const counts = { allowed: 0, blocked: 2, wouldBlock: 0 }
  return {
    kind,
    what,
    resource,
    policies: ['p1', 'agent-policy-001'],
    ...counts,
    first,
    last,
    refusal: { rule },
  }
}
const trail = [
  row('network', 'host', 'pypi.org:443', 'network.allowedDomains'),
  row('credential', 'key', 'OPENAI_API_KEY', 'credentials.allowedKeys'),
  row('mcp', 'tool', 'files/write', 'mcp.allowedTools'),
]

let client: TestClient
let folder: Folder
let version = 1
/** The edit that the server asked the client to apply last. */
let asked: WorkspaceEdit | undefined

beforeAll(async () => {
  folder = await folderWith(Object.fromEntries(corpus))
  client = await TestClient.start(pullingClient, [folder.path])
  client.wire.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
    asked = edit
    return { applied: false }
  })
  await client.wire.sendNotification('governance/activity', { day: trail, month: trail })
})
afterAll(async () => {
  await client.stop()
  await folder.remove()
})

/** Every range in an answer that speaks about the document. */
function rangesIn(answer: unknown, found: Range[] = []): Range[] {
  if (Array.isArray(answer)) for (const item of answer) rangesIn(item, found)
  else if (answer && typeof answer === 'object') {
    const { start, end } = answer as Partial<Range>
    if (start && end && 'line' in start) found.push(answer as Range)
    else if (!('uri' in answer) && !('targetUri' in answer))
      for (const value of Object.values(answer)) rangesIn(value, found)
  }
  return found
}

function expectInside(document: TextDocument, answer: unknown): void {
  for (const { start, end } of rangesIn(answer)) {
    for (const position of [start, end])
      if (
        position.line >= document.lineCount ||
        comparable(document.positionAt(document.offsetAt(position))) !== comparable(position)
      )
        throw new Error(
          `${JSON.stringify(position)} is outside of ${JSON.stringify(document.getText())}`,
        )
    if (document.offsetAt(start) > document.offsetAt(end))
      throw new Error('a range ends before it starts')
  }
}

function comparable({ line, character }: Range['start']): string {
  return `${line}:${character}`
}

async function show(uri: string, text: string): Promise<TextDocument> {
  version += 1
  await client.change(uri, version, [{ text }])
  return TextDocument.create(uri, 'yaml', version, text)
}

/** Asks everything about the whole document; answers must not be errors and must stay inside it. */
async function askAll(document: TextDocument): Promise<Map<string, unknown>> {
  const { uri } = document
  const all = {
    start: { line: 0, character: 0 },
    end: document.positionAt(document.getText().length),
  }
  const answers = await Promise.all(
    wholeDocument.map(async (method) => {
      const answer = await client.request(`textDocument/${method}`, {
        textDocument: { uri },
        range: all,
        positions: [all.start, all.end],
        context: { diagnostics: [] },
      })
      expectInside(document, answer)
      return [method, answer] as const
    }),
  )
  for (const method of ownRequests) {
    const answer = await client.request(method, { textDocument: { uri } })
    expectInside(document, answer)
  }
  return new Map(answers)
}

/** Presses every lens that changes the policy: what comes of it is inside the text and a policy still. */
async function expectLensesToHold(
  document: TextDocument,
  answers: Map<string, unknown>,
): Promise<number> {
  const errors = (report: unknown) =>
    (report as { items: Diagnostic[] }).items.filter(({ severity }) => severity === 1).length
  let pressed = 0
  for (const { command } of answers.get('codeLens') as CodeLens[]) {
    if (!/^governance\.(?:allow|remove)$/.test(command?.command ?? '')) continue
    asked = undefined
    await client.request('workspace/executeCommand', {
      command: command?.command,
      arguments: command?.arguments,
    })
    if (!asked) throw new Error(`${command?.title} does nothing to ${document.getText()}`)
    pressed += 1
    const text = apply(document, asked)
    const after = await askAll(await show(document.uri, text))
    if (errors(after.get('diagnostic')) > 0)
      throw new Error(`${command?.title} makes no policy: ${JSON.stringify(text)}`)
    await show(document.uri, document.getText())
  }
  return pressed
}

async function askAt(document: TextDocument, offset: number): Promise<void> {
  const position = document.positionAt(offset)
  await Promise.all(
    atPosition.map(async (method) => {
      try {
        const answer = await client.at(method, document.uri, position.line, position.character, {
          newName: 'renamed',
          context: { includeDeclaration: true },
        })
        if (method !== 'references' && method !== 'rename') expectInside(document, answer)
      } catch (error) {
        // A rename that is refused says why; anything else is a fault.
        if (method !== 'rename' || (error as { code?: number }).code !== -32803) throw error
      }
    }),
  )
}

function apply(document: TextDocument, edit: WorkspaceEdit | undefined): string {
  const edits = (edit?.documentChanges ?? []).flatMap((change) =>
    'edits' in change ? change.edits : [],
  ) as TextEdit[]
  return TextDocument.applyEdits(document, edits)
}

const codes = (report: unknown) =>
  (report as { items: Diagnostic[] }).items.map(({ code }) => String(code))
const errorsOf = (text: string) => {
  const parsed = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' })
  return 'empty' in parsed ? 0 : parsed.flatMap(({ errors }) => errors).length
}

/** Applies every fix that is offered: the text parses as well as before, and the finding is gone. */
async function expectFixesToHold(
  document: TextDocument,
  answers: Map<string, unknown>,
): Promise<void> {
  const text = document.getText()
  const report = answers.get('diagnostic') as { items: Diagnostic[] }
  for (const diagnostic of report.items) {
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: document.uri },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic], only: ['quickfix'] },
    })
    for (const action of actions.filter(({ diagnostics }) => diagnostics?.length)) {
      const fixed = apply(document, action.edit)
      const before = codes(report).filter((code) => code === diagnostic.code).length
      const after = await askAll(await show(document.uri, fixed))
      const left = codes(after.get('diagnostic')).filter((code) => code === diagnostic.code).length
      if (left >= before && fixed !== text)
        throw new Error(
          `${action.title} leaves ${diagnostic.code} in ${JSON.stringify(text)} → ${JSON.stringify(fixed)}`,
        )
      if (errorsOf(fixed) > errorsOf(text))
        throw new Error(`${action.title} breaks ${JSON.stringify(text)} → ${JSON.stringify(fixed)}`)
      await show(document.uri, text)
    }
  }
}

describe('the cursor sweep', () => {
  for (const [name, text] of corpus) {
    it(`every method answers at every position of ${name}`, async () => {
      const uri = folder.uri(name)
      await client.open(uri, text, 'yaml', version)
      const document = await show(uri, text)
      await askAll(document)
      for (let offset = 0; offset <= text.length; offset += 1) await askAt(document, offset)
      await client.close(uri)
    })

    it(`every prefix of ${name} is answered, at its end too`, async () => {
      const uri = folder.uri(name)
      await client.open(uri, '', 'yaml', version)
      for (let length = 0; length <= text.length; length += 3) {
        const document = await show(uri, text.slice(0, length))
        await askAll(document)
        await askAt(document, length)
      }
      await client.close(uri)
    })

    it(`mutations of ${name} are answered, and every fix parses and removes its finding`, async () => {
      const uri = folder.uri(name)
      await client.open(uri, '', 'yaml', version)
      const random = seeded(20261122)
      for (const mutant of mutations(text, random, Number(process.env.GOVERNANCE_SWEEP ?? 120))) {
        const document = await show(uri, mutant)
        const answers = await askAll(document)
        for (let times = 0; times < 4; times += 1)
          await askAt(document, Math.floor(random() * mutant.length))
        await expectFixesToHold(document, answers)
        await expectLensesToHold(document, answers)
      }
      await client.close(uri)
    }, 120_000)
  }

  it('every lens that edits a policy leaves a policy', async () => {
    const uri = folder.uri('lenses/governance-policy.yaml')
    await client.open(uri, '', 'yaml', version)
    const random = seeded(20261123)
    const flow = guidePolicy.replace(/\n {6}- /g, ', ').replace(/:, ([^\n]*)/g, ': [$1]')
    let pressed = 0
    for (const text of [guidePolicy, guidePolicy.replaceAll('\n', '\r\n'), flow]) {
      for (const mutant of [text, ...mutations(text, random, 20)]) {
        const document = await show(uri, mutant)
        pressed += await expectLensesToHold(document, await askAll(document))
      }
    }
    expect(pressed).toBeGreaterThan(50)
    await client.close(uri)
  }, 120_000)
})

describe('the hard inputs', () => {
  it('are the 40 of the field at least', () => expect(hardInputs.size).toBeGreaterThanOrEqual(40))

  for (const [name, text] of hardInputs) {
    it(`${name}: answered everywhere, quickly, inside the text`, async () => {
      const uri = folder.uri(
        name.startsWith('Compose under') ? 'hard/compose.yaml' : 'hard/governance-policy.yaml',
      )
      await client.open(uri, '', 'yaml', version)
      const started = performance.now()
      const document = await show(uri, text)
      const answers = await askAll(document)
      expect(performance.now() - started).toBeLessThan(10_000)
      const step = Math.max(1, Math.floor(text.length / 40))
      for (let offset = 0; offset <= text.length; offset += step) await askAt(document, offset)
      await askAt(document, text.length + 10)
      // Several aliases of one anchor are one finding, mended one by one: 500 rounds would only cost time.
      if (name !== 'many aliases') await expectFixesToHold(document, answers)
      await client.close(uri)
    })
  }
})
