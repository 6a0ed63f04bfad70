import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { CallerSource, DeclaredSource } from '../../compose-transform/credentials/sources.ts'
import type { GovernedProject } from '../../compose-transform/index.ts'
import { canonicalJson } from '../../policy/canonical-json.ts'
import { createDecisions } from '../../policy/index.ts'
import { TrustedThings } from '../state.ts'

/** What a Compose file asks for that plain `docker compose up` would not give it. */
export interface Ask {
  key: string
  source: DeclaredSource
  /** What it means for the person who is asked, in words. */
  words: string
  /** Hosts that the secret may go to. */
  hosts: string[]
}

/**
 * The sources of a project that need its caller's word: a Compose file that came with a repository could otherwise run
 * a program of its choice, or send any file of the caller's to a host of its choice. Variables need none: any Compose
 * file can name them.
 */
export function asksOf(output: GovernedProject): Ask[] {
  const used = new Set(output.keys.map(({ key }) => key))
  return [...output.sources].flatMap(([key, { source }]) =>
    !used.has(key) || 'environment' in source
      ? []
      : [{ key, source, words: wordsOf(source), hosts: hostsOf(output, key) }],
  )
}

/** Whether the caller has trusted this project with all of that. */
export async function isTrusted(output: GovernedProject, asks: readonly Ask[]): Promise<boolean> {
  if (asks.length === 0) return true
  return (await record().read()).has(await digestOf(output, asks))
}

/** Remembers that the caller trusts this project with all of that, and with nothing else. */
export async function trust(output: GovernedProject, asks: readonly Ask[]): Promise<void> {
  const known = await record().read()
  known.set(await digestOf(output, asks), output.directory)
  await record().write(known)
}

/** Digest → folder of the project, for people who look into the file. */
const record = () => new TrustedThings('trusted-sources.json')

/**
 * Everything that trust is about: the folder, the sources, where their secrets may go, and the content of every file of
 * the project that a command names. A change of any of it is asked about again.
 */
async function digestOf(output: GovernedProject, asks: readonly Ask[]): Promise<string> {
  const files: Record<string, string> = {}
  for (const { source } of asks) {
    for (const word of commandOf(source)) {
      if (!word.startsWith(`${output.directory}/`)) continue
      const bytes = await readFile(word).catch(() => undefined)
      if (bytes) files[word] = createHash('sha256').update(bytes).digest('hex')
    }
  }
  const document = {
    directory: output.directory,
    sources: asks.map(({ key, source }) => [key, source]),
    bindings: asks.map(({ key }) => bindingsOf(output, key)),
    files,
  }
  const plain = JSON.parse(JSON.stringify(document))
  return `sha256:${createHash('sha256').update(canonicalJson(plain)).digest('hex')}`
}

function commandOf(source: DeclaredSource): readonly string[] {
  const held = heldBy(source)
  return held && 'command' in held ? held.command : []
}

function heldBy(source: DeclaredSource): CallerSource | undefined {
  if ('githubApp' in source) return source.githubApp.privateKey
  if ('clientCredentials' in source) return source.clientCredentials.clientSecret
  return 'secret' in source ? undefined : source
}

/** For each service that has the key: what its policies bind it to. */
function bindingsOf(output: GovernedProject, key: string): unknown[] {
  const { policies, services } = output.configuration
  const compiled = new Map(Object.entries(policies))
  const names = output.keys.filter((one) => one.key === key).map(({ service }) => service)
  return [...new Set(names)].sort().map((service) => {
    const policy = compiled.get(new Map(Object.entries(services)).get(service)?.policy ?? '')
    return [service, policy ? createDecisions(policy).bindings(key) : []]
  })
}

function hostsOf(output: GovernedProject, key: string): string[] {
  const bindings = bindingsOf(output, key).flatMap((one) => (one as [string, unknown])[1])
  return [...new Set((bindings as { hosts: string[] }[]).flatMap(({ hosts }) => hosts))]
}

function wordsOf(source: DeclaredSource): string {
  if ('secret' in source) return `reads ${source.file}`
  const held = heldBy(source)
  const own = held ? wordsOfCaller(held) : ''
  if ('githubApp' in source) {
    return `${own} and signs with it as GitHub App ${source.githubApp.appId} at ${source.githubApp.apiUrl ?? 'https://api.github.com'}`
  }
  return 'clientCredentials' in source
    ? `${own} and sends it to ${source.clientCredentials.tokenUrl}`
    : own
}

function wordsOfCaller(source: CallerSource): string {
  if ('environment' in source) return `takes the variable ${source.environment}`
  if ('file' in source) return `reads ${source.file}`
  const words = source.command.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word),
  )
  return `runs ${words.join(' ')}`
}
