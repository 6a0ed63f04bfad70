import { readFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import { CommandError, Exit } from '../exit.ts'

/** One server of the field `x-docker-ai-governance.mcp.servers`. */
export type ServerField = { url: string } | { command: string[]; image?: string }

export interface Imported {
  servers: Map<string, ServerField>
  /** What could not be carried over as it was, and what to do about it; one sentence each. */
  notes: string[]
}

const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** `governance mcp import FILE`: the field for the servers of an `mcpServers` file, on standard output. */
export async function importFile(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`${file} cannot be read`)
  })
  const { servers, notes } = importServers(text, file)
  const field = { 'x-docker-ai-governance': { mcp: { servers: Object.fromEntries(servers) } } }
  process.stdout.write(stringify(field, { collectionStyle: 'any' }))
  for (const note of notes) process.stderr.write(`governance: ${note}\n`)
  return Exit.fine
}

/**
 * Reads the `mcpServers` JSON that editors and agents keep (`servers` in some of them).
 * @throws CommandError with the file and the name of the server that cannot be carried over
 */
export function importServers(text: string, file: string): Imported {
  const entries = serversIn(text, file)
  const imported: Imported = { servers: new Map(), notes: [] }
  for (const [written, value] of entries) {
    const name = nameFor(written)
    const fail = (what: string): never => {
      throw new CommandError(`server '${written}' ${what}`, { place: file })
    }
    if (!NAME.test(name)) fail('has no name that could be used here: rename it')
    if (imported.servers.has(name)) fail(`and another one would both be '${name}': rename one`)
    if (name !== written) imported.notes.push(`'${written}' becomes '${name}'.`)
    if (!isRecord(value)) return fail('is not an object')
    if (value.disabled === true) {
      imported.notes.push(`'${written}' is disabled there and left out.`)
      continue
    }
    imported.servers.set(name, fieldOf(value, fail))
    imported.notes.push(...notesOn(written, value))
  }
  return imported
}

function serversIn(text: string, file: string): [string, unknown][] {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new CommandError('this is not JSON', { place: file })
  }
  const servers = isRecord(document) ? (document.mcpServers ?? document.servers) : undefined
  if (!isRecord(servers)) throw new CommandError('there is no mcpServers in it', { place: file })
  return Object.entries(servers)
}

function nameFor(written: string): string {
  return written
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

function fieldOf(value: Record<string, unknown>, fail: (what: string) => never): ServerField {
  const url = value.url ?? value.serverUrl ?? value.httpUrl
  if (typeof url === 'string') {
    if (!/^https?:\/\//.test(url)) fail('has a url that is neither http nor https')
    return { url }
  }
  const words = Array.isArray(value.args) ? value.args : []
  if (typeof value.command !== 'string' || words.some((word) => typeof word !== 'string')) {
    return fail('has neither a url nor a command')
  }
  return (
    containerOf(value.command, words as string[]) ?? {
      command: [value.command, ...(words as string[])],
    }
  )
}

/** Flags of `docker run` that take a value, among those that such files use. */
const VALUED = new Set([
  '-e',
  '--env',
  '--name',
  '-v',
  '--volume',
  '--mount',
  '--network',
  '-u',
  '--user',
  '-w',
  '--workdir',
  '--env-file',
  '--platform',
  '--pull',
])

/** `docker run … IMAGE WORDS…`: the image and its words; how it is run is the gateway's business. */
function containerOf(command: string, words: readonly string[]): ServerField | undefined {
  if (command !== 'docker' || words[0] !== 'run') return undefined
  let at = 1
  while (words[at]?.startsWith('-')) at += VALUED.has(words[at] ?? '') ? 2 : 1
  const [image, ...rest] = words.slice(at)
  return image === undefined || rest.length === 0 ? undefined : { command: rest, image }
}

function notesOn(name: string, value: Record<string, unknown>): string[] {
  const notes: string[] = []
  const keys = isRecord(value.env) ? Object.keys(value.env) : []
  if (keys.length > 0) {
    notes.push(
      `'${name}' has ${keys.join(', ')} in its environment: values are not carried over; add the keys to credentials.allowedKeys.`,
    )
  }
  const headers = isRecord(value.headers) ? Object.keys(value.headers) : []
  if (headers.length > 0) {
    notes.push(
      `'${name}' is sent ${headers.join(', ')}: let the agent send it to /mcp/${nameFor(name)}, with its lease for the value.`,
    )
  }
  return notes
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
