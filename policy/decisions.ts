import type { CompiledPolicy, NormalizedPolicy } from '../schemas/generated/configuration.ts'
import { policyDigest } from './compile.ts'
import type { Binding } from './credential-bindings.ts'
import {
  type CredentialJudge,
  type CredentialTarget,
  createCredentialJudge,
} from './credential-judge.ts'
import type { Decision } from './decision.ts'
import { createDomainMatcher, type DomainMatcher } from './domain-index.ts'
import { type CanonicalHost, formatAuthority } from './host.ts'
import { createHttpJudge, type HttpJudge } from './http-judge.ts'
import { createNetworkJudge, localEntry, type NetworkJudge } from './network-judge.ts'
import { createToolJudge, type ToolJudge } from './tool-judge.ts'
import { allow, denyAlways, type Verdict } from './verdict.ts'

export type { CredentialSurface, CredentialTarget } from './credential-judge.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/**
 * The combined policies of one service, as an immutable object that answers questions.
 * Something is allowed when every policy allows it; the first that does not is named.
 * While every policy says `monitor`, a refusal is `would-block`, except for credentials and cloud metadata.
 */
export interface Decisions {
  /** Names of the policies, joined by a comma. */
  readonly name: string
  readonly digest: string
  readonly mode: 'enforce' | 'monitor'
  /** The strictest of all policies; undefined when leases have no end. */
  readonly maxExpirationHours: number | undefined
  /** Keys that every policy allows. */
  readonly allowedKeys: ReadonlySet<string>
  /** Local services that every policy allows. */
  readonly allowedLocal: readonly { readonly host: CanonicalHost; readonly port: number }[]
  /** Enabled when any policy wants it; the most talkative level of all. */
  readonly audit: { readonly enabled: boolean; readonly logLevel: LogLevel }
  /** What each policy says, with defaults filled in; for explanations. */
  readonly policies: readonly NormalizedPolicy[]
  /** Every port that some entry allows for some host. */
  readonly ports: readonly number[]

  /** Verdict on a connection before the name is resolved. */
  host(host: CanonicalHost, port: number): Decision
  /** For a name server: allowed when the host is allowed on at least one port. */
  resolve(host: CanonicalHost): Decision
  /** Verdict on the address that is about to be dialled for a host that `host` allowed. */
  address(ip: string, host: CanonicalHost, port: number): Decision
  /** Whether a key is bound to a host. */
  holdsCredentials(host: CanonicalHost, port: number): boolean
  /** Whether the requests to a host have to be seen, for a bound key or an http rule. */
  intercepts(host: CanonicalHost, port: number): boolean
  /** Verdict of the http rules on one request; `path` from `canonicalPath`. Says nothing of the host: ask `host` first. */
  request(host: CanonicalHost, port: number, method: string, path: string): Decision
  /** Whether a key may reach the service at all, as a lease. */
  key(key: string): Decision
  /** The binding of a key in each policy, all of which have to allow a use. Empty when the key is not allowed. */
  bindings(key: string): readonly Binding[]
  /** Verdict on swapping a lease for its secret; never `would-block`. */
  credential(key: string, target: CredentialTarget): Decision
  /**
   * What is missing in a request to a host that has to carry a credential; never `would-block`.
   *
   * @param sent keys whose secrets go into it
   */
  carries(host: CanonicalHost, port: number, sent: readonly string[]): Decision
  /** Whether a server has a say: whether some tool of it may be used, whatever its tools are. */
  server(server: string): Decision
  /** Whether a tool may be seen and called. */
  tool(server: string, tool: string): Decision
  /** Verdict on one call: `tool`, and the rules for its arguments. */
  toolCall(server: string, tool: string, args: unknown): Decision
}

/** One policy, with everything prepared that its verdicts need. */
interface Judge {
  readonly policy: NormalizedPolicy
  readonly network: NetworkJudge
  readonly http: HttpJudge
  readonly credentials: CredentialJudge
  readonly tools: ToolJudge
}

/**
 * Prepares the answers of a compiled document. A verdict then costs microseconds.
 *
 * @throws when the document holds a pattern that `parsePolicy` would have refused.
 */
export function createDecisions(compiled: CompiledPolicy): Decisions {
  const judges = compiled.policies.map(createJudge)
  const name = compiled.names.join(',')
  const decide = (ask: (judge: Judge) => Verdict) => combine(judges, name, compiled.mode, ask)
  const allowedKeys = keysOf(judges)
  const ports = [...new Set(judges.flatMap((judge) => judge.network.ports))].sort((a, b) => a - b)

  const bound = boundHosts(judges, allowedKeys)

  const decisions: Decisions = {
    name,
    digest: policyDigest(compiled),
    mode: compiled.mode,
    maxExpirationHours: strictestHours(compiled.policies),
    allowedKeys,
    allowedLocal: localServices(judges),
    audit: combineAudit(compiled.policies),
    policies: compiled.policies,
    ports,

    host: (host, port) => decide((judge) => judge.network.host(host, port)),
    resolve(host) {
      const open = ports.find((port) => decisions.host(host, port).decision === 'allowed')
      return decisions.host(host, open ?? 443)
    },
    address: (ip, host, port) => decide((judge) => judge.network.address(ip, host, port)),
    holdsCredentials: bound,
    intercepts: (host, port) =>
      judges.some((judge) => judge.http.concerns(host, port)) || bound(host, port),
    request: (host, port, method, path) =>
      decide((judge) => judge.http.request(host, port, method, path)),
    key: (key) => decide((judge) => judge.credentials.key(key)),
    bindings: (key) =>
      allowedKeys.has(key) ? judges.flatMap((judge) => judge.credentials.binding(key) ?? []) : [],
    credential: (key, target) => decide((judge) => judge.credentials.use(key, target)),
    carries: (host, port, sent) => decide((judge) => carried(judge, host, port, sent)),
    server: (server) => decide((judge) => judge.tools.server(server)),
    tool: (server, tool) => decide((judge) => judge.tools.tool(server, tool)),
    toolCall: (server, tool, args) => decide((judge) => judge.tools.call(server, tool, args)),
  }
  return Object.freeze(decisions)
}

function createJudge(policy: NormalizedPolicy): Judge {
  return {
    policy,
    network: createNetworkJudge(policy),
    http: createHttpJudge(policy),
    credentials: createCredentialJudge(policy),
    tools: createToolJudge(policy),
  }
}

function carried(
  { credentials }: Judge,
  host: CanonicalHost,
  port: number,
  sent: readonly string[],
): Verdict {
  const required = credentials.required(host, port)
  const [key] = required
  if (key === undefined || required.some((one) => sent.includes(one))) {
    return allow('credentials.bindings', 'nothing is missing')
  }
  return denyAlways(
    `credentials.bindings.${key}.require`,
    `a request to '${formatAuthority(host, port)}' has to carry a lease of ${required.join(' or ')}`,
  )
}

/** Every policy has to allow. A refusal that monitor mode does not lift comes before one that it lifts. */
function combine(
  judges: readonly Judge[],
  name: string,
  mode: 'enforce' | 'monitor',
  ask: (judge: Judge) => Verdict,
): Decision {
  let refused: { judge: Judge; verdict: Verdict } | undefined
  let allowed: Verdict | undefined
  let rule = ''
  for (const judge of judges) {
    const verdict = ask(judge)
    if (!verdict.allowed) {
      if (refused === undefined || (isAlways(verdict) && !isAlways(refused.verdict))) {
        refused = { judge, verdict }
      }
      continue
    }
    allowed ??= verdict
    rule = rule === '' || rule === verdict.rule ? verdict.rule : `${rule},${verdict.rule}`
  }
  if (refused === undefined) {
    return { decision: 'allowed', policy: name, rule, reason: allowed?.reason ?? '' }
  }
  const { judge, verdict } = refused
  const lifted = mode === 'monitor' && !isAlways(verdict)
  const decision = lifted ? 'would-block' : 'blocked'
  return { decision, policy: judge.policy.name, rule: verdict.rule, reason: verdict.reason }
}

function isAlways(verdict: Verdict): boolean {
  return !verdict.allowed && verdict.always === true
}

function keysOf(judges: readonly Judge[]): ReadonlySet<string> {
  const [first, ...others] = judges
  const keys = first?.policy.allowedKeys ?? []
  return new Set(keys.filter((key) => others.every((j) => j.credentials.key(key).allowed)))
}

/** Whether some allowed key may be used at a host under every policy. Most hosts are sorted out by the first look-up. */
function boundHosts(judges: readonly Judge[], allowedKeys: ReadonlySet<string>): DomainMatcher {
  const keys = [...allowedKeys]
  const hosts = keys.flatMap((key) => judges[0]?.credentials.binding(key)?.hosts ?? [])
  const anyKey = createDomainMatcher(hosts)
  return (host, port) =>
    anyKey(host, port) &&
    keys.some((key) => judges.every((judge) => judge.credentials.concerns(key, host, port)))
}

function localServices(judges: readonly Judge[]): Decisions['allowedLocal'] {
  const named = new Set(judges.flatMap((judge) => judge.policy.allowedLocal))
  return [...named]
    .map(localEntry)
    .filter(({ host, port }) => judges.every((judge) => judge.network.host(host, port).allowed))
    .sort((a, b) => (formatAuthority(a.host, a.port) < formatAuthority(b.host, b.port) ? -1 : 1))
}

function strictestHours(policies: readonly NormalizedPolicy[]): number | undefined {
  const hours = policies.flatMap((policy) => policy.maxExpirationHours ?? [])
  return hours.length === 0 ? undefined : Math.min(...hours)
}

const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

function combineAudit(policies: readonly NormalizedPolicy[]): Decisions['audit'] {
  const enabled = policies.some((policy) => policy.audit.enabled)
  const levels = policies.map((policy) => policy.audit.logLevel)
  const logLevel = logLevels.find((level) => levels.includes(level)) ?? 'info'
  return { enabled, logLevel }
}
