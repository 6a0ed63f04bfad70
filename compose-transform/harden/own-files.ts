import { posix } from 'node:path'
import { entriesAt, isOn, itemsAt, textAt } from '../load/node.ts'
import { isGoverned, type Plan, type ServicePlan } from '../roles/plan.ts'
import type { Draft } from './draft.ts'
import type { Pass } from './pass.ts'

/**
 * A folder that is mounted into a governed service may hold the policy, the Compose files and the files with the
 * secrets. The service must not change the first and not read the last: a mount of its own lies over each.
 */
export const ownFiles: Pass = (draft, plan) => {
  const secrets = filesWithSecrets(plan)
  const rules = ruleFiles(plan)
  for (const service of plan.services.values()) {
    if (!isGoverned(service)) continue
    for (const mount of itemsAt(draft.model, 'services', service.name, 'volumes')) {
      if (textAt(mount, 'type') !== 'bind') continue
      const source = textAt(mount, 'source') ?? ''
      const target = textAt(mount, 'target') ?? ''
      if (source === '/dev/null') continue
      const readOnly = mount.kind === 'map' && isOn(mount.entries.get('read_only'))
      for (const file of secrets) {
        const inside = below(file, source)
        if (inside)
          cover(
            draft,
            service,
            posix.join(target, inside),
            '/dev/null',
            'secrets of the project are not to be read',
          )
      }
      if (readOnly) continue
      for (const part of topLevel(rules, source)) {
        const reason = 'the rules of the project are not to be changed from inside'
        cover(draft, service, posix.join(target, part), posix.join(source, part), reason)
      }
    }
  }
}

function cover(
  draft: Draft,
  service: ServicePlan,
  target: string,
  source: string,
  reason: string,
): void {
  const path = ['services', service.name, 'volumes']
  const taken = itemsAt(draft.model, ...path).some((mount) => textAt(mount, 'target') === target)
  if (taken) return
  const mount = { type: 'bind', source, target, read_only: true, bind: { create_host_path: false } }
  draft.append(path, mount, service.place, reason)
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

/** Compose files, policies, and the authorities that the proxy trusts. */
export function ruleFiles(plan: Plan): Set<string> {
  const present = filesOfRules.get(plan)
  if (present) return present
  const files = new Set(plan.project.sources.map((source) => source.file))
  for (const references of plan.governance.policies.values()) {
    for (const { path } of references) files.add(path)
  }
  if (plan.governance.egressCertificates) files.add(plan.governance.egressCertificates.path)
  files.delete('-')
  filesOfRules.set(plan, files)
  return files
}

/** The path of a file from a folder that holds it. */
export function below(file: string, folder: string): string | undefined {
  const relative = posix.relative(folder, file)
  return relative === '' || relative.startsWith('..') || posix.isAbsolute(relative)
    ? undefined
    : relative
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
