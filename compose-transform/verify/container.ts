import { posix } from 'node:path'
import { escapingCapabilities } from '../harden/baseline.ts'
import { classifyHostPath } from '../inspect/host-paths.ts'
import { decisionFor } from '../inspect/service-keys.ts'
import { type EmittedFile, mountsOf, type Settings, settings, texts } from './file.ts'

export type Complain = (service: string, what: string) => void

/** What the proof is told of the world; everything else it reads in the file. */
export interface Grounds {
  directory: string
  home: string
  /** `rule@service` of the exceptions that the user wrote down. */
  excepted: ReadonlySet<string>
  /** Texts that must not be in the file. */
  secrets: readonly string[]
}

const forbidden = [
  ['extends', 'provider', 'pre_start', 'credential_spec', 'external_links'],
  ['volumes_from_container', 'cgroup_parent', 'env_file', 'label_file', 'models', 'ports', 'links'],
].flat()

/** What of ours is mounted into a governed service, and where. */
const ownMounts: ReadonlyMap<string, string> = new Map([
  ['/run/governance/certificates', 'governance-certificates'],
  ['/run/governance/bridge', 'governance-bridge'],
])

const startCapabilities = new Set(
  'CHOWN DAC_OVERRIDE FOWNER FSETID KILL NET_BIND_SERVICE SETGID SETUID'.split(' '),
)

/** That the container of a governed service is one: no right and no mount that leads out of it. */
export function checkContainer(
  file: EmittedFile,
  name: string,
  grounds: Grounds,
  complain: Complain,
): void {
  const service = file.services.get(name) ?? new Map()
  const say = (what: string) => complain(name, what)
  const excepted = (rule: string) => grounds.excepted.has(`${rule}@${name}`)
  for (const key of forbidden) if (service.has(key)) say(`it has ${key}`)
  for (const key of service.keys()) {
    const fate = key.startsWith('x-') ? 'kept' : decisionFor(key)?.fate
    if (fate === undefined || fate === 'removed') say(`it has ${key}`)
  }
  for (const key of ['privileged', 'use_api_socket', 'oom_kill_disable']) {
    if (service.has(key) && service.get(key) !== false) say(`it has ${key}`)
  }
  const isolation = service.get('isolation') ?? 'default'
  if (isolation !== 'default') say(`its isolation is ${String(isolation)}`)
  checkRights(service, excepted, say)
  checkNamespaces(file, service, say)
  checkMounts(file, service, grounds, excepted, say)
  checkGrants(file, service, grounds, excepted, say)
  for (const key of ['post_start', 'pre_stop']) {
    const hooks = service.get(key)
    for (const hook of Array.isArray(hooks) ? hooks : []) {
      const privileged = settings(hook).get('privileged')
      if (privileged !== undefined && privileged !== false) say(`its ${key} is privileged`)
    }
  }
  const driver = settings(service.get('logging')).get('driver')
  if (!['json-file', 'local', 'none', 'journald'].includes(String(driver))) {
    say(`its output goes to ${String(driver)}`)
  }
  if (service.has('extra_hosts')) say('it has names of its own')
  for (const [variable, value] of settings(service.get('environment'))) {
    if (value === null) say(`${variable} is what somebody else sets`)
  }
  for (const group of texts(service.get('group_add'))) {
    if (/^(?:[-+]?0+|root|docker|podman|disk|kmem)$/i.test(group))
      say(`it is in the group ${group}`)
  }
}

function checkRights(
  service: Settings,
  excepted: (rule: string) => boolean,
  say: (what: string) => void,
): void {
  if (!texts(service.get('cap_drop')).includes('ALL')) say('it keeps capabilities')
  for (const added of texts(service.get('cap_add'))) {
    const one = added.toUpperCase().replace(/^CAP_/, '')
    const fine = startCapabilities.has(one) || excepted('no-added-capability')
    if (!fine || escapingCapabilities.has(one)) say(`it has the capability ${one}`)
  }
  const options = texts(service.get('security_opt'))
  if (!options.includes('no-new-privileges:true')) say('it can gain privileges')
  for (const option of options) {
    const fine = /^(?:no-new-privileges:true|seccomp[:=]builtin|apparmor[:=]docker-default)$/
    if (fine.test(option)) continue
    if (/unconfined|disable|false|writable/i.test(option) || !excepted('security-options')) {
      say(`it has the option ${option}`)
    }
  }
  const reservations = settings(
    settings(settings(service.get('deploy')).get('resources')).get('reservations'),
  )
  const devices = [service.get('devices'), service.get('gpus'), service.get('device_cgroup_rules')]
  const any = [...devices, reservations.get('devices')].some(
    (value) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  if (any && !excepted('no-device')) say('it has devices')
  const runtime = service.get('runtime')
  const known = ['', 'runc', 'io.containerd.runc.v2', 'runsc', 'kata', 'kata-runtime', 'crun']
  if (
    runtime !== undefined &&
    !known.includes(String(runtime)) &&
    !excepted('no-foreign-runtime')
  ) {
    say(`it has the runtime ${String(runtime)}`)
  }
  for (const setting of settings(service.get('sysctls')).keys()) {
    const fine =
      /^(?:kernel\.(?:shm|msg|sem)|fs\.mqueue\.|net\.core\.somaxconn$|net\.ipv4\.(?:tcp_|ping_group|ip_(?:local_port|unprivileged_port)))/
    if (!fine.test(setting) && !excepted('no-kernel-setting')) say(`it sets ${setting}`)
  }
}

function checkNamespaces(file: EmittedFile, service: Settings, say: (what: string) => void): void {
  for (const key of ['network_mode', 'pid', 'ipc', 'uts', 'cgroup', 'userns_mode']) {
    const value = service.get(key)
    if (value === undefined || value === null) continue
    const text = String(value)
    if (text.startsWith('service:') && file.services.has(text.slice(8))) continue
    const fine =
      key === 'network_mode' ? text === 'none' : ['private', 'shareable', 'none', ''].includes(text)
    if (!fine) say(`its ${key} is ${text}`)
  }
}

function checkMounts(
  file: EmittedFile,
  service: Settings,
  grounds: Grounds,
  excepted: (rule: string) => boolean,
  say: (what: string) => void,
): void {
  for (const mount of mountsOf(service)) {
    const what = mount.source ?? mount.target
    switch (mount.type) {
      case 'tmpfs':
      case 'image':
        break
      case 'volume':
        checkVolume(file, mount.source, mount.readOnly, excepted, say)
        break
      case 'bind': {
        const kind = classifyHostPath(what, grounds.directory, grounds.home)
        const fine =
          kind === 'inside' ||
          (kind === 'harmless' && mount.readOnly) ||
          (kind === 'outside' && excepted('no-host-path'))
        if (!fine) say(`it mounts ${what}`)
        if (
          !['private', 'rprivate', 'undefined', ''].includes(String(mount.bind.get('propagation')))
        ) {
          say(`it shares mounts by ${what}`)
        }
        if (mount.bind.get('recursive') === 'writable') say(`what is below ${what} is writable`)
        break
      }
      default:
        say(`it mounts a ${mount.type}`)
    }
    const ours = ownMounts.get(mount.target)
    if (mount.target.startsWith('/run/governance') && (!ours || mount.source !== ours)) {
      say(`it mounts over ${mount.target}`)
    }
  }
}

function checkVolume(
  file: EmittedFile,
  source: string | undefined,
  readOnly: boolean,
  excepted: (rule: string) => boolean,
  say: (what: string) => void,
): void {
  if (source === undefined) return
  if ([...ownMounts.values()].includes(source)) {
    if (!readOnly) say(`it can change ${source}`)
    return
  }
  const volume = file.volumes.get(source)
  const name = String(volume?.get('name') ?? source)
  if (/^governance-|governance-audit|_governance-/.test(name) || source.startsWith('governance-')) {
    say(`it mounts ${name}`)
  }
  if (volume?.get('external') === true && !excepted('no-external-volume')) say(`it mounts ${name}`)
  const options = settings(volume?.get('driver_opts'))
  const memory =
    options.get('type') === 'tmpfs' &&
    options.get('device') === 'tmpfs' &&
    !/bind|[^\w=,%]/i.test(String(options.get('o') ?? ''))
  const driver = String(volume?.get('driver') ?? 'local')
  if ((options.size > 0 && !memory) || !['local', ''].includes(driver)) {
    if (!excepted('no-host-volume')) say(`it mounts ${name}, which is something else`)
  }
}

function checkGrants(
  file: EmittedFile,
  service: Settings,
  grounds: Grounds,
  excepted: (rule: string) => boolean,
  say: (what: string) => void,
): void {
  const secrets = service.get('secrets')
  if (Array.isArray(secrets) && secrets.length > 0 && !excepted('no-secret-file')) {
    say('it holds secrets')
  }
  const configs = service.get('configs')
  for (const grant of Array.isArray(configs) ? configs : []) {
    const name = grant instanceof Map ? String(grant.get('source')) : String(grant)
    const target = posix.resolve('/', String(settings(grant).get('target') ?? name))
    if (target.startsWith('/run/governance')) say(`it is given ${name} over ${target}`)
    const path = file.configs.get(name)?.get('file')
    if (path === undefined || excepted('no-host-config')) continue
    if (classifyHostPath(String(path), grounds.directory, grounds.home) !== 'inside') {
      say(`it is given ${String(path)}`)
    }
  }
}
