import { posix } from 'node:path'
import { exposureOf } from '../inspect/sharing.ts'
import { entriesAt, isReadOnly, itemsAt, type Mapping, textAt, textOf } from '../load/node.ts'
import { absolute } from '../load/paths.ts'
import { isGoverned, type Plan, type ServicePlan } from '../roles/plan.ts'
import type { Draft } from './draft.ts'
import type { Pass } from './pass.ts'

/**
 * A folder that is mounted into a governed service may hold the policy, the Compose files and the files with the
 * secrets. The service must not change the first and not read the last: a mount of its own lies over each. A companion
 * that may run what a governed service wrote must not change the first either.
 */
export const ownFiles: Pass = (draft, plan) => {
  const secrets = filesWithSecrets(plan)
  const rules = ruleFiles(plan)
  const sources = hostSources(plan)
  for (const { service, source, target, readOnly } of bindMounts(plan, draft.model)) {
    if (!mayWriteForAgents(plan, service) || source === '/dev/null') continue
    const within = { draft, service, source, target }
    if (!readOnly) {
      for (const part of topLevel(rules, source)) {
        cover(within, part, posix.join(source, part), ruleReason)
      }
    }
    for (const file of isGoverned(service) ? secrets : []) {
      const inside = below(file, source)
      if (inside === undefined) continue
      if (!readOnly) hold(within, posix.dirname(inside))
      cover(within, inside, '/dev/null', secretReason)
    }
    if (readOnly) continue
    for (const path of inFolder(sources, source)) hold(within, below(path, source) ?? '.')
  }
}

interface BindMount {
  service: ServicePlan
  source: string
  target: string
  readOnly: boolean
}

/** Every bind mount of every service in a model of the project. */
function* bindMounts(plan: Plan, model: Mapping): Iterable<BindMount> {
  for (const service of plan.services.values()) {
    for (const mount of itemsAt(model, 'services', service.name, 'volumes')) {
      const source = textAt(mount, 'source')
      if (textAt(mount, 'type') !== 'bind' || source === undefined) continue
      const target = textAt(mount, 'target') ?? ''
      yield { service, source: posix.normalize(source), target, readOnly: isReadOnly(mount) }
    }
  }
}

/** Governed services, and companions in which one of them may have a hand. */
function mayWriteForAgents(plan: Plan, service: ServicePlan): boolean {
  return isGoverned(service) || exposureOf(plan, service.name) !== undefined
}

const ruleReason = 'the rules of the project are not to be changed from inside'
const secretReason = 'secrets of the project are not to be read'
const holdReason = 'it is mounted elsewhere, and must not be swapped for a link to somewhere else'

interface Folder {
  draft: Draft
  service: ServicePlan
  /** What is mounted there, and where. */
  source: string
  target: string
}

function cover(
  { draft, service, target: folder }: Folder,
  inside: string,
  source: string,
  reason: string,
  bind: Record<string, unknown> = { read_only: true, bind: { create_host_path: false } },
): void {
  const path = ['services', service.name, 'volumes']
  const target = posix.join(folder, inside)
  const taken = itemsAt(draft.model, ...path).some((mount) => textAt(mount, 'target') === target)
  if (taken) return
  draft.append(path, { type: 'bind', source, target, ...bind }, service.place, reason)
}

/**
 * Keeps a path inside a folder that the service may write to where it is, by mounting it, and each folder on the way to
 * it, onto itself: what is a mount point cannot be renamed or removed. Without that, a service could put a link in its
 * place, and whoever mounts the path at the next start would mount what the link leads to, the host's root for example.
 */
function hold(folder: Folder, inside: string): void {
  if (inside === '.') return
  const steps = inside.split('/')
  for (const at of steps.keys()) {
    const part = steps.slice(0, at + 1).join('/')
    cover(folder, part, posix.join(folder.source, part), holdReason, {})
  }
}

/** Every path of the host that some service mounts, in order. */
function hostSources(plan: Plan): string[] {
  const { root } = plan.project
  const sources = new Set([...bindMounts(plan, root)].map(({ source }) => source))
  for (const [, config] of entriesAt(root, 'configs')) {
    const file = textAt(config, 'file')
    if (file !== undefined) sources.add(file)
  }
  return [...sources].sort()
}

/** Those of some sorted paths that lie in a folder. */
function* inFolder(paths: readonly string[], folder: string): Iterable<string> {
  const prefix = folder === '/' ? '/' : `${posix.normalize(folder).replace(/\/$/, '')}/`
  let [low, high] = [0, paths.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((paths[middle] ?? '') < prefix) low = middle + 1
    else high = middle
  }
  for (let at = low; paths[at]?.startsWith(prefix); at += 1) yield paths[at] ?? ''
}

const secretFiles = new WeakMap<Plan, Set<string>>()
const filesOfRules = new WeakMap<Plan, Set<string>>()

/** Env files, and files of secrets: what holds credentials by its purpose. */
export function filesWithSecrets(plan: Plan): Set<string> {
  const present = secretFiles.get(plan)
  if (present) return present
  const compose = new Set(plan.project.sources.map((source) => source.file))
  const files = new Set(plan.project.readFiles.filter((file) => !compose.has(file)))
  for (const [, secret] of entriesAt(plan.project.root, 'secrets')) {
    const file = textAt(secret, 'file')
    if (file !== undefined) files.add(file)
  }
  secretFiles.set(plan, files)
  return files
}

/** Compose files, policies, seccomp profiles, and the authorities that the proxy trusts. */
export function ruleFiles(plan: Plan): Set<string> {
  const present = filesOfRules.get(plan)
  if (present) return present
  const files = new Set(plan.project.sources.map((source) => source.file))
  for (const references of plan.governance.policies.values()) {
    for (const { path } of references) files.add(path)
  }
  if (plan.governance.egressCertificates) files.add(plan.governance.egressCertificates.path)
  for (const file of seccompProfiles(plan)) files.add(file)
  files.delete('-')
  filesOfRules.set(plan, files)
  return files
}

function* seccompProfiles(plan: Plan): Iterable<string> {
  const { root, directory, home } = plan.project
  for (const [, service] of entriesAt(root, 'services')) {
    for (const option of itemsAt(service, 'security_opt')) {
      const profile = /^seccomp[:=](.+)$/.exec(textOf(option) ?? '')?.[1]
      if (profile === undefined || ['unconfined', 'builtin'].includes(profile)) continue
      yield absolute(profile, directory, home)
    }
  }
}

/** Folders of the host in which an agent may write, itself or by a companion, as they were asked for. */
export function writableFolders(plan: Plan): string[] {
  const mounts = [...bindMounts(plan, plan.project.root)].filter(
    ({ service, readOnly }) => !readOnly && mayWriteForAgents(plan, service),
  )
  return [...new Set(mounts.map(({ source }) => source))].sort()
}

/** The path of a file from a folder that holds it. */
export function below(file: string, folder: string): string | undefined {
  const relative = posix.relative(folder, file)
  return relative === '' || relative === '..' || relative.startsWith('../') ? undefined : relative
}

/** What has to be covered in a folder: a file in it, or the whole subfolder, which could be renamed away otherwise. */
function topLevel(files: ReadonlySet<string>, folder: string): Set<string> {
  const parts = new Set<string>()
  for (const file of files) {
    const part = below(file, folder)?.split('/')[0]
    if (part) parts.add(part)
  }
  return parts
}
