import { emittedFile } from './project.ts'

// A second opinion on an emitted file, written for the tests alone: it shares no line with the transformer, lists what
// is allowed instead of what is not, and knows nothing of how a file came about.

// biome-ignore lint/suspicious/noExplicitAny: a Compose file of any shape
type Any = any

const harmlessKeys = new Set(
  `annotations attach blkio_config build cap_add cap_drop cgroup command configs container_name cpu_count cpu_percent
   cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset depends_on deploy develop dns dns_opt
   dns_search domainname entrypoint environment expose group_add healthcheck hostname image init ipc labels logging
   mem_limit mem_reservation mem_swappiness memswap_limit network_mode networks oom_score_adj pid pids_limit platform
   post_start pre_stop profiles pull_policy pull_refresh_after read_only restart scale security_opt shm_size stdin_open
   stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits user uts volumes volumes_from working_dir`.split(
    /\s+/,
  ),
)

/** Every way out of the governed services of an emitted file. */
export function waysOut(
  text: string,
  governed: ReadonlySet<string>,
  exempt: ReadonlySet<string>,
): string[] {
  const file = emittedFile(text)
  const found: string[] = []
  const nets = (service: Any): string[] =>
    Array.isArray(service?.networks) ? service.networks : Object.keys(service?.networks ?? {})
  for (const name of governed) {
    const service = file.services[name]
    const say = (what: string) => found.push(`${name}: ${what}`)
    if (!service) {
      say('missing')
      continue
    }
    for (const key of Object.keys(service))
      if (!harmlessKeys.has(key) && !key.startsWith('x-')) say(key)
    const mode = service.network_mode
    if (mode === undefined) {
      const [network, ...more] = nets(service)
      if (more.length > 0 || !network?.startsWith('governance-sandbox')) say('networks')
      else {
        const on = Object.entries<Any>(file.services).filter(([, one]) =>
          nets(one).includes(network),
        )
        for (const [other, one] of on) {
          const ours = other === name || /^governance-(?:proxy|gateway|ingress.*)$/.test(other)
          const image = other === name || one.image.startsWith('docker-ai-governance/sidecar:')
          if (!ours || !image) say(`meets ${other}`)
        }
        const definition = file.networks[network]
        const options = definition?.driver_opts ?? {}
        const closed =
          definition?.internal === true &&
          options['com.docker.network.bridge.inhibit_ipv4'] === 'true' &&
          Object.keys(definition).every((key) => ['internal', 'driver_opts', 'ipam'].includes(key))
        if (!closed) say('open network')
        const proxy = file.services['governance-proxy'].networks[network]?.ipv4_address
        if (proxy === undefined || service.dns?.length !== 1 || service.dns[0] !== proxy) say('dns')
      }
    } else if (mode !== 'none' && !(mode.startsWith('service:') && governed.has(mode.slice(8))))
      say(mode)
    for (const key of ['pid', 'ipc', 'uts', 'cgroup']) {
      const value = service[key]
      const fine =
        [undefined, null, 'private', 'shareable', 'none'].includes(value) ||
        governed.has(value?.slice(8))
      if (!fine) say(`${key} ${value}`)
    }
    const start = [
      'CHOWN',
      'DAC_OVERRIDE',
      'FOWNER',
      'FSETID',
      'KILL',
      'NET_BIND_SERVICE',
      'SETGID',
      'SETUID',
    ]
    if (!service.cap_drop?.includes('ALL')) say('capabilities')
    for (const added of service.cap_add ?? []) if (!start.includes(added)) say(added)
    if (String(service.security_opt) !== 'no-new-privileges:true')
      say(`options ${service.security_opt}`)
    if (service.deploy?.resources?.reservations?.devices) say('devices')
    if (!['json-file', 'local', 'none', 'journald'].includes(service.logging?.driver))
      say('logging')
    for (const mount of service.volumes ?? []) checkMount(file, name, mount, exempt, say)
    for (const from of service.volumes_from ?? [])
      if (!governed.has(from.split(':')[0])) say('volumes_from')
    for (const hook of [...(service.post_start ?? []), ...(service.pre_stop ?? [])])
      if (hook.privileged) say('hook')
    for (const setting of Object.keys(service.sysctls ?? {}))
      if (/forward/.test(setting)) say(setting)
    for (const group of service.group_add ?? [])
      if (/^(?:docker|root|0)$/.test(group)) say(`group ${group}`)
    if (service.oom_score_adj < 0) say('oom')
    if (JSON.stringify(service).includes('xoxb-the-real-slack-token')) say('secret')
  }
  if (text.includes('xoxb-the-real-slack-token') || text.includes('ghp_therealtoken'))
    found.push('secret in the file')
  for (const [name, service] of Object.entries<Any>(file.services)) {
    if (governed.has(name) || exempt.has(name)) continue
    const ours = name.startsWith('governance-')
    if (ours && (service.privileged || service.cap_add || !service.read_only))
      found.push(`${name}: rights`)
    if (!ours && (service.privileged || service.use_api_socket || service.network_mode === 'host'))
      found.push(`${name}: host`)
    for (const key of ['network_mode', 'pid', 'ipc', 'uts', 'cgroup']) {
      const target = String(service[key] ?? '')
      if (target.startsWith('service:') && governed.has(target.slice(8)))
        found.push(`${name}: in ${target}`)
    }
    const open = new Set([
      'governance-proxy|governance-egress',
      'governance-ingress|governance-ingress',
    ])
    for (const network of nets(service)) {
      const isOpen = file.networks[network]?.internal !== true
      const allowed =
        open.has(`${name}|${network}`) ||
        (/^governance-ingress-/.test(name) && network === 'governance-ingress')
      if (isOpen && !allowed) found.push(`${name}: on ${network}`)
    }
    for (const port of service.ports ?? [])
      if (port.host_ip !== '127.0.0.1') found.push(`${name}: port`)
  }
  for (const name of exempt) {
    for (const network of nets(file.services[name])) {
      if (/^governance-(?!internal|local)/.test(network)) found.push(`${name}: on ${network}`)
    }
  }
  return found
}

function checkMount(
  file: Any,
  name: string,
  mount: Any,
  exempt: ReadonlySet<string>,
  say: (what: string) => void,
) {
  const [type, source, target] =
    typeof mount === 'string'
      ? ['volume', mount.split(':')[0], mount.split(':')[1]]
      : [mount.type, mount.source, mount.target]
  if (type === 'bind') {
    const inside = source === '/project' || source.startsWith('/project/')
    const mask = source === '/dev/null' && mount.read_only === true
    if (!inside && !mask) say(`mounts ${source}`)
    if (source === '/project/.env') say('reads the env file')
    const rules = ['/project/compose.yaml', '/project/governance-policy.yaml']
    if (rules.includes(source) && mount.read_only !== true) say('changes the rules')
    if (source === '/project' && !mount.read_only) {
      const covered = (path: string, by: string) =>
        file.services[name].volumes.some(
          (other: Any) =>
            other.target === `${target}/${path}` && other.source === by && other.read_only,
        )
      if (!covered('compose.yaml', '/project/compose.yaml')) say('compose.yaml is open')
      if (!covered('governance-policy.yaml', '/project/governance-policy.yaml'))
        say('the policy is open')
      if (!covered('.env', '/dev/null')) say('.env is open')
    }
    if (mount.bind?.propagation && !/private/.test(mount.bind.propagation)) say('propagation')
  } else if (type === 'volume') {
    if (source === 'governance-certificates') {
      if (mount.read_only !== true || target !== '/run/governance/certificates') say('certificates')
    } else if (source !== undefined) {
      const volume = file.volumes?.[source] ?? {}
      if (volume.external || volume.driver || volume.driver_opts || /governance/.test(source))
        say(`volume ${source}`)
    }
  } else if (type !== 'tmpfs' && type !== 'image') say(`a ${type} mount`)
  if (target?.startsWith('/run/governance') && source !== 'governance-certificates')
    say(`over ${target}`)
  for (const other of exempt) {
    const theirs = (file.services[other]?.volumes ?? []).map((one: Any) =>
      typeof one === 'string' ? one.split(':')[0] : one.source,
    )
    if (source && source !== '/dev/null' && theirs.includes(source))
      say(`shares ${source} with ${other}`)
  }
}
