import { foldKey } from '../../../policy/fold-key.ts'
import {
  type Json,
  JsonError,
  parseJson,
  toPlain,
  writeJson,
} from '../../../sidecars/gateway/json.ts'
import { MessageError, readMessages, writeMessage } from '../../../sidecars/gateway/messages.ts'
import { createEventReader, type ServerEvent, writeEvent } from '../../../sidecars/gateway/sse.ts'
import type { Random } from '../random.ts'
import { promise, type Target } from '../target.ts'

const strict = { depth: 32, values: 500_000, foldKeys: true }
const data = { depth: 32, values: 500_000, foldKeys: false }
const keys = [
  'name',
  'Name',
  'na\u006de',
  'arguments',
  'argument\u017f',
  '__proto__',
  'constructor',
  'to\u212aen',
  'token',
  '',
  'a',
  'A',
]
const pieces = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u00',
  '"a"',
  '"A"',
  '1',
  '-0',
  '1e400',
  '.5',
  'true',
  'nul',
  ' ',
  '\u00a0',
  '\n',
  '\0',
  '\ud800',
  '\ufeff',
  '/*',
  'NaN',
]

/** Whatever text comes: what we take JSON.parse takes and reads the same, and what we write we read again. */
const json: Target = (random) => {
  const text = random.oneIn(2)
    ? jsonText(random, 4)
    : Array.from({ length: random.below(24) }, () => random.pick(pieces)).join('')
  const bytes = random.mutate(Buffer.from(text), random.below(4)).toString()
  for (const limits of [strict, data]) {
    let value: Json
    try {
      value = parseJson(bytes, limits)
    } catch (error) {
      promise(error instanceof JsonError, 'another error than a refusal:', String(error))
      continue
    }
    promise(
      JSON.stringify(JSON.parse(bytes)) === JSON.stringify(inPlain(value)),
      'another reading than JSON.parse:',
      bytes,
    )
    const written = writeJson(value)
    promise(
      writeJson(parseJson(written, limits)) === written,
      'what is written reads otherwise:',
      written,
    )
    if (limits.foldKeys) promise(!hasFoldedTwins(value), 'two keys that fold the same:', bytes)
  }
}

/** Whatever message comes: it is refused or written so that it says the same. */
const message: Target = (random) => {
  const members = ['jsonrpc', 'id', 'method', 'params', 'result', 'error', 'Method', 'extra']
    .filter(() => random.oneIn(2))
    .map(
      (key) =>
        `"${key}":${random.oneIn(3) ? jsonText(random, 3) : random.pick(['"2.0"', '1', '"tools/call"', '{}', '{"name":"x"}', 'null', '[]'])}`,
    )
  const text = random
    .mutate(Buffer.from(`{"jsonrpc":"2.0",${members.join(',')}}`), random.below(2))
    .toString()
  let read: ReturnType<typeof readMessages>
  try {
    read = readMessages(text, strict)
  } catch (error) {
    promise(error instanceof MessageError, 'another error than a refusal:', String(error))
    return
  }
  if (Array.isArray(read)) return
  const written = writeMessage(read)
  const again = readMessages(written, strict)
  promise(
    !Array.isArray(again) && writeMessage(again) === written,
    'what is written reads otherwise:',
    written,
  )
  const theirs = JSON.parse(text) as Record<string, unknown>
  if (read.kind === 'request') {
    promise(
      theirs.method === read.method && theirs.id === read.id,
      'another request than others read:',
      text,
    )
    promise(
      JSON.stringify(theirs.params) === JSON.stringify(read.params && inPlain(read.params)),
      'other parameters:',
      text,
    )
  }
}

/** However a stream is cut, its events are the same, and they are those of the standard. */
const events: Target = (random) => {
  const lines = [
    'data: a',
    'data:b',
    'data',
    'data: {"x":1}',
    'id: 7',
    'id',
    'event: e',
    ': c',
    'retry: 5',
    'foo: bar',
    '',
    '',
    '',
  ]
  let text = random.oneIn(4) ? '\ufeff' : ''
  for (let line = random.below(30); line > 0; line -= 1)
    text += random.pick(lines) + random.pick(['\n', '\r', '\r\n'])
  text = random.mutate(Buffer.from(text), random.below(3)).toString()
  const whole = read([text])
  const parts = random.pieces(Buffer.from(text, 'utf16le'), 9)
  const cut = read(evenly(parts))
  promise(JSON.stringify(whole) === JSON.stringify(cut), 'another reading when cut:', text)
  promise(
    JSON.stringify(whole) === JSON.stringify(standard(text)),
    'another reading than the standard:',
    text,
  )
  const payload = JSON.stringify({ text })
  promise(
    read([writeEvent(payload, '1_1')])[0]?.data === payload,
    'an event of ours that reads otherwise',
  )
}

export const gatewayTargets: ReadonlyMap<string, Target> = new Map([
  ['mcp-json', json],
  ['mcp-message', message],
  ['mcp-events', events],
])

function jsonText(random: Random, depth: number): string {
  const kind = random.below(depth > 0 ? 8 : 5)
  if (kind === 0)
    return random.pick(['0', '1', '-0', '1.0', '1e3', '12345678901234567890', '0.1', '1E400'])
  if (kind === 1) return random.pick(['true', 'false', 'null'])
  if (kind < 5) return JSON.stringify(random.pick([...keys, 'x\n', '\ud800', 'é', '\u2028']))
  const items = Array.from({ length: random.below(4) }, () => jsonText(random, depth - 1))
  if (kind === 5) return `[${items.join(', ')}]`
  return `{${items.map((item) => `${JSON.stringify(random.pick(keys))}:${item}`).join(',')}}`
}

/** As JSON.parse gives it, prototypes and lost digits included. */
function inPlain(value: Json): unknown {
  return JSON.parse(JSON.stringify(toPlain(value)))
}

function hasFoldedTwins(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasFoldedTwins)
  if (!(value instanceof Map)) return false
  const folded = [...value.keys()].map(foldKey)
  return new Set(folded).size !== folded.length || [...value.values()].some(hasFoldedTwins)
}

function read(parts: readonly string[]): ServerEvent[] {
  const reader = createEventReader(1_000_000)
  return parts.flatMap((part) => reader.push(part))
}

/** Pieces of UTF-16, put together so that no code unit is cut. */
function evenly(parts: readonly Buffer[]): string[] {
  let rest = Buffer.alloc(0)
  return parts.map((part) => {
    const all = Buffer.concat([rest, part])
    const whole = all.length - (all.length % 2)
    rest = all.subarray(whole)
    return all.subarray(0, whole).toString('utf16le')
  })
}

/** The algorithm of the HTML standard, in the most literal form. */
function standard(text: string): ServerEvent[] {
  const out: ServerEvent[] = []
  let [data, event, id]: [string, string, string | undefined] = ['', '', undefined]
  const all = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
  for (const line of all.slice(0, -1)) {
    if (line === '') {
      if (data !== '') out.push({ id, event: event || 'message', data: data.slice(0, -1) })
      data = ''
      event = ''
      continue
    }
    const match = /^([^:]*)(?:: ?([\s\S]*))?$/.exec(line)
    if (line.startsWith(':') || match === null) continue
    const [, name, value = ''] = match
    if (name === 'data') data += `${value}\n`
    else if (name === 'event') event = value
    else if (name === 'id' && !value.includes('\0')) id = value
  }
  return out
}
