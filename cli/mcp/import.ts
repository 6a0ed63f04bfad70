import { stringify } from 'yaml'
import {
  isHarmlessValue,
  looksRandom,
  looksSecretName,
  looksSecretValue,
} from '../../compose-transform/inspect/secret-shapes.ts'
import { builtInBinding } from '../../policy/credential-bindings.ts'
import { CommandError, Exit } from '../exit.ts'
import { readText } from '../read-text.ts'

/** One server of the field `x-docker-ai-governance.mcp.servers`. */
export type ServerField =
  | { url: string; credential?: string }
  | { command: string[]; image?: string; environment?: Environment }

/** Variables; null: what the caller has under that name, or a lease of it where it is a key. */
export type Environment = Record<string, string | null>

export interface Imported {
  servers: Map<string, ServerField>
  /** Keys that the policy has to allow, each with the hosts it is for where the file says so. */
  keys: Map<string, ImportedKey>
  /** What could not be carried over as it was, and what to do about it; one sentence each. */
  notes: string[]
}

export interface ImportedKey {
  hosts: string[]
  /** The header it is sent in, where that is not `Authorization: Bearer`. */
  header?: string
}

const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** `governance mcp import FILE`: the field for the servers of an `mcpServers` file, on standard output. */
export async function importFile(file: string): Promise<number> {
  const text = await readText(file)
  const { servers, keys, notes } = importServers(text, file)
  const field = { 'x-docker-ai-governance': { mcp: { servers: Object.fromEntries(servers) } } }
  process.stdout.write(`${stringify(field).trimEnd()}\n`)
  for (const note of notes) process.stderr.write(`governance: ${note}\n`)
  if (keys.size > 0) process.stderr.write(leftToDo(keys))
  return Exit.fine
}

/** What the policy needs before the imported servers can use their keys. */
function leftToDo(keys: ReadonlyMap<string, ImportedKey>): string {
  const bindings = [...keys].flatMap(([key, { hosts, header }]): [string, object][] => {
    if (hosts.length === 0 && builtInBinding(key) !== undefined) return []
    const named = hosts.length === 0 ? ['THE.HOST.IT.IS.FOR'] : hosts
    return [[key, { hosts: named, ...(header === undefined ? {} : { header }) }]]
  })
  const credentials = {
    allowedKeys: [...keys.keys()],
    ...(bindings.length === 0 ? {} : { bindings: Object.fromEntries(bindings) }),
  }
  const names = [...keys.keys()].join(', ')
  return [
    'governance: left to do: the values of keys are not carried over, and the servers get leases of them. Allow them in the policy:',
    '',
    stringify({ spec: { credentials } }).replace(/^(?=.)/gm, '  '),
    `and set ${names} where you call governance, or name their sources under credentials.sources.`,
    '',
  ].join('\n')
}

/**
 * Reads the `mcpServers` JSON that editors and agents keep (`servers` in some of them).
 * @throws CommandError with the file and the name of the server that cannot be carried over
 */
export function importServers(text: string, file: string): Imported {
  const entries = serversIn(text, file)
  const imported: Imported = { servers: new Map(), keys: new Map(), notes: [] }
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
    imported.servers.set(name, fieldOf(name, value, { written, imported, fail }))
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

interface Reading {
  /** The name as it stands in the file. */
  written: string
  imported: Imported
  fail(what: string): never
}

function fieldOf(name: string, value: Record<string, unknown>, reading: Reading): ServerField {
  const { fail } = reading
  const url = value.url ?? value.serverUrl ?? value.httpUrl
  if (typeof url === 'string') {
    if (!URL.canParse(url) || !/^https?:\/\//.test(url))
      fail('has a url that is neither http nor https')
    if (looksSecretValue(url))
      fail('has what looks like a credential in its url: send it in a header')
    const credential = credentialOf(name, url, value.headers, reading)
    return credential === undefined ? { url } : { url, credential }
  }
  const words = Array.isArray(value.args) ? value.args : []
  if (typeof value.command !== 'string' || !words.every((word) => typeof word === 'string'))
    return fail('has neither a url nor a command')
  const container = containerOf(value.command, words)
  const command = container?.command ?? [value.command, ...words]
  if (command.some(looksSecretValue))
    fail('has what looks like a credential among its arguments: give it in a variable')
  const variables = [
    ...(container?.variables ?? []),
    ...(isRecord(value.env) ? Object.entries(value.env) : []),
  ]
  const environment = environmentOf(variables, reading)
  if (container?.hasMounts)
    reading.imported.notes.push(
      `'${reading.written}' mounts folders, which is not carried over: describe it as a service with its volumes, and name that service.`,
    )
  return {
    command,
    ...(container === undefined ? {} : { image: container.image }),
    ...(Object.keys(environment).length === 0 ? {} : { environment }),
  }
}

/** The key for the one header with which a server outside is told who calls. */
function credentialOf(
  name: string,
  url: string,
  headers: unknown,
  { written, imported }: Reading,
): string | undefined {
  const sent = isRecord(headers) ? Object.keys(headers) : []
  const secret = sent.filter((header) => /^authorization$/i.test(header) || looksSecretName(header))
  const rest = sent.filter((header) => !secret.includes(header))
  if (rest.length > 0)
    imported.notes.push(`'${written}' is sent ${rest.join(', ')}, which is not carried over.`)
  const [header] = secret
  if (header === undefined) return undefined
  if (secret.length > 1)
    imported.notes.push(
      `'${written}' is sent ${secret.join(', ')}: the gateway sends one credential, ${header}.`,
    )
  const key = `${name.toUpperCase().replaceAll('-', '_')}_TOKEN`.replace(/^(?=[0-9])/, '_')
  imported.keys.set(key, {
    hosts: [new URL(url).hostname],
    ...(/^authorization$/i.test(header) ? {} : { header }),
  })
  return key
}

/** What looks like a secret becomes a key, without its value; the rest stays what it is. */
function environmentOf(
  variables: readonly (readonly [string, unknown])[],
  { written, imported }: Reading,
): Environment {
  const environment = new Map<string, string | null>()
  for (const [name, value] of variables) {
    if (!VARIABLE.test(name)) {
      imported.notes.push(`'${written}' has a variable whose name is none, and it is left out.`)
      continue
    }
    const text = value === null || typeof value === 'object' ? '' : String(value)
    if (isSecret(name, text)) {
      environment.set(name, null)
      if (!imported.keys.has(name)) imported.keys.set(name, { hosts: [] })
    } else if (value === null || /\$\{/.test(text)) {
      environment.set(name, null)
      imported.notes.push(`'${written}' takes ${name} from where you call governance.`)
    } else environment.set(name, text.replaceAll('$', '$$$$'))
  }
  // Not by assignment: a variable may be called __proto__.
  return Object.fromEntries(environment)
}

function isSecret(name: string, value: string): boolean {
  return (
    (looksSecretName(name) && (value === '' || !isHarmlessValue(value))) ||
    looksSecretValue(value) ||
    looksRandom(name, value)
  )
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

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
const MOUNTS = new Set(['-v', '--volume', '--mount'])

interface Container {
  image: string
  command: string[]
  variables: [string, string | null][]
  hasMounts: boolean
}

/** `docker run … IMAGE WORDS…`: the image, its words and variables; how it is run is the gateway's business. */
function containerOf(command: string, words: readonly string[]): Container | undefined {
  if (command !== 'docker' || words[0] !== 'run') return undefined
  const variables: [string, string | null][] = []
  let hasMounts = false
  let at = 1
  for (; words[at]?.startsWith('-'); at += 1) {
    const [flag = '', joined] = (words[at] ?? '').split(/=(.*)/s, 2)
    if (!VALUED.has(flag)) continue
    if (joined === undefined) at += 1
    const value = joined ?? words[at] ?? ''
    if (MOUNTS.has(flag)) hasMounts = true
    if (flag !== '-e' && flag !== '--env') continue
    const [name = '', given] = value.split(/=(.*)/s, 2)
    variables.push([name, given ?? null])
  }
  const [image, ...rest] = words.slice(at)
  if (image === undefined || rest.length === 0) return undefined
  return { image, command: rest, variables, hasMounts }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
