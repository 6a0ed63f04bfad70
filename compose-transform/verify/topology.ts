import type { Complain, Grounds } from './container.ts'
import { type EmittedFile, mountsOf, networksOf, type Settings, settings, texts } from './file.ts'
import { isIngress, namespaces, type Surroundings, sidecarNames } from './reach.ts'

/** Who is who, as the user said it; where they are is read in the file. */
export interface Cast {
  /** Governed service → digest of its policy. */
  governed: ReadonlyMap<string, string>
  exempt: ReadonlySet<string>
  /** The network of the project on which the proxy may go out. */
  egress: string | undefined
  /** Secrets of the project that are the broker's alone. */
  brokerSecrets?: ReadonlySet<string>
}

/** That a governed service reaches the sidecars and nothing else, and that they are where its traffic ends. */
export function checkSurroundings(
  file: EmittedFile,
  around: Surroundings,
  name: string,
  cast: Cast,
  grounds: Grounds,
  complain: Complain,
): void {
  const digest = cast.governed.get(name)
  const alike = (other: string) => cast.governed.get(other) === digest
  for (const [other, how] of around.reachable(name)) {
    if (isIngress(other)) checkForwarder(file, name, other, alike, complain)
    else if (sidecarNames.has(other)) {
      if (other === 'governance-broker') complain(name, `it reaches the broker by ${how}`)
    } else if (!alike(other) || how.startsWith('the network')) {
      complain(name, `it reaches ${other} by ${how}`)
    }
  }
  for (const [other, how] of around.sharing(name)) {
    if (!alike(other)) complain(name, `it and ${other} share ${how}`)
  }
  for (const [source, others] of around.sharedFiles(name)) {
    for (const other of others) {
      const excepted = grounds.excepted.has(`no-shared-files-with-exempt@${name}`)
      if (!cast.exempt.has(other) || excepted) continue
      complain(name, `it shares ${source} with the exempt ${other}`)
    }
  }
  if (around.host(name) === name) checkSandbox(file, name, complain)
}

function checkSandbox(file: EmittedFile, name: string, complain: Complain): void {
  const service = file.services.get(name)
  if (service?.get('network_mode') === 'none') {
    if (networksOf(service).size > 0) complain(name, 'it has networks beside none')
    return
  }
  const networks = [...networksOf(service).keys()]
  const [network] = networks
  if (network === undefined || networks.length > 1) {
    complain(name, `it is on ${networks.length} networks instead of one`)
    return
  }
  const definition = file.networks.get(network)
  if (!isClosed(definition)) complain(name, `its network ${network} is not closed`)
  const proxy = networksOf(file.services.get('governance-proxy')).get(network)?.get('ipv4_address')
  const dns = texts(service?.get('dns'))
  if (proxy === undefined) complain(name, `the proxy is not on its network ${network}`)
  if (dns.length !== 1 || dns[0] !== proxy) complain(name, 'its name server is not the proxy')
  checkListening(file, name, String(proxy), complain)
}

/** The sidecars tell callers by the address that they listen on: it has to be the one on this network. */
function checkListening(file: EmittedFile, name: string, proxy: string, complain: Complain): void {
  if (file.listening.get(name) !== proxy) {
    complain(name, `the configuration does not know it at ${proxy}`)
  }
}

export function isClosed(network: Settings | undefined): boolean {
  const options = settings(network?.get('driver_opts'))
  const prefix = 'com.docker.network.bridge'
  return (
    network?.get('internal') === true &&
    network.get('external') !== true &&
    network.get('enable_ipv6') !== true &&
    !network.has('name') &&
    ['undefined', 'bridge', 'default', ''].includes(String(network.get('driver'))) &&
    options.get(`${prefix}.inhibit_ipv4`) === 'true' &&
    options.get(`${prefix}.gateway_mode_ipv4`) === 'isolated' &&
    options.get(`${prefix}.gateway_mode_ipv6`) === 'isolated' &&
    !options.has(`${prefix}.name`) &&
    !options.has('parent')
  )
}

/** A forwarder that a service meets leads to itself, or to one that shares its namespaces under the same policy. */
function checkForwarder(
  file: EmittedFile,
  name: string,
  ingress: string,
  alike: (other: string) => boolean,
  complain: Complain,
): void {
  const environment = settings(file.services.get(ingress)?.get('environment'))
  let routes: { host?: string }[] = []
  try {
    routes = JSON.parse(String(environment.get('GOVERNANCE_INGRESS')).replaceAll('$$', '$'))
  } catch {
    complain(name, `${ingress} has no routes`)
  }
  for (const { host } of routes) {
    if (host === undefined || !alike(host)) {
      complain(name, `${ingress} passes connections to ${host}`)
    }
  }
}

/** That sidecars and forwarders are what they have to be, and that companions have no way out. */
export function checkOthers(
  file: EmittedFile,
  around: Surroundings,
  cast: Cast,
  complain: Complain,
): void {
  const { members } = around
  const addresses = [...file.listening.values()]
  if (new Set(addresses).size < addresses.length) {
    complain('project', 'two services have the same address')
  }
  for (const [name, service] of file.services) {
    const build = settings(service.get('build'))
    const images = [...texts(build.get('tags')), service.has('build') ? service.get('image') : '']
    if (images.some((image) => /docker-ai-governance\/sidecar/i.test(String(image))))
      complain(name, 'it would replace the image of the sidecars')
    if (cast.exempt.has(name)) checkExempt(name, service, complain)
    if (cast.governed.has(name) || cast.exempt.has(name)) continue
    if (sidecarNames.has(name) || isIngress(name)) checkSidecar(file, name, service, cast, complain)
    else checkCompanion(file, name, service, cast, complain)
  }
  for (const name of ['governance-proxy', 'governance-gateway', 'governance-broker']) {
    if (!file.services.has(name)) complain(name, 'it is missing')
  }
  const allowed = new Set(['governance-proxy', 'governance-broker'])
  for (const network of ['governance-control', 'governance-tokens']) {
    for (const member of members.get(network) ?? []) {
      if (!allowed.has(member)) complain(member, `it is on ${network}`)
    }
  }
  const out = cast.egress ?? 'governance-egress'
  for (const member of members.get(out) ?? []) {
    const fine =
      member === 'governance-proxy' || (cast.egress !== undefined && cast.exempt.has(member))
    if (!fine) complain(member, `it is on ${out}, which leads out`)
  }
}

function checkSidecar(
  file: EmittedFile,
  name: string,
  service: Settings,
  cast: Cast,
  complain: Complain,
): void {
  const fine =
    service.get('read_only') === true &&
    texts(service.get('cap_drop')).includes('ALL') &&
    !service.has('cap_add') &&
    !service.has('privileged') &&
    !namespaces.some((key) => service.has(key)) &&
    texts(service.get('security_opt')).includes('no-new-privileges:true') &&
    /^655[0-9]{2}:/.test(String(service.get('user'))) &&
    String(service.get('image')).startsWith('docker-ai-governance/sidecar:')
  if (!fine) complain(name, 'it has rights that a sidecar does not need')
  for (const mount of mountsOf(service)) {
    if (mount.type !== 'volume' || !mount.source?.startsWith('governance-')) {
      complain(name, `it mounts ${mount.source ?? mount.target}`)
    }
  }
  const grants = service.get('secrets')
  for (const grant of Array.isArray(grants) ? grants : []) {
    const secret = String(settings(grant).get('source') ?? grant)
    const own = name === 'governance-broker' && cast.brokerSecrets?.has(secret)
    if (!own) complain(name, `it mounts the secret ${secret}`)
  }
  for (const network of networksOf(service).keys()) {
    const closed = isClosed(file.networks.get(network))
    const out = network === (cast.egress ?? 'governance-egress') && name === 'governance-proxy'
    const published = network === 'governance-ingress' && isIngress(name)
    if (!closed && !out && !published) complain(name, `it is on the open network ${network}`)
  }
  const ports = service.get('ports')
  for (const port of Array.isArray(ports) ? ports : []) {
    if (!isIngress(name) || settings(port).get('host_ip') !== '127.0.0.1') {
      complain(name, 'it is published beyond loopback')
    }
  }
}

function checkCompanion(
  file: EmittedFile,
  name: string,
  service: Settings,
  cast: Cast,
  complain: Complain,
): void {
  const mode = service.get('network_mode')
  const joined = String(mode ?? 'none')
  const other = joined.startsWith('service:') ? joined.slice('service:'.length) : undefined
  const foreign = other !== undefined && (cast.exempt.has(other) || other.startsWith('governance-'))
  if (foreign || (other === undefined && joined !== 'none')) {
    complain(name, `its network_mode is ${joined}`)
  }
  const networks = networksOf(service)
  if (mode === undefined && networks.size === 0) complain(name, 'it is on the default network')
  for (const network of networks.keys()) {
    if (!isClosed(file.networks.get(network))) complain(name, `its network ${network} leads out`)
  }
  for (const key of ['privileged', 'use_api_socket', 'provider', 'ports', 'external_links']) {
    if (service.has(key) && service.get(key) !== false) complain(name, `it has ${key}`)
  }
  for (const key of [...namespaces, 'userns_mode']) {
    const value = String(service.get(key) ?? '')
    const joins = value.startsWith('service:') ? value.slice('service:'.length) : undefined
    const outside = value === 'host' || value.startsWith('container:') || isReference(value)
    if (outside || (joins !== undefined && cast.exempt.has(joins)))
      complain(name, `its ${key} is ${value}`)
  }
  for (const from of texts(service.get('volumes_from'))) {
    if (from.startsWith('container:')) complain(name, `it has the mounts of ${from}`)
  }
  for (const setting of settings(service.get('sysctls')).keys()) {
    if (/ipv6/.test(setting)) complain(name, `it sets ${setting}`)
  }
  for (const [network, attachment] of networks) {
    for (const option of settings(attachment.get('driver_opts')).keys()) {
      if (!option.endsWith('.ifname')) complain(name, `it has ${option} on ${network}`)
    }
  }
  for (const path of pathsOf(file, service)) {
    if (/^\/*$|^\/+(?:var\/+)?run\/*$|\.sock$/.test(path) || isReference(path))
      complain(name, `it mounts ${path}`)
  }
}

/** Whether `docker compose` would put something else in its place. */
function isReference(text: string): boolean {
  return text.replaceAll('$$', '').includes('$')
}

/** Paths of the host that a service is given: binds, configs and secrets. */
function* pathsOf(file: EmittedFile, service: Settings): Iterable<string> {
  for (const { type, source } of mountsOf(service)) {
    if (type === 'bind' && source !== undefined) yield source
  }
  for (const section of ['configs', 'secrets'] as const) {
    const grants = service.get(section)
    for (const grant of Array.isArray(grants) ? grants : []) {
      const key = grant instanceof Map ? grant.get('source') : grant
      const path = file[section].get(String(key))?.get('file')
      if (path !== undefined) yield String(path)
    }
  }
}

/** Exempt services go where they like, but not among the sidecars. */
function checkExempt(name: string, service: Settings, complain: Complain): void {
  for (const network of networksOf(service).keys()) {
    if (/^governance-(?!internal-|local-)/.test(network)) complain(name, `it is on ${network}`)
  }
  const mode = String(service.get('network_mode') ?? '')
  if (mode.includes('governance-')) complain(name, `its network_mode is ${mode}`)
}
