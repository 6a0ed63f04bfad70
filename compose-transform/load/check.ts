import { fail } from './failure.ts'
import { at, entriesAt, itemsAt, type Mapping, mapAt, type Node, textAt, textOf } from './node.ts'

/** The services that start: those without a profile, and those with an active one. */
export function activeServices(root: Mapping, profiles: readonly string[]): Set<string> {
  const active = new Set<string>()
  for (const [name, service] of entriesAt(root, 'services')) {
    const wanted = itemsAt(service, 'profiles').flatMap((item) => textOf(item) ?? [])
    const all = profiles.includes('*')
    if (wanted.length === 0 || all || wanted.some((profile) => profiles.includes(profile))) {
      active.add(name)
    }
  }
  return active
}

/** What Compose refuses in a project that is well formed but contradicts itself. Only active services count. */
export function checkConsistency(root: Mapping, active: ReadonlySet<string>): void {
  checkResources(root)
  for (const name of active) {
    const service = mapAt(root, 'services', name)
    if (service) checkService(root, name, service, active)
  }
  checkCycles(root, active)
}

function checkResources(root: Mapping): void {
  for (const [section, keys] of [
    ['configs', ['file', 'environment', 'content']],
    ['secrets', ['file', 'environment']],
  ] as const) {
    for (const [name, resource] of entriesAt(root, section)) {
      const given = keys.filter((key) => at(resource, key))
      const what = `${section}.${name}`
      if (given.length > 1) fail('conflict', `${what} has both ${given.join(' and ')}.`, resource)
      if (given.length === 0 && !at(resource, 'external') && !at(resource, 'driver')) {
        fail('conflict', `${what} needs one of ${keys.join(', ')}.`, resource)
      }
    }
  }
  for (const [name, volume] of entriesAt(root, 'volumes')) {
    const external = at(volume, 'external')
    if (volume.kind !== 'map' || external?.kind !== 'scalar' || external.value !== true) continue
    for (const [key, value] of volume.entries) {
      if (key === 'name' || key === 'external' || key.startsWith('x-')) continue
      fail('conflict', `volumes.${name} is external and so cannot have "${key}".`, value)
    }
  }
}

function checkService(
  root: Mapping,
  name: string,
  service: Mapping,
  active: ReadonlySet<string>,
): void {
  const has = (key: string) => service.entries.has(key)
  const here = `services.${name}`
  const build = at(service, 'build')
  if (!textAt(service, 'image') && !has('provider') && !build) {
    fail('conflict', `${here} has neither an image nor a build.`, service)
  }
  if (at(build, 'dockerfile_inline') && at(build, 'dockerfile')) {
    fail('conflict', `${here} has both dockerfile and dockerfile_inline.`, service)
  }
  const platform = textAt(service, 'platform')
  const platforms = itemsAt(build, 'platforms').map((item) => textOf(item))
  if (platform && platforms.length > 0 && !platforms.includes(platform)) {
    fail('conflict', `${here}.build.platforms must include ${platform}.`, must(service, 'platform'))
  }
  if (has('network_mode') && (mapAt(service, 'networks')?.entries.size ?? 0) > 0) {
    fail('conflict', `${here} has both network_mode and networks.`, must(service, 'networks'))
  }
  const undefinedIn = (section: string, what: string, named: Node) => {
    if (mapAt(root, section)?.entries.has(what)) return
    fail('undefined', `${here} names ${what}, which is not under ${section}.`, named)
  }
  for (const [network, node] of entriesAt(service, 'networks'))
    undefinedIn('networks', network, node)
  for (const [model, node] of entriesAt(service, 'models')) undefinedIn('models', model, node)
  for (const grant of itemsAt(service, 'secrets')) {
    undefinedIn('secrets', textAt(grant, 'source') ?? '', grant)
  }
  for (const grant of itemsAt(service, 'configs')) {
    undefinedIn('configs', textAt(grant, 'source') ?? '', grant)
  }
  for (const grant of itemsAt(build, 'secrets')) {
    undefinedIn('secrets', textAt(grant, 'source') ?? '', grant)
  }
  for (const mount of itemsAt(service, 'volumes')) {
    const source = textAt(mount, 'source')
    if (textAt(mount, 'type') === 'volume' && source) undefinedIn('volumes', source, mount)
    if (textAt(mount, 'type') === 'bind' && !source) {
      fail('type', `${here}: a bind mount needs a source.`, mount)
    }
  }
  const test = textOf(itemsAt(service, 'healthcheck', 'test')[0])
  if (test !== undefined && !['CMD', 'CMD-SHELL', 'NONE'].includes(test)) {
    fail(
      'type',
      `${here}.healthcheck.test must begin with CMD, CMD-SHELL or NONE.`,
      must(service, 'healthcheck'),
    )
  }
  for (const [other, node] of entriesAt(service, 'depends_on')) {
    // One that need not be there may be left out by its profile; one that nobody defines is a slip.
    const optional = textAt(node, 'required') === 'false' && mapAt(root, 'services', other)
    if (active.has(other) || optional) continue
    fail('undefined', `${here} depends on ${other}, which is not an active service.`, node)
  }
  const mode = textAt(service, 'network_mode')
  if (mode?.startsWith('service:') && !mapAt(root, 'services', mode.slice(8))) {
    fail(
      'undefined',
      `${here} shares the network of an unknown service.`,
      must(service, 'network_mode'),
    )
  }
  checkScale(service, here)
  checkTargets(service, here)
}

function checkScale(service: Mapping, here: string): void {
  const scale = textAt(service, 'scale')
  const replicas = textAt(service, 'deploy', 'replicas')
  if (scale !== undefined && replicas !== undefined && scale !== replicas) {
    fail('conflict', `${here} has both scale and deploy.replicas.`, must(service, 'scale'))
  }
  const count = Number(scale ?? replicas ?? 1)
  if (count < 0) fail('type', `${here} cannot run a negative number of times.`, service)
  if (count > 1 && service.entries.has('container_name')) {
    fail('conflict', `${here} runs ${count} times but has one container_name.`, service)
  }
}

function checkTargets(service: Mapping, here: string): void {
  const targets = new Set<string>()
  const add = (target: string | undefined, node: Node) => {
    if (target === undefined) return
    if (targets.has(target)) fail('conflict', `${here} mounts ${target} twice.`, node)
    targets.add(target)
  }
  for (const mount of itemsAt(service, 'tmpfs')) add(textOf(mount)?.split(':')[0], mount)
  for (const mount of itemsAt(service, 'volumes')) add(textAt(mount, 'target'), mount)
}

function checkCycles(root: Mapping, active: ReadonlySet<string>): void {
  const done = new Set<string>()
  const open: string[] = []
  const visit = (name: string): void => {
    if (done.has(name) || !active.has(name)) return
    const service = mapAt(root, 'services', name)
    if (open.includes(name)) {
      const cycle = [...open.slice(open.indexOf(name)), name].join(' → ')
      fail(
        'depends-on-cycle',
        `Services depend on each other in a circle: ${cycle}.`,
        service ?? root,
      )
    }
    open.push(name)
    for (const [other] of entriesAt(service, 'depends_on')) visit(other)
    open.pop()
    done.add(name)
  }
  for (const name of active) visit(name)
}

function must(service: Mapping, key: string): Node {
  return service.entries.get(key) ?? service
}
