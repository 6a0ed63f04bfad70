import { posix } from 'node:path'
import type { Finding } from '../../policy/finding.ts'
import { writableFolders } from '../harden/own-files.ts'
import { closest } from '../load/closest.ts'
import { error } from '../load/failure.ts'
import { type FileAccess, mayRead } from '../load/files.ts'
import {
  entriesAt,
  itemsAt,
  mapAt,
  type Node,
  rangeOf,
  spot,
  textAt,
  textOf,
} from '../load/node.ts'
import { isGoverned, type Plan } from '../roles/plan.ts'
import { isReserved, isSidecarNetwork } from './reserved.ts'
import { type Action, applies, type Rule, type ServiceView } from './rule.ts'
import { rules } from './rules/index.ts'
import { isOwnEnvFile, noHostEnvFile } from './rules/no-host-env-file.ts'
import { checkServers } from './servers.ts'

export interface Inspection {
  findings: Finding[]
  /** `rule@service` of every exception that is in force. */
  excepted: ReadonlySet<string>
}

/** Looks over every service with every rule. */
export async function inspect(plan: Plan, files: FileAccess): Promise<Inspection> {
  const findings: Finding[] = []
  const excepted = readExceptions(plan, findings)
  const real = await realPaths(plan, files)
  plan.realPaths = real
  plan.repositories = await repositories(plan, files)
  const texts = await configTexts(plan, files)
  checkNames(plan, findings)
  checkSameNetwork(plan, findings)
  checkIncludedEnvFiles(plan, findings)
  checkPlacement(plan, findings)
  checkServers(plan, findings)
  for (const service of plan.services.values()) {
    const node = mapAt(plan.project.root, 'services', service.name)
    if (!node) continue
    const view: ServiceView = {
      name: service.name,
      plan: service,
      node,
      whole: plan,
      real: (path) => real.get(path) ?? path,
      text: (path) => texts.get(path),
    }
    for (const rule of rules) if (applies(rule, view)) runRule(rule, view, excepted, findings)
  }
  return { findings, excepted }
}

function runRule(
  rule: Rule,
  view: ServiceView,
  excepted: ReadonlySet<string>,
  findings: Finding[],
): void {
  rule.check(view, (node, message, action = rule.action) => {
    const exception = excepted.has(`${rule.id}@${view.name}`)
    findings.push(found(rule, view, node, message, action, exception))
  })
}

function found(
  rule: Rule,
  { name }: ServiceView,
  node: Node,
  message: string,
  action: Action,
  exception: boolean,
): Finding {
  const place = spot(node)
  const severity =
    action === 'refuse' ? 'error' : rule.severity === 'error' ? 'warning' : rule.severity
  return {
    rule: rule.id,
    severity: exception ? 'warning' : severity,
    message: exception ? `${message} An exception allows it.` : message,
    file: place.source.file,
    range: rangeOf(place),
    service: name,
    action: exception ? 'warn' : action,
    help: rule.mend,
  }
}

/** An exception counts when it names a rule that can be excepted, for a service that exists. */
function readExceptions(plan: Plan, findings: Finding[]): Set<string> {
  const excepted = new Set<string>()
  for (const { rule: id, service, reason, place } of plan.governance.exceptions) {
    const rule = rules.find((one) => one.id === id)
    if (!rule) {
      const near = closest(
        id,
        rules.map((one) => one.id),
      )
      const hint = near ? ` Did you mean "${near}"?` : ''
      findings.push(error('unknown-rule', `There is no rule "${id}".${hint}`, place))
    } else if (!rule.exceptable) {
      findings.push(
        error('no-such-exception', `There can be no exception to ${id}: ${rule.reason}`, place),
      )
    } else if (!plan.services.has(service)) {
      findings.push(error('unknown-service', `There is no service "${service}".`, place))
    } else if (reason.trim().length < 3) {
      findings.push(error('no-such-exception', 'An exception needs a reason.', place))
    } else excepted.add(`${id}@${service}`)
  }
  return excepted
}

/** Names of the project's own that would meet those of the sidecars. */
function checkNames(plan: Plan, findings: Finding[]): void {
  const { root } = plan.project
  for (const section of ['networks', 'volumes', 'configs', 'secrets']) {
    for (const [key, node] of entriesAt(root, section)) {
      const given = textAt(node, 'name')
      const taken = given !== undefined && isSidecarNetwork(given)
      if (!isReserved(key) && !taken) continue
      const what = `The name "${taken ? given : key}" under ${section} is reserved for the sidecars.`
      findings.push(error('reserved-name', what, spot(node)))
    }
  }
  for (const key of root.entries.keys()) {
    if (!key.startsWith('x-governance-')) continue
    findings.push(
      error('reserved-name', `"${key}" is reserved.`, spot(root.entries.get(key) as Node)),
    )
  }
}

/** Two networks by one name are one network, made by the definition that comes first: closed for one, open for the other. */
function checkSameNetwork(plan: Plan, findings: Finding[]): void {
  const { root, name } = plan.project
  const keys = new Map<string, string>()
  for (const [key, node] of entriesAt(root, 'networks')) {
    const given = textAt(node, 'name') ?? `${name}_${key}`
    const other = keys.get(given)
    keys.set(given, key)
    if (other === undefined) continue
    const what = `The networks ${other} and ${key} are one: both are called "${given}".`
    findings.push(error('conflict', what, spot(node)))
  }
}

/** What an included file takes its variables from gets into services, too. */
function checkIncludedEnvFiles(plan: Plan, findings: Finding[]): void {
  for (const { path, place } of plan.project.includedEnvFiles) {
    if (isOwnEnvFile(plan, path)) continue
    const what = `This include takes variables from ${path}, which is outside this project.`
    const help =
      'Name a file of the project, or one beside the file that is included, under env_file.'
    findings.push({ ...error(noHostEnvFile.id, what, place), help })
  }
}

/** Compose looks at services of inactive profiles only when they become active; by then the file is written. */
function checkPlacement(plan: Plan, findings: Finding[]): void {
  for (const [name, service] of entriesAt(plan.project.root, 'services')) {
    const networks = mapAt(service, 'networks')
    if (!textAt(service, 'network_mode') || !networks || networks.entries.size === 0) continue
    const what = `services.${name} has both network_mode and networks.`
    findings.push(error('conflict', what, spot(networks), name))
  }
}

/** What does not exist yet is no link, but a folder above it may be one. */
async function followed(path: string, follow: (path: string) => Promise<string>): Promise<string> {
  let rest = ''
  for (let here = path; here !== '/'; here = posix.dirname(here)) {
    try {
      return posix.join(await follow(here), rest)
    } catch {
      rest = posix.join(posix.basename(here), rest)
    }
  }
  return path
}

async function realPaths(plan: Plan, files: FileAccess): Promise<Map<string, string>> {
  const real = new Map<string, string>()
  const follow = files.realPath
  if (!follow) return real
  const paths = new Set<string>()
  const add = (text: string | undefined) => {
    if (text?.startsWith('/')) paths.add(text)
  }
  for (const [, service] of entriesAt(plan.project.root, 'services')) {
    for (const mount of itemsAt(service, 'volumes')) add(textAt(mount, 'source'))
    for (const watch of itemsAt(service, 'develop', 'watch')) add(textAt(watch, 'path'))
    add(textAt(service, 'build', 'context'))
    for (const file of itemsAt(service, 'env_file')) add(textAt(file, 'path'))
    for (const file of itemsAt(service, 'label_file')) add(textOf(file))
    for (const [, context] of entriesAt(service, 'build', 'additional_contexts'))
      add(textAt(context))
  }
  for (const [, volume] of entriesAt(plan.project.root, 'volumes')) {
    add(textAt(volume, 'driver_opts', 'device'))
  }
  for (const section of ['configs', 'secrets']) {
    for (const [, one] of entriesAt(plan.project.root, section)) add(textAt(one, 'file'))
  }
  for (const { path } of plan.project.includedEnvFiles) add(path)
  await Promise.all(
    [...paths].map(async (path) => {
      real.set(path, await followed(path, follow))
    }),
  )
  return real
}

export { type Rule, rules }

/** A worktree has a file where a repository has a folder. */
async function repositories(plan: Plan, files: FileAccess): Promise<Set<string>> {
  const found = new Set<string>()
  for (const folder of writableFolders(plan)) {
    for (const name of ['.git/HEAD', '.git']) {
      try {
        if ((await mayRead(files, posix.join(folder, name))) !== undefined) found.add(folder)
      } catch {
        // What cannot be read is found missing by git, too.
      }
    }
  }
  return found
}

/** What is in the files of configs that governed services are given. */
async function configTexts(plan: Plan, files: FileAccess): Promise<Map<string, string>> {
  const paths = new Set<string>()
  for (const [name, service] of entriesAt(plan.project.root, 'services')) {
    if (!isGoverned(plan.services.get(name))) continue
    for (const grant of itemsAt(service, 'configs')) {
      const path = textAt(plan.project.root, 'configs', textAt(grant, 'source') ?? '', 'file')
      if (path !== undefined) paths.add(path)
    }
  }
  const texts = new Map<string, string>()
  for (const path of paths) {
    try {
      texts.set(path, await files.readFile(path))
    } catch {
      // Compose says so when it is to mount it.
    }
  }
  return texts
}
