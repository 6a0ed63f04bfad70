import {
  agentEnvironment,
  besideOwn,
  certificatesInside,
  javaVariable,
} from '../../policy/agent-environment.ts'
import {
  isHarmlessValue,
  looksRandom,
  looksSecretName,
  looksSecretValue,
} from '../inspect/secret-shapes.ts'
import { wholeEnvironment } from '../load/env-files.ts'
import {
  entriesAt,
  mapping,
  type Node,
  rangeOf,
  type Scalar,
  scalar,
  spot,
  textOf,
} from '../load/node.ts'
import { substitute } from '../load/template.ts'
import { isGoverned, type Plan, type Role, type ServicePlan } from '../roles/plan.ts'
import type { Draft } from './draft.ts'
import { knownSecrets } from './known-secrets.ts'
import { gateway, leaseReference, leaseVariable, proxy } from './names.ts'
import type { Ledger, Pass } from './pass.ts'

export const secretRule = 'no-secret-in-environment'

const leased = 'a lease: worth nothing anywhere else'

/**
 * Rewrites the environment of governed services: keys that the policy allows become leases, other credentials are
 * left out, and clients are pointed to the sidecars. Env files are read now, so that what was checked is what runs.
 */
export const environment: Pass = (draft, plan, ledger) => {
  for (const service of plan.services.values()) {
    if (isGoverned(service)) new EnvironmentOf(draft, plan, ledger, service).rewrite()
  }
}

class EnvironmentOf {
  private readonly draft: Draft
  private readonly plan: Plan
  private readonly ledger: Ledger
  private readonly service: ServicePlan
  private readonly path: string[]
  /** The service that the proxy sees: leases are issued to it. */
  private readonly identity: string

  constructor(draft: Draft, plan: Plan, ledger: Ledger, service: ServicePlan) {
    this.draft = draft
    this.plan = plan
    this.ledger = ledger
    this.service = service
    this.path = ['services', service.name, 'environment']
    this.identity = service.joins ?? service.name
  }

  rewrite(): void {
    const { name } = this.service
    const node = this.draft.get('services', name)
    if (node?.kind !== 'map') return
    const fromFiles = this.plan.project.fromFiles.get(name)
    const whole = wholeEnvironment(node, fromFiles)
    const readNow = 'read now, so that what was checked is what runs'
    this.draft.remove(['services', name, 'env_file'], readNow)
    this.draft.remove(['services', name, 'label_file'], readNow)
    if (fromFiles && fromFiles.environment.size > 0) {
      const merged = mapping(whole.entries, whole.place)
      this.draft.set(this.path, merged, whole.place, 'with its env files', { hidden: true })
    }
    if (fromFiles && fromFiles.labels.size > 0) this.inlineLabels(name, fromFiles.labels)
    for (const [key, value] of whole.entries) if (value.kind === 'scalar') this.variable(key, value)
    this.dropUnset(this.path)
    this.dropUnset(['services', name, 'build', 'args'])
    if (this.service.sandbox || this.service.joins) this.pointToSidecars()
  }

  /** A bare name that nobody has set: whoever sets it before the start would decide what the container gets. */
  private dropUnset(path: readonly string[]): void {
    for (const [key, value] of entriesAt(this.draft.model, ...path)) {
      if (value.kind === 'scalar' && value.value === null && value.template === undefined)
        this.draft.remove([...path, key], 'it is not set')
    }
  }

  private inlineLabels(name: string, fromFiles: ReadonlyMap<string, Scalar>): void {
    const own = this.draft.get('services', name, 'labels')
    const entries = new Map<string, Node>([
      ...fromFiles,
      ...(own?.kind === 'map' ? own.entries : []),
    ])
    const { place } = this.service
    this.draft.set(
      ['services', name, 'labels'],
      mapping(entries, place),
      place,
      'with its label files',
    )
  }

  private variable(key: string, value: Scalar): void {
    const allowed = this.service.policy?.decisions.allowedKeys
    const text = textOf(value)
    const connected = this.service.sandbox !== undefined || this.service.joins !== undefined
    if (allowed?.has(key) && connected) {
      this.lease(key, key, text ?? '', value)
      this.put(key, this.reference(value, leaseReference(this.identity, key)), leased)
      return
    }
    const inner = connected ? this.leasesIn(value, allowed) : undefined
    if (inner !== undefined) {
      this.put(key, this.reference(value, inner), leased)
      return
    }
    if (text === undefined || !this.isSecret(key, text, value)) return
    if (this.ledger.excepted.has(`${secretRule}@${this.service.name}`)) return
    this.refuseSecret(key, value)
  }

  private put(key: string, node: Node, reason: string): void {
    this.draft.set([...this.path, key], node, node.place, reason, { hidden: true })
  }

  /** A text that Compose interpolates: the only one in the emitted file. */
  private reference(from: Scalar, template: string): Scalar {
    return { ...scalar(template, from.place), template, references: [] }
  }

  /** `Bearer ${GITHUB_TOKEN}` and the like: the allowed keys in a template become leases, the rest is pinned. */
  private leasesIn(value: Scalar, allowed: ReadonlySet<string> | undefined): string | undefined {
    const used = (value.references ?? []).filter((name) => allowed?.has(name))
    if (used.length === 0 || value.template === undefined) return undefined
    const { environment } = this.plan.project
    const marks = new Map(used.map((name) => [name, `\uE000${name}\uE001`]))
    const marked = substitute(value.template, (name) =>
      environment.has(name) ? (marks.get(name) ?? environment.get(name)) : undefined,
    )
    let template = marked.text.replaceAll('$', '$$$$')
    for (const [name, mark] of marks) {
      if (!template.includes(mark)) continue
      this.lease(name, name, environment.get(name) ?? '', value)
      template = template.replaceAll(mark, leaseReference(this.identity, name))
    }
    return template === marked.text ? undefined : template
  }

  private lease(key: string, name: string, secret: string, value: Scalar): void {
    const place = spot(value)
    const variable = leaseVariable(this.identity, key)
    const { keys, secrets } = this.ledger
    const clash = keys.find(
      (one) => one.variable === variable && (one.service !== this.identity || one.key !== key),
    )
    if (clash) {
      this.complain(
        'lease-clash',
        `${clash.service} and ${this.identity} would share the variable ${variable}.`,
        value,
      )
    }
    if (!keys.some((one) => one.variable === variable)) {
      const leased = { service: this.identity, key: name, variable }
      keys.push({ ...leased, range: rangeOf(place), file: place.source.file })
    }
    const known = secrets.get(key)
    if (secret === '' || this.plan.credentials?.sources.has(name)) return
    if (known !== undefined && known !== secret) {
      this.complain(
        'two-secrets-for-key',
        `${key} has another value here than elsewhere in the project.`,
        value,
      )
    }
    secrets.set(key, secret)
  }

  private isSecret(key: string, text: string, value: Scalar): boolean {
    if (looksSecretValue(text)) return true
    if (isHarmlessValue(text)) return false
    if (looksSecretName(key) || (value.references ?? []).some(looksSecretName)) return true
    if (knownSecrets(this.plan).some((secret) => text.includes(secret))) return true
    return looksRandom(key, text)
  }

  private refuseSecret(key: string, value: Scalar): void {
    const place = spot(value)
    this.draft.remove([...this.path, key], 'a credential that no policy allows', { hidden: true })
    this.ledger.findings.push({
      rule: secretRule,
      severity: 'warning',
      message: `${key} looks like a credential and ${this.whoLacks(key)}, so the container does not get it.`,
      file: place.source.file,
      range: rangeOf(place),
      service: this.service.name,
      action: 'rewrite',
      help: `Name ${key} under credentials.allowedKeys of the policy: the container then gets a lease. If it counts within this project alone (the password of a database) or is no credential, make an exception for the rule ${secretRule}. If ${this.service.name} is no agent, name those that are under "services".`,
    })
  }

  /** Of several policies, those that do not allow a key: each has to. */
  private whoLacks(key: string): string {
    const all = this.service.policy?.compiled.policies ?? []
    const lacking = all.filter(({ allowedKeys }) => !allowedKeys.includes(key))
    if (lacking.length === all.length) return `no policy of ${this.service.name} allows it`
    const names = lacking.map(({ name }) => name).join(', ')
    return `not every policy of ${this.service.name} allows it (${names} does not)`
  }

  private complain(rule: string, message: string, value: Scalar): void {
    const place = spot(value)
    this.ledger.findings.push({
      rule,
      severity: 'error',
      message,
      file: place.source.file,
      range: rangeOf(place),
      service: this.service.name,
      action: 'refuse',
    })
  }

  private pointToSidecars(): void {
    const variables = sidecarVariables(this.service.role)
    for (const [key, value] of variables) {
      const own = this.draft.get(...this.path, key)
      const node = own?.kind === 'scalar' ? this.besideOwn(key, value, own) : value
      this.draft.set([...this.path, key], node, this.service.place, reasonFor(key))
    }
  }

  private besideOwn(key: string, ours: string, own: Scalar): Scalar {
    const joined = scalar(besideOwn(key, ours, textOf(own)), this.service.place, own)
    const { template } = own
    return template === undefined || joined.value === ours
      ? joined
      : { ...joined, template: besideOwn(key, ours, template) }
  }
}

function reasonFor(key: string): string {
  if (/proxy$/i.test(key)) return 'the way out is the proxy'
  if (key === javaVariable) return 'the proxy and its authority, as a JVM is told of them'
  return key === 'MCP_GATEWAY_URL'
    ? 'tools are called through the gateway'
    : "the proxy's authority"
}

/** What a governed service needs in its environment to find the sidecars; only agents are told of the gateway. */
export function sidecarVariables(role: Role): Map<string, string> {
  return agentEnvironment({
    proxyUrl: `http://${proxy}:3128`,
    certificateDirectory: certificatesInside,
    ...(role === 'agent' ? { gatewayUrl: `http://${gateway}:8811/mcp` } : {}),
  })
}
