import { posix } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parse } from 'yaml'
import type { Finding } from '../policy/finding.ts'
import { nearest } from '../policy/nearest.ts'
import type { Configuration } from '../schemas/generated/configuration.ts'
import { planCredentials } from './credentials/plan.ts'
import { type KeySource, unusedSources } from './credentials/sources.ts'
import { withTokenWay } from './credentials/token-servers.ts'
import { emit } from './emit/emit.ts'
import { configurationOf } from './harden/configuration.ts'
import type { Change } from './harden/draft.ts'
import { harden } from './harden/index.ts'
import { sidecarImage } from './harden/names.ts'
import { ruleFiles, writableFolders } from './harden/own-files.ts'
import type { LeasedKey, Ledger } from './harden/pass.ts'
import { sharedBlocks } from './harden/shared.ts'
import { configurationAnchor } from './harden/sidecars.ts'
import { inspect } from './inspect/index.ts'
import { looksSecretName } from './inspect/secret-shapes.ts'
import { error } from './load/failure.ts'
import type { Mapping, Path, Scalar } from './load/node.ts'
import { fieldName, type Loaded, type Project } from './load/project.ts'
import { substitute } from './load/template.ts'
import type { EngineNetwork } from './roles/addresses.ts'
import { allPolicies, readGovernance } from './roles/governance.ts'
import { makePlan, type Plan, type Role } from './roles/plan.ts'
import { PolicyShelf } from './roles/policies.ts'
import { withServerServices } from './roles/servers.ts'
import { verify } from './verify/index.ts'

export interface EngineTraits {
  /**
   * It can check a container often while it starts and seldom afterwards (`start_interval`, Engine 25). One that cannot
   * would refuse the file, so without this sidecars are checked every few seconds for as long as they run.
   */
  startInterval: boolean
  /** What it has already. */
  networks: readonly EngineNetwork[]
}

export interface TransformOptions {
  /** Policies that an organisation puts on every governed service, as absolute paths. */
  baseline?: readonly string[]
  /** What is known of the engine that is to run the project. Without it the file suits every engine. */
  engine?: EngineTraits
}

export interface GovernedProject {
  /** The complete hardened Compose file. */
  text: string
  /** The same as plain data with everything merged, `$` doubled as in the text: what `--format json` prints. */
  readonly document: unknown
  /** The same for reading: `$` as the container sees it. Leases and credentials are references here too. */
  readonly model: unknown
  configuration: Configuration
  changes: Change[]
  keys: LeasedKey[]
  /** Key → the real secret, for the broker. Never to be written anywhere. */
  secrets: Map<string, string>
  /** Keys with a source of their own: where their secrets come from instead of the environment. */
  sources: ReadonlyMap<string, KeySource>
  /** Variables that the emitted file refers to, besides the leases: they have to be set when it is run. */
  references: string[]
  /** What interpolation saw, env files included. */
  environment: ReadonlyMap<string, string>
  /** Name of the project. */
  project: string
  directory: string
  profiles: string[]
  /** Absolute paths of every policy that is in force. */
  policyFiles: string[]
  /** Absolute paths of every file that decides about the project: Compose files, policies, env files. */
  files: string[]
  /** Folders of the host in which its governed services may write. */
  writableFolders: string[]
  roles: Map<string, Role>
  /** The image that has to exist before `up`. */
  imageNeeded: string
  auditVolume: string
}

export interface Transformed {
  findings: Finding[]
  /** Absent when a finding refuses. */
  output?: GovernedProject
}

/** The kernel takes 128 KiB for one environment variable; some is left for its name. */
const mostConfiguration = 120 * 1024

/**
 * Turns a loaded project into a governed one: roles, inspection, hardening, an independent proof, and the file.
 * Everything that stands in the way is a finding; there is an output only when none of them refuses.
 */
export async function transform(
  loaded: Loaded,
  options: TransformOptions = {},
): Promise<Transformed> {
  const findings = [...loaded.findings]
  if (!loaded.project) return { findings: sorted(findings) }
  const governance = readGovernance(loaded.project, options.baseline ?? [], findings)
  if (!governance) {
    // A field that is wrong asks for governance too; what is wrong with it has been said.
    if (!refuses(findings)) findings.push(noGovernance(loaded.project))
    return { findings: sorted(findings) }
  }
  const project = withServerServices(loaded.project, governance.servers, sidecarImage)
  const shelf = new PolicyShelf(loaded.access, findings)
  const networks = options.engine?.networks
  const plan = await makePlan(project, governance, shelf, findings, networks)
  plan.credentials = await planCredentials(plan, shelf, findings, options)
  plan.startInterval = options.engine?.startInterval ?? false
  await readEgressCertificates(plan, loaded, findings)
  const inspection = await inspect(plan, loaded.access)
  findings.push(...inspection.findings)
  if (refuses(findings)) return { findings: sorted(findings) }

  const ledger: Ledger = {
    findings,
    keys: [],
    secrets: new Map(),
    excepted: inspection.excepted,
  }
  const { model, changes } = harden(plan, ledger)
  findings.push(...unusedSources(plan, ledger.keys))
  const configuration = withTokenWay(configurationOf(plan), plan.credentials.tokens)
  const configurationText = writeConfiguration(configuration, plan, findings)
  if (refuses(findings)) return { findings: sorted(findings) }

  const references = new Set<string>()
  const text = emit(model, {
    header: [
      `Written by "governance compose config" from ${fileNames(project)}. Do not edit it: edit those.`,
      'Lines with a comment were added or changed; the comment says why.',
    ],
    name: project.name,
    configuration: { anchor: configurationAnchor, text: configurationText },
    shared: sharedBlocks(plan, model),
    keepsReference: (node, path) => keepsReference(plan, node, path, references),
  })
  findings.push(...verify(text, plan, inspection.excepted))
  if (refuses(findings)) return { findings: sorted(findings) }
  return {
    findings: sorted(findings),
    output: {
      text,
      get document() {
        return parse(text, { merge: true, maxAliasCount: -1 })
      },
      get model() {
        return singleDollars(this.document)
      },
      configuration,
      changes,
      keys: ledger.keys,
      secrets: ledger.secrets,
      sources: plan.credentials.sources,
      references: [...references].sort(),
      environment: project.environment,
      project: project.name,
      directory: project.directory,
      profiles: project.profiles,
      policyFiles: allPolicies(governance).map(({ path }) => path),
      files: [...new Set([...ruleFiles(plan), ...project.readFiles])].sort(),
      writableFolders: writableFolders(plan),
      roles: new Map([...plan.services].map(([name, service]) => [name, service.role])),
      imageNeeded: sidecarImage,
      auditVolume: 'docker-ai-governance-audit',
    },
  }
}

function singleDollars(data: unknown): unknown {
  if (typeof data === 'string') return data.replaceAll('$$', '$')
  if (Array.isArray(data)) return data.map(singleDollars)
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, singleDollars(value)]))
}

function refuses(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.action === 'refuse')
}

function noGovernance({ root }: Project): Finding {
  const slip = [...root.entries.keys()].find((key) => nearest(key, [fieldName]) !== undefined)
  return {
    ...error(
      'no-governance',
      'Nothing in this project asks for governance: its services would run without a policy.',
      (slip && root.entries.get(slip)?.key) || root.place,
    ),
    help: slip
      ? `Write ${fieldName}, not ${slip}.`
      : `Add ${fieldName}: { policy: ./governance-policy.yaml } at the top level.`,
  }
}

async function readEgressCertificates(
  plan: Plan,
  loaded: Loaded,
  findings: Finding[],
): Promise<void> {
  const { egressNetwork, egressCertificates } = plan.governance
  if (egressNetwork) {
    const node = plan.project.root.entries.get('networks') as Mapping | undefined
    if (!node?.entries.has(egressNetwork.name)) {
      findings.push(
        error(
          'unknown-network',
          `There is no network "${egressNetwork.name}".`,
          egressNetwork.place,
        ),
      )
    }
  }
  if (!egressCertificates) return
  try {
    const text = await loaded.access.readFile(egressCertificates.path)
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
    if (!blocks) {
      findings.push(
        error(
          'egress-certificates',
          `${egressCertificates.path} holds no certificate in PEM form.`,
          egressCertificates.place,
        ),
      )
      return
    }
    // The certificates alone: a key beside them must not get into the configuration.
    plan.egressCertificates = `${blocks.join('\n')}\n`
  } catch {
    findings.push(
      error('missing-file', `${egressCertificates.path} cannot be read.`, egressCertificates.place),
    )
  }
}

/** Readable while it fits, packed (`gzip:` and base64) where it does not, refused where even that does not fit. */
function writeConfiguration(configuration: Configuration, plan: Plan, findings: Finding[]): string {
  const pretty = JSON.stringify(configuration, null, 2)
  if (Buffer.byteLength(pretty) <= mostConfiguration) return pretty
  const compact = JSON.stringify(configuration)
  if (Buffer.byteLength(compact) <= mostConfiguration) return compact
  const packed = `gzip:${gzipSync(compact, { level: 9 }).toString('base64')}`
  if (packed.length > mostConfiguration) {
    const size = Math.ceil(packed.length / 1024)
    findings.push(
      error(
        'configuration-too-large',
        `The compiled policies take ${size} KiB even when packed, and the sidecars can be handed ${mostConfiguration / 1024} KiB.`,
        plan.governance.place,
      ),
    )
  }
  return packed
}

/**
 * Values are pinned to what was checked. What stays a reference: leases, the variables of services that are not
 * governed, and credentials, which must not get into the file.
 */
function keepsReference(plan: Plan, node: Scalar, path: Path, references: Set<string>): boolean {
  const used = node.references ?? []
  if (used.length === 0) return node.template?.includes('GOVERNANCE_LEASE_') === true
  const role = path[0] === 'services' ? plan.services.get(String(path[1]))?.role : undefined
  const ungoverned = role === 'companion' || role === 'exempt'
  if (!mayHoldSecret(path)) return false
  if (!(ungoverned && path[2] === 'environment') && !used.some(looksSecretName)) return false
  const { environment } = plan.project
  let again: string
  try {
    again = substitute(node.template ?? '', (name) => environment.get(name)).text
  } catch {
    return false
  }
  // An included file may have its own variables, which the emitted file would not see.
  if (again !== String(node.value)) return false
  for (const name of used) if (environment.has(name)) references.add(name)
  return true
}

const holdsSecrets = new Set(
  'annotations command entrypoint environment healthcheck labels logging post_start pre_stop'.split(
    ' ',
  ),
)

/** Whether a credential may stand at a path. Anything else decides what a container may do, and is pinned as it was checked. */
function mayHoldSecret([section, , key, inner]: Path): boolean {
  if (section === 'configs') return key === 'content'
  if (section === 'volumes') return key === 'driver_opts' && inner === 'o'
  if (section !== 'services') return String(section).startsWith('x-')
  if (key === 'logging') return inner === 'options'
  if (key === 'build') return ['args', 'labels', 'context'].includes(String(inner))
  return holdsSecrets.has(String(key)) || String(key).startsWith('x-')
}

function fileNames(project: Project): string {
  return project.files
    .map((file) => (file === '-' ? 'standard input' : posix.relative(project.directory, file)))
    .join(', ')
}

const severities = ['error', 'warning', 'info']

function sorted(findings: Finding[]): Finding[] {
  return findings.sort(
    (left, right) =>
      severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
      left.file.localeCompare(right.file) ||
      left.range.start.line - right.range.start.line ||
      left.range.start.character - right.range.start.character,
  )
}
