import type { Finding } from '../../policy/finding.ts'
import type { HeldSecret, Source } from '../../schemas/generated/compose-extension.ts'
import type { LeasedKey } from '../harden/pass.ts'
import { error } from '../load/failure.ts'
import { at, entriesAt, mapAt, type Node, type Place, spot, textAt, toData } from '../load/node.ts'
import { absolute } from '../load/paths.ts'
import { fieldName, type GovernanceField, type Project } from '../load/project.ts'
import { isGoverned, type Plan } from '../roles/plan.ts'

/** What is asked for where the command is called. Paths are absolute. */
export type CallerSource =
  | { environment: string }
  | { file: string }
  | { command: readonly [string, ...string[]] }

/** An entry of the project's secrets: a file that is mounted into the broker, and into nothing else. */
export interface MountedSource {
  secret: string
  file: string
}

/** What the broker asks for by itself, at first use. */
export type MintedSource =
  | {
      githubApp: Omit<NonNullable<Source['githubApp']>, 'privateKey'> & { privateKey: CallerSource }
    }
  | {
      clientCredentials: Omit<NonNullable<Source['clientCredentials']>, 'clientSecret'> & {
        clientSecret: CallerSource
      }
    }

export type DeclaredSource = CallerSource | MountedSource | MintedSource

/** Where the secret of a key comes from, as the Compose file says it. */
export interface KeySource {
  source: DeclaredSource
  place: Place
}

/**
 * Reads the sources that the governance fields declare. Only the first field can declare any: another one, of an
 * included file say, could otherwise put its own command in the place of the first one's.
 */
export function readSources(plan: Plan, findings: Finding[]): Map<string, KeySource> {
  const { project } = plan
  const base = project.fields.find(({ main }) => main) ?? project.fields[0]
  const sources = new Map<string, KeySource>()
  for (const field of project.fields) {
    for (const [key, node] of entriesAt(field.node, 'credentials', 'sources')) {
      if (field === base) {
        const source = readSource(project, field, node, findings)
        if (source) sources.set(key, { source, place: spot(node) })
      } else if (!isSame(node, at(base?.node, 'credentials', 'sources', key))) {
        const what = `Only the first ${fieldName} can say where ${key} comes from.`
        findings.push(error('governance-weakened', what, spot(node)))
      }
    }
  }
  for (const [key, { source, place }] of sources) {
    if (key === plan.governance.upstreamProxy?.credential) checkIsAtHand(source, place, findings)
    else checkKey(plan, key, place, findings)
    if ('secret' in source) checkSecretIsNobodyElses(plan, source, place, findings)
  }
  checkProxyCredential(plan, findings)
  return sources
}

/** What lets the proxy through is nobody's key besides. */
function checkProxyCredential({ governance, services }: Plan, findings: Finding[]): void {
  const { credential, place } = governance.upstreamProxy ?? {}
  if (credential === undefined || place === undefined) return
  for (const { name, policy } of services.values()) {
    if (!policy?.decisions.allowedKeys.has(credential)) continue
    const what = `The policy of ${name} allows ${credential}, the credential of egress.upstreamProxy: a service could have a lease of it.`
    findings.push({
      ...error('source-shared-with-service', what, place, name),
      help: 'Give the credential of the upstream proxy a key of its own, that no policy names.',
    })
    return
  }
}

function readSource(
  project: Project,
  field: GovernanceField,
  node: Node,
  findings: Finding[],
): DeclaredSource | undefined {
  const source = toData(node) as Source
  const held = (secret: HeldSecret) => callerSource(secret, field.directory, project.home)
  const { githubApp, clientCredentials, secret } = source
  if (secret !== undefined) return dockerSecret(project, secret, node, findings)
  if (githubApp) {
    return { githubApp: { ...githubApp, privateKey: held(githubApp.privateKey) } }
  }
  if (clientCredentials) {
    const clientSecret = held(clientCredentials.clientSecret)
    return { clientCredentials: { ...clientCredentials, clientSecret } }
  }
  return held(source)
}

/**
 * @param base where relative paths start
 * @param home what `~` stands for
 */
export function callerSource(secret: HeldSecret, base: string, home: string): CallerSource {
  const { environment, file, command } = secret
  if (environment !== undefined) return { environment }
  if (file !== undefined) return { file: absolute(file, base, home) }
  // It runs in the caller's home; so what it names beside this file is named in full.
  const [program = '', ...args] = (command ?? []).map((word) =>
    /^\.\.?\//.test(word) ? absolute(word, base, home) : word,
  )
  return { command: [program, ...args] }
}

function dockerSecret(
  project: Project,
  name: string,
  node: Node,
  findings: Finding[],
): DeclaredSource | undefined {
  const place = spot(at(node, 'secret') ?? node)
  const entry = mapAt(project.root, 'secrets', name)
  if (!entry) {
    findings.push(error('unknown-secret', `There is no secret "${name}" in this project.`, place))
    return undefined
  }
  const variable = textAt(entry, 'environment')
  if (variable !== undefined) return { environment: variable }
  const file = textAt(entry, 'file')
  if (file !== undefined) return { secret: name, file }
  findings.push(
    error('unknown-secret', `The secret "${name}" is neither a file nor a variable.`, place),
  )
  return undefined
}

function checkKey(plan: Plan, key: string, place: Place, findings: Finding[]): void {
  const isAllowed = [...plan.services.values()].some((service) =>
    service.policy?.decisions.allowedKeys.has(key),
  )
  if (isAllowed) return
  findings.push({
    ...error('source-of-unknown-key', `No policy allows ${key}, so nobody would get it.`, place),
    help: `Name ${key} under credentials.allowedKeys of the policy, or take its source away.`,
  })
}

/** What is asked outside is asked through that very proxy. */
function checkIsAtHand(source: DeclaredSource, place: Place, findings: Finding[]): void {
  if (!('githubApp' in source || 'clientCredentials' in source)) return
  const what = 'A token server cannot give what it takes to get to it.'
  findings.push({
    ...error('source-of-unknown-key', what, place),
    help: 'Let the credential of egress.upstreamProxy come from a variable, a file, a command or a Docker secret.',
  })
}

function checkSecretIsNobodyElses(
  plan: Plan,
  { secret }: MountedSource,
  place: Place,
  findings: Finding[],
): void {
  for (const service of plan.services.values()) {
    if (!isGoverned(service)) continue
    const grants = mapAt(plan.project.root, 'services', service.name)?.entries.get('secrets')
    const items = grants?.kind === 'list' ? grants.items : []
    if (!items.some((grant) => textAt(grant, 'source') === secret)) continue
    const what = `${service.name} mounts the secret "${secret}" itself, so a lease of it would protect nothing.`
    findings.push(error('source-shared-with-service', what, place, service.name))
  }
}

/** A source that nobody asks: the key is allowed, but no service names it in its environment. */
export function unusedSources(plan: Plan, keys: readonly LeasedKey[]): Finding[] {
  const used = new Set(keys.map(({ key }) => key))
  return [...(plan.credentials?.sources ?? [])].flatMap(([key, { place }]) =>
    used.has(key)
      ? []
      : [
          {
            ...error('unused-source', `No governed service has ${key} in its environment.`, place),
            severity: 'warning' as const,
            action: 'warn' as const,
            help: `Name it there: environment: [${key}]. The service then gets a lease.`,
          },
        ],
  )
}

function isSame(one: Node, other: Node | undefined): boolean {
  return other !== undefined && JSON.stringify(toData(one)) === JSON.stringify(toData(other))
}
