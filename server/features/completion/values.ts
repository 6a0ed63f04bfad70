import { dirname, isAbsolute, relative, sep } from 'node:path'
import { builtInBinding, wellKnownKeys } from '../../../policy/credential-bindings.ts'
import { type ComposeModel, composeModel, fieldName, isGoverned } from '../../model/compose.ts'
import type { SourceFile } from '../../model/file.ts'
import { documentAt, type Path } from '../../model/place.ts'
import { policyModel } from '../../model/policy.ts'
import type { Slot } from '../../model/slot.ts'
import type { Project } from '../../project.ts'
import { exceptableRules } from '../../rules.ts'
import { duration } from '../../words.ts'
import type { Proposal } from './proposal.ts'

/** Values that the project and the tables of the policy room know for a place, without those that stand there already. */
export async function valueProposals(
  file: SourceFile,
  slot: Slot,
  project: Project,
): Promise<Proposal[]> {
  const proposals =
    file.kind === 'policy'
      ? await policyValues(file, slot, project)
      : await composeValues(file, slot, project)
  const seen = new Set(slot.siblings)
  return proposals.filter(({ label }) => !seen.has(label) && seen.add(label))
}

/** A path with `*` for every index and every name that the user chose. */
function pattern(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? '*' : step)).join('.')
}

async function policyValues(file: SourceFile, slot: Slot, project: Project): Promise<Proposal[]> {
  const model = policyModel(documentAt(file.source, slot.start))
  const where = pattern(slot.path)
  if (where.startsWith('spec.credentials.bindings.') && where.endsWith('.hosts.*'))
    return model.allowedDomains.map(({ value }) => ({
      label: value,
      kind: 'value',
      detail: 'allowed domain',
    }))
  switch (where) {
    case 'spec.network.allowedDomains.*':
      return allowedDomains(model.allowedKeys.map(({ value }) => value))
    case 'spec.network.deniedDomains.*':
      return exfiltrationHosts.map((host) => ({
        label: host,
        kind: 'value',
        detail: 'anyone can write there',
      }))
    case 'spec.network.http.*.host':
      return model.allowedDomains
        .filter(({ value }) => !value.startsWith('*'))
        .map(({ value }) => ({ label: value, kind: 'value', detail: 'allowed domain' }))
    case 'spec.network.allowedLocal.*':
      return localServices(await usersOf(file, project))
    case 'spec.credentials.allowedKeys.*':
      return keys(await usersOf(file, project))
    case 'spec.credentials.maxExpirationHours':
      return [8, 1, 24].map((hours) => ({
        label: String(hours),
        kind: 'value',
        detail: duration(hours),
      }))
    case 'spec.mcp.allowedTools.*':
    case 'spec.mcp.deniedTools.*':
      return tools(file, await composesOf(file, project), project)
    default:
      return []
  }
}

/** Hosts that the allowed keys are bound to come first: without them the keys are of no use. */
function allowedDomains(allowedKeys: readonly string[]): Proposal[] {
  const needed = allowedKeys.flatMap((key) =>
    (builtInBinding(key)?.hosts ?? []).map(
      (host): Proposal => ({ label: host, kind: 'value', detail: `${key} is for this host` }),
    ),
  )
  const known = wellKnownKeys().flatMap((key) =>
    (builtInBinding(key)?.hosts ?? []).map((host): Proposal => ({ label: host, kind: 'value' })),
  )
  return [
    ...needed,
    ...usualHosts.map((host): Proposal => ({ label: host, kind: 'value' })),
    ...known,
  ]
}

const usualHosts = [
  '*.github.com',
  '*.githubusercontent.com',
  'registry.npmjs.org',
  'pypi.org',
  'files.pythonhosted.org',
  'crates.io',
  'static.crates.io',
  'proxy.golang.org',
  'deb.debian.org',
]
const exfiltrationHosts = [
  'gist.github.com',
  'webhook.site',
  'pastebin.com',
  '*.ngrok.app',
  '*.ngrok-free.app',
]

function localServices(models: readonly ComposeModel[]): Proposal[] {
  return models.flatMap((model) =>
    [...model.services.values()]
      .filter(({ name }) => !isGoverned(model, name) || model.governed === undefined)
      .flatMap(({ name, ports, image }) =>
        (ports.length > 0 ? ports : usualPorts(image)).map(
          (port): Proposal => ({
            label: `${name}:${port}`,
            kind: 'service',
            detail: image ?? 'service of the Compose file',
          }),
        ),
      ),
  )
}

const portsByImage: ReadonlyMap<string, number> = new Map([
  ['postgres', 5432],
  ['mysql', 3306],
  ['mariadb', 3306],
  ['redis', 6379],
  ['valkey', 6379],
  ['mongo', 27017],
  ['rabbitmq', 5672],
  ['elasticsearch', 9200],
  ['memcached', 11211],
  ['qdrant', 6333],
  ['ollama', 11434],
])

function usualPorts(image: string | undefined): number[] {
  const name = image?.split('/').at(-1)?.split(/[:@]/, 1)[0] ?? ''
  const port = portsByImage.get(name)
  return port === undefined ? [] : [port]
}

function keys(models: readonly ComposeModel[]): Proposal[] {
  const used = models.flatMap((model) =>
    [...model.services.values()].flatMap(({ name, environment }) =>
      environment.map(({ value }): Proposal => {
        const hosts = builtInBinding(value)?.hosts
        return {
          label: value,
          kind: 'variable',
          detail: hosts ? `${name}: for ${hosts.join(', ')}` : `${name}: needs a binding`,
        }
      }),
    ),
  )
  const withBinding = used.filter(({ label }) => builtInBinding(label))
  const secrets = used.filter(
    ({ label }) => !builtInBinding(label) && /(KEY|TOKEN|SECRET|PASSWORD)/i.test(label),
  )
  const known = wellKnownKeys().map(
    (key): Proposal => ({
      label: key,
      kind: 'variable',
      detail: `for ${builtInBinding(key)?.hosts.join(', ')}`,
    }),
  )
  return [...withBinding, ...secrets, ...known]
}

async function tools(
  file: SourceFile,
  composes: readonly SourceFile[],
  project: Project,
): Promise<Proposal[]> {
  const servers = [
    ...new Set(composes.flatMap(({ source }) => [...composeModel(source).servers.keys()])),
  ]
  const offered = await Promise.all(composes.map((compose) => project.offeredTools(compose)))
  const elsewhere = (await project.policyFiles())
    .filter(({ path }) => path !== file.path)
    .flatMap((other) => {
      const model = policyModel(other.source.documents[0])
      return [...model.allowedTools, ...model.deniedTools].map(({ value }) => value)
    })
  return [
    ...servers.map(
      (name): Proposal => ({ label: `${name}/*`, kind: 'tool', detail: `every tool of ${name}` }),
    ),
    ...offered.flatMap((tools) =>
      [...tools].flatMap(([server, names]) =>
        names.map(
          (name): Proposal => ({
            label: `${server}/${name}`,
            kind: 'tool',
            detail: `offered by ${server}`,
          }),
        ),
      ),
    ),
    ...elsewhere
      .filter((name) => name !== '*')
      .map((name): Proposal => ({ label: name, kind: 'tool', detail: 'named in another policy' })),
  ]
}

/** What the Compose files that run under a policy hold. */
async function usersOf(file: SourceFile, project: Project): Promise<ComposeModel[]> {
  return (await composesOf(file, project)).map(({ source }) => composeModel(source))
}

/** The Compose files that run under a policy; all of them where none says so yet. */
async function composesOf(file: SourceFile, project: Project): Promise<SourceFile[]> {
  const references = await project.referencesTo(file.path)
  const users =
    references.length > 0 ? references.map(({ compose }) => compose) : await project.composeFiles()
  return [...new Set(users)]
}

async function composeValues(file: SourceFile, slot: Slot, project: Project): Promise<Proposal[]> {
  const model = composeModel(file.source)
  const names = [...model.services.keys()]
  const services = names.map((label): Proposal => ({ label, kind: 'service' }))
  const where = pattern(slot.path)
  if (/^(services\.[^.]+\.)?x-docker-ai-governance\.policy(\.\*)?$/.test(where))
    return policyPaths(file, project)
  if (where === `${fieldName}.services.*` || where === `${fieldName}.exceptions.*.service`)
    return services
  if (where === `${fieldName}.exceptions.*.rule`)
    return exceptableRules.map(({ id, reason }) => ({
      label: id,
      kind: 'value',
      documentation: reason,
    }))
  if (slot.path[0] !== fieldName || slot.path[2] !== 'servers') return []
  if (slot.path.at(-1) === 'service') return services
  if (slot.path.at(-1) === 'port') {
    const server = model.servers.get(String(slot.path[3]))
    const ports = model.services.get(server?.service?.value ?? '')?.ports ?? []
    return ports.map((port) => ({
      label: String(port),
      kind: 'value',
      detail: 'port of the service',
    }))
  }
  return []
}

async function policyPaths(file: SourceFile, project: Project): Promise<Proposal[]> {
  if (!isAbsolute(file.path)) return []
  const folder = dirname(file.path)
  return (await project.policyFiles())
    .filter(({ path }) => isAbsolute(path))
    .map((policy): Proposal => {
      const path = relative(folder, policy.path).split(sep).join('/')
      const name = policyModel(policy.source.documents[0]).name?.value
      return {
        label: path.startsWith('.') ? path : `./${path}`,
        kind: 'file',
        ...(name && { detail: name }),
      }
    })
    .sort((a, b) => a.label.length - b.label.length)
}
