import type { Finding } from '../../policy/finding.ts'
import validateField from '../../schemas/generated/compose-extension.validate.mjs'
import validateServiceField from '../../schemas/generated/compose-service-extension.validate.mjs'
import type { Configuration } from '../../schemas/generated/configuration.ts'
import { closest } from '../load/closest.ts'
import { error } from '../load/failure.ts'
import { stringsAt } from '../load/model.ts'
import {
  at,
  entriesAt,
  itemsAt,
  mapAt,
  type Node,
  type Path,
  type Place,
  spot,
  textAt,
  toData,
} from '../load/node.ts'
import { absolute } from '../load/paths.ts'
import { fieldName, type GovernanceField, type Project } from '../load/project.ts'
import { describeServer, type McpServer, readServer } from './servers.ts'

export interface Exception {
  rule: string
  service: string
  reason: string
  place: Place
}

/** A policy file, and the place that attaches it. */
export interface PolicyReference {
  path: string
  place: Place
}

/** What the Compose files ask for, all fields of all files taken together. */
export interface Governance {
  /** Where governance is attached first: findings about all of it point there. */
  place: Place
  /** Governed service → its policy files, in order. */
  policies: Map<string, PolicyReference[]>
  servers: Map<string, McpServer>
  exempt: Map<string, { reason: string; place: Place }>
  exceptions: Exception[]
  profile: 'baseline' | 'strict'
  egressNetwork?: { name: string; place: Place }
  egressCertificates?: { path: string; place: Place }
  /** The proxy of the operator's own network. */
  upstreamProxy?: UpstreamProxy
  /** How long the trail is kept. */
  audit: AuditBounds
}

export type AuditBounds = NonNullable<Configuration['audit']>

/** The proxy of the operator's own network. */
export interface UpstreamProxy {
  url: string
  /** It takes names alone. */
  names: boolean
  /** The key whose secret it wants to see. */
  credential?: string
  place: Place
}

const auditBounds = ['retentionDays', 'maxMegabytes'] as const

/**
 * Reads every governance field of a project and puts them together so that a later file, an included one or an
 * extended one can only narrow what the first one says. Undefined when nobody asks for governance.
 *
 * @param baseline policies that an organisation puts on every governed service
 */
export function readGovernance(
  project: Project,
  baseline: readonly string[],
  findings: Finding[],
): Governance | undefined {
  const reader = new GovernanceReader(project, baseline, findings)
  return reader.read()
}

class GovernanceReader {
  private readonly project: Project
  private readonly baseline: readonly string[]
  private readonly findings: Finding[]
  private readonly names: string[]
  private result: Governance | undefined

  constructor(project: Project, baseline: readonly string[], findings: Finding[]) {
    this.project = project
    this.baseline = baseline
    this.findings = findings
    this.names = entriesAt(project.root, 'services').map(([name]) => name)
  }

  read(): Governance | undefined {
    const fields = this.project.fields.filter((field) => this.valid(field))
    const main = fields.filter((field) => field.main)
    const [base = fields[0]] = main
    if (base) this.result = emptyGovernance(spot(base.node))
    else if (this.baseline.length > 0) this.result = emptyGovernance(this.project.root.place)
    for (const field of fields) this.add(field, field === base)
    this.addServiceFields()
    if (this.project.fields.length === 0 && this.result && this.result.policies.size === 0) {
      // Nothing but a baseline: it governs everything.
      for (const name of this.names) this.result.policies.set(name, [])
    }
    const governance = this.result
    if (!governance) return undefined
    this.addServers(governance)
    this.checkExempt(governance)
    for (const policies of governance.policies.values()) {
      for (const path of this.baseline) addPolicy(policies, { path, place: governance.place })
    }
    return governance
  }

  private valid(field: GovernanceField): boolean {
    return checkField(field.node, fieldName, validateField, this.findings)
  }

  private add(field: GovernanceField, isBase: boolean): void {
    const governance = this.result
    if (!governance) return
    this.refuseVariables(field.node)
    const chosen = at(field.node, 'services')
    const names = chosen ? stringsAt(chosen) : [...(field.scope ?? this.names)]
    const exempt = mapAt(field.node, 'exempt')
    for (const [index, name] of names.entries()) {
      if (!this.names.includes(name)) {
        this.unknownService(name, at(chosen, index) ?? field.node)
      } else if (chosen || !this.isExempt(name, exempt)) {
        this.govern(name, this.references(field))
      }
    }
    if (isBase) this.addBase(field, governance)
    else this.onlyNarrows(field, governance)
    if (textAt(field.node, 'profile') === 'strict') governance.profile = 'strict'
    for (const [name, server] of entriesAt(field.node, 'mcp', 'servers')) {
      const parsed = readServer(name, server)
      const known = governance.servers.get(name)
      if (known && describeServer(known) !== describeServer(parsed)) {
        this.weakens(server, `The MCP server "${name}" is defined twice, and differently.`)
      }
      governance.servers.set(name, parsed)
    }
  }

  /** A service that the base field exempts stays exempt, whatever another field's silence says. */
  private isExempt(name: string, own: ReturnType<typeof mapAt>): boolean {
    return own?.entries.has(name) === true || this.result?.exempt.has(name) === true
  }

  private addBase(field: GovernanceField, governance: Governance): void {
    for (const [name, node] of entriesAt(field.node, 'exempt')) {
      if (!this.names.includes(name)) this.unknownService(name, node)
      else governance.exempt.set(name, { reason: textAt(node) ?? '', place: spot(node) })
    }
    for (const node of itemsAt(field.node, 'exceptions')) {
      governance.exceptions.push({
        rule: textAt(node, 'rule') ?? '',
        service: textAt(node, 'service') ?? '',
        reason: textAt(node, 'reason') ?? '',
        place: node.place,
      })
    }
    for (const bound of auditBounds) {
      const value = at(field.node, 'audit', bound)
      if (value) governance.audit[bound] = Number(toData(value))
    }
    const network = at(field.node, 'egress', 'network')
    if (network) governance.egressNetwork = { name: textAt(network) ?? '', place: spot(network) }
    const certificates = at(field.node, 'egress', 'certificates')
    if (certificates) {
      const path = absolute(textAt(certificates) ?? '', field.directory, this.project.home)
      governance.egressCertificates = { path, place: spot(certificates) }
    }
    const proxy = at(field.node, 'egress', 'upstreamProxy')
    if (proxy) governance.upstreamProxy = readUpstreamProxy(proxy)
  }

  private onlyNarrows(field: GovernanceField, governance: Governance): void {
    for (const [name, node] of entriesAt(field.node, 'exempt')) {
      if (governance.exempt.has(name)) continue
      this.weakens(node, `Only the first ${fieldName} can exempt a service; here it is "${name}".`)
    }
    for (const node of itemsAt(field.node, 'exceptions')) {
      const same = governance.exceptions.some(
        (known) => known.rule === textAt(node, 'rule') && known.service === textAt(node, 'service'),
      )
      if (!same) this.weakens(node, `Only the first ${fieldName} can make an exception.`)
    }
    for (const bound of auditBounds) {
      const node = at(field.node, 'audit', bound)
      if (node && Number(toData(node)) !== governance.audit[bound])
        this.weakens(node, `Only the first ${fieldName} can set audit.${bound}.`)
    }
    for (const [key, node] of entriesAt(field.node, 'egress')) {
      if (!this.saysTheSame(key, node, field, governance))
        this.weakens(node, `Only the first ${fieldName} can set egress.${key}.`)
    }
  }

  private saysTheSame(
    key: string,
    node: Node,
    field: GovernanceField,
    governance: Governance,
  ): boolean {
    const text = textAt(node) ?? ''
    if (key === 'network') return text === governance.egressNetwork?.name
    if (key === 'certificates')
      return (
        absolute(text, field.directory, this.project.home) === governance.egressCertificates?.path
      )
    const { url, names, credential } = readUpstreamProxy(node)
    const known = governance.upstreamProxy
    return url === known?.url && names === known.names && credential === known.credential
  }

  private addServiceFields(): void {
    for (const [name, service] of entriesAt(this.project.root, 'services')) {
      const node = at(service, fieldName)
      if (!node) continue
      if (!checkField(node, `services.${name}.${fieldName}`, validateServiceField, this.findings)) {
        continue
      }
      this.refuseVariables(node)
      this.result ??= emptyGovernance(spot(node))
      const references = itemsAt(node, 'policy').map((item) => ({
        path: textAt(item) ?? '',
        place: item.place,
      }))
      this.govern(name, references)
    }
  }

  private addServers(governance: Governance): void {
    for (const [name, server] of governance.servers) {
      if (server.kind === 'url') continue
      const made = server.kind === 'stdio' && server.own !== undefined
      if (!made && !this.names.includes(server.service)) {
        this.unknownServicePlace(server.service, server.place)
        continue
      }
      if (!governance.policies.has(server.service)) {
        // An MCP server acts for the agents, so it stands under every policy that they have.
        const all = allPolicies(governance)
        governance.policies.set(server.service, [])
        this.govern(server.service, all)
      }
      if (governance.exempt.has(server.service)) {
        this.report(
          'exempt-mcp-server',
          `The MCP server "${name}" is the exempt service ${server.service}: a tool could then reach anything.`,
          server.place,
        )
      }
    }
  }

  private checkExempt(governance: Governance): void {
    for (const [name, { place }] of governance.exempt) {
      if (governance.policies.has(name)) {
        this.report('exempt-and-governed', `${name} is both governed and exempt.`, place)
      }
    }
  }

  private references(field: GovernanceField): PolicyReference[] {
    const policy = at(field.node, 'policy')
    const nodes = policy?.kind === 'list' ? policy.items : policy ? [policy] : []
    return nodes.map((node) => ({
      path: absolute(textAt(node) ?? '', field.directory, this.project.home),
      place: node.place,
    }))
  }

  private govern(name: string, references: readonly PolicyReference[]): void {
    const policies = this.result?.policies.get(name) ?? []
    for (const reference of references) addPolicy(policies, reference)
    this.result?.policies.set(name, policies)
  }

  /** A variable could put another policy in its place without a change to any file. */
  private refuseVariables(node: Node): void {
    for (const key of [
      'policy',
      'services',
      'exempt',
      'exceptions',
      'profile',
      'egress',
      'audit',
    ]) {
      const found = firstReference(at(node, key))
      if (found) {
        this.report(
          'variable-in-governance',
          `${fieldName}.${key} depends on a variable, so that whoever sets it decides what is governed.`,
          spot(found),
        )
      }
    }
  }

  private unknownService(name: string, node: Node): void {
    this.unknownServicePlace(name, spot(node))
  }

  private unknownServicePlace(name: string, place: Place): void {
    const near = closest(name, this.names)
    this.report(
      'unknown-service',
      `There is no service "${name}".${near ? ` Did you mean "${near}"?` : ''}`,
      place,
    )
  }

  private weakens(node: Node, message: string): void {
    this.report('governance-weakened', `${message} A further file can only narrow.`, spot(node))
  }

  private report(rule: string, message: string, place: Place): void {
    this.findings.push(error(rule, message, place))
  }
}

function readUpstreamProxy(node: Node): UpstreamProxy {
  const url = textAt(node) ?? textAt(node, 'url') ?? ''
  const credential = textAt(node, 'credential')
  const names = toDataAt(node, 'names') === true
  return { url, names, ...(credential && { credential }), place: spot(node) }
}

function toDataAt(node: Node, key: string): unknown {
  const inner = at(node, key)
  return inner && toData(inner)
}

interface Validator {
  (data: unknown): boolean
  errors?: { instancePath: string; keyword: string; message?: string; params: unknown }[] | null
}

/**
 * Checks a governance field against its schema and reports what is wrong at its place.
 *
 * @returns whether nothing is wrong
 */
export function checkField(
  node: Node,
  name: string,
  validate: unknown,
  findings: Finding[],
): boolean {
  const validator = validate as Validator
  if (validator(plain(node))) return true
  const problems = validator.errors ?? []
  // Of alternatives that all fail, the deepest complaint is the useful one.
  const worst = problems.reduce((depth, one) => Math.max(depth, depthOf(one.instancePath)), 0)
  const seen = new Set<string>()
  for (const problem of problems) {
    if (problem.keyword === 'anyOf' && problems.length > 1) continue
    if (depthOf(problem.instancePath) < worst && problem.keyword === 'type') continue
    const { message, path } = explain(problem, name, node)
    const target = at(node, ...path) ?? node
    const identity = `${message}@${target.place.start}`
    if (seen.has(identity)) continue
    seen.add(identity)
    findings.push(error('governance-field', message, spot(target)))
  }
  return false
}

function explain(
  problem: { instancePath: string; keyword: string; message?: string; params: unknown },
  name: string,
  node: Node,
): { message: string; path: Path } {
  const path = problem.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step))
  const where = [name, ...path].join('.')
  if (problem.keyword === 'additionalProperties') {
    const { additionalProperty } = problem.params as { additionalProperty: string }
    const known =
      path.length === 3 && path[1] === 'sources'
        ? sourceKinds
        : (fieldKeys.get(path.filter((step) => typeof step === 'string').join('.')) ?? [])
    const near = closest(additionalProperty, known)
    return {
      message: `${where} has no setting "${additionalProperty}".${near ? ` Did you mean "${near}"?` : ''}`,
      path: at(node, ...path, additionalProperty) ? [...path, additionalProperty] : path,
    }
  }
  if (problem.keyword === 'required') {
    const { missingProperty } = problem.params as { missingProperty: string }
    return { message: `${where} needs "${missingProperty}".`, path }
  }
  if (problem.keyword === 'pattern' && path[1] === 'upstreamProxy' && path[2] !== 'credential')
    return {
      message: `${where} is http://HOST:PORT or https://HOST:PORT, without a user and a password: what stands here is written into files.`,
      path,
    }
  return { message: `${where} ${problem.message ?? 'is wrong'}.`, path }
}

const sourceKinds = [
  ...['environment', 'file', 'command', 'secret', 'githubApp', 'clientCredentials'],
]

const fieldKeys = new Map<string, string[]>([
  [
    '',
    [
      ...['policy', 'services', 'profile', 'mcp', 'credentials', 'exempt', 'exceptions', 'egress'],
      'audit',
    ],
  ],
  ['mcp', ['servers']],
  ['credentials', ['sources']],
  ['egress', ['network', 'certificates', 'upstreamProxy']],
  ['egress.upstreamProxy', ['url', 'names', 'credential']],
  ['audit', [...auditBounds]],
])

/** Plain objects: the compiled validators know no others. */
function plain(node: Node): unknown {
  return JSON.parse(
    JSON.stringify(toData(node), (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
  )
}

function depthOf(pointer: string): number {
  return pointer.split('/').length
}

function emptyGovernance(place: Place): Governance {
  return {
    place,
    policies: new Map(),
    servers: new Map(),
    exempt: new Map(),
    exceptions: [],
    profile: 'baseline',
    audit: {},
  }
}

/** Every policy of the project, once: what acts for all agents stands under all of them. */
export function allPolicies(governance: Governance): PolicyReference[] {
  const all: PolicyReference[] = []
  for (const policies of governance.policies.values()) {
    for (const reference of policies) addPolicy(all, reference)
  }
  return all
}

function addPolicy(policies: PolicyReference[], reference: PolicyReference): void {
  if (!policies.some((known) => known.path === reference.path)) policies.push(reference)
}

function firstReference(node: Node | undefined): Node | undefined {
  if (!node) return undefined
  if (node.kind === 'scalar') return node.references?.length ? node : undefined
  const inner = node.kind === 'list' ? node.items : node.entries.values()
  for (const child of inner) {
    const found = firstReference(child)
    if (found) return found
  }
  return undefined
}
