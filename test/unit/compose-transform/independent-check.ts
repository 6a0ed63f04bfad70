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
      if (!harmlessKeys.has(key) && !key.startsWith('x-') && service[key] !== '') say(key)
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
      if (/^(?:docker|root|[-+]?0)$/.test(group)) say(`group ${group}`)
    if (service.oom_score_adj < 0) say('oom')
    for (const setting of Object.keys(service.sysctls ?? {}))
      if (!/^net\.core\.somaxconn$/.test(setting)) say(setting)
    for (const [key, value] of Object.entries(service.environment ?? {}))
      if (value === null) say(`${key} is set by whoever starts it`)
    if (Object.values(service.build?.args ?? {}).includes(null))
      say('a build argument of the caller')
    const most = service.pids_limit ?? service.deploy?.resources?.limits?.pids
    if (!(most > 0)) say('endless processes')
    for (const grant of service.configs ?? []) {
      if (/^\/?run\/governance/.test(grant.target ?? '')) say(`config over ${grant.target}`)
      const path = file.configs[grant.source ?? grant].file
      if (path && !path.startsWith('/project/')) say(`config ${path}`)
    }
    if (/^windows/.test(service.platform ?? '')) say('windows')
    for (const key of ['post_start', 'pre_stop'])
      if (service[key] && !Array.isArray(service[key])) say(key)
    for (const watch of service.develop?.watch ?? []) {
      if (!/^\/project\//.test(watch.path) || /\.env$/.test(watch.path)) say(`copies ${watch.path}`)
      if (watch.exec?.privileged) say('privileged watch')
    }
    checkBuild(service, say)
    for (const key of Object.keys(service.annotations ?? {}))
      if (/oci|kubernetes|nvidia|runc|cdi/.test(key)) say(`annotation ${key}`)
    if (service.hostname?.includes('.')) say('a name of the internet')
    if (/governance-/.test(`${service.container_name} ${service.hostname}`)) say('a reserved name')
    checkHeld(file, name, say)
    // A reference would be filled in by docker compose, outside the sandbox.
    if (/(?<!\$)\$\{?SLACK_TOKEN/.test(JSON.stringify(service))) say('a secret by reference')
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
    if (!ours)
      checkNeighbour(file, name, governed, exempt, (what) => found.push(`${name}: ${what}`))
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
  for (const [name, service] of Object.entries<Any>(file.services)) {
    const images = [...(service.build?.tags ?? []), service.build ? service.image : '']
    if (/docker-ai-governance\/sidecar/.test(String(images))) found.push(`${name}: sidecar image`)
    if (!name.startsWith('governance-') && /governance-/.test(service.container_name ?? ''))
      found.push(`${name}: called like a sidecar`)
    const joined = [service.network_mode, service.pid, service.ipc, ...(service.volumes_from ?? [])]
    if (/container:project/.test(String(joined))) found.push(`${name}: by the side door`)
    const mounts = (service.volumes ?? []).map((one: Any) =>
      typeof one === 'string' ? one.split(':')[0] : one.source,
    )
    for (const source of mounts) {
      if (
        !name.startsWith('governance-') &&
        file.volumes?.[source]?.name === 'docker-ai-governance-audit'
      )
        found.push(`${name}: the trail`)
    }
  }
  for (const [name, service] of Object.entries<Any>(file.services)) {
    for (const { action, path } of service.develop?.watch ?? []) {
      const folders = [...governed].flatMap((agent) => writtenBy(file, agent))
      if (action === 'rebuild' && folders.includes(path)) found.push(`${name}: built from ${path}`)
    }
  }
  for (const name of exempt) {
    const service = file.services[name]
    for (const network of [
      ...nets(service),
      service.network_mode ?? '',
      service.build?.network ?? '',
    ]) {
      if (/governance-(?!internal|local)/.test(network)) found.push(`${name}: on ${network}`)
    }
    for (const key of ['pid', 'ipc']) {
      const target = String(service[key] ?? '').slice('service:'.length)
      if (target in file.services && !exempt.has(target)) found.push(`${name}: ${key} of ${target}`)
    }
    const written = [...governed].flatMap((agent) => writtenBy(file, agent))
    const read = readBy(file, name)
    for (const path of read) {
      if (written.some((other) => path === other || path.startsWith(`${other}/`)))
        found.push(`${name}: gets ${path}, which an agent writes`)
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
      const foreign = volume.name && volume.name !== `project_${source}`
      const other = volume.external || volume.driver || volume.driver_opts || foreign
      if (other || /governance/.test(source)) say(`volume ${source}`)
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

/** Volumes and folders that a service may write to. */
function writtenBy(file: Any, name: string): string[] {
  return (file.services[name].volumes ?? []).flatMap((mount: Any) => {
    if (typeof mount === 'string') return [mount.split(':')[0]]
    return mount.read_only || mount.source === undefined ? [] : [mount.source]
  })
}

/** Volumes and paths of the host from which a service gets anything while it runs. */
function readBy(file: Any, name: string): string[] {
  const service = file.services[name] ?? {}
  const mounts = (service.volumes ?? []).flatMap((mount: Any) => {
    const source = typeof mount === 'string' ? mount.split(':')[0] : mount.source
    return [source ?? '', file.volumes?.[source]?.driver_opts?.device ?? '']
  })
  const configs = (service.configs ?? []).map(
    (grant: Any) => file.configs[grant.source ?? grant].file ?? '',
  )
  const watched = (service.develop?.watch ?? []).map((watch: Any) => watch.path)
  const others = (service.volumes_from ?? []).map((from: string) =>
    from.startsWith('container:project-agent') ? 'agent' : from.split(':')[0],
  )
  const theirs = others.flatMap((other: string) => readBy(file, other))
  return [...mounts, ...configs, ...watched, ...theirs].filter(
    (path) => path !== '' && path !== '/dev/null',
  )
}

/** What a build may not have: more of the host than the sources. */
function checkBuild(service: Any, say: (what: string) => void) {
  const build = service.build
  if (!build) return
  for (const key of ['privileged', 'entitlements', 'ssh', 'secrets', 'cache_to', 'extra_hosts'])
    if (build[key]) say(`build ${key}`)
  if (/^(?!default$|none$|bridge$)/.test(build.network ?? 'none')) say(`build on ${build.network}`)
  const contexts = [build.context ?? build, ...Object.values(build.additional_contexts ?? {})]
  for (const context of contexts) if (/^\/(?!project)/.test(context)) say(`builds from ${context}`)
}

/** A companion: no power over the host, the less where an agent can write what it reads. */
function checkNeighbour(
  file: Any,
  name: string,
  governed: ReadonlySet<string>,
  exempt: ReadonlySet<string>,
  say: (what: string) => void,
) {
  const service = file.services[name]
  const host = String(service.network_mode ?? '').slice('service:'.length)
  if (exempt.has(host)) say(`in the network of ${host}`)
  if (service.provider || service.pre_start || service.external_links) say('runs something else')
  checkBuildNetwork(service, say)
  if (['host'].includes(service.pid) || service.ipc === 'host' || service.userns_mode === 'host')
    say('namespaces of the host')
  for (const added of service.cap_add ?? [])
    if (/SYS_|ALL|MKNOD|BPF|DAC_READ/i.test(added)) say(added)
  const mounts = (one: string): string[] =>
    (file.services[one].volumes ?? []).map((mount: Any) =>
      typeof mount === 'string' ? mount.split(':')[0] : mount.source,
    )
  for (const section of ['configs', 'secrets']) {
    for (const grant of service[section] ?? [])
      if (/\.sock$/.test(file[section][grant.source ?? grant].file ?? '')) say(`${section} socket`)
  }
  for (const setting of Object.keys(service.sysctls ?? {})) if (/ipv6/.test(setting)) say(setting)
  for (const attachment of Object.values<Any>(
    Array.isArray(service.networks) ? {} : (service.networks ?? {}),
  ))
    if (attachment?.driver_opts) say('options of an endpoint')
  for (const key of ['pid', 'ipc']) {
    const value = String(service[key] ?? '')
    if (exempt.has(value.slice('service:'.length)) || /\$/.test(value)) say(`${key} ${value}`)
  }
  if (/\$/.test(service.userns_mode ?? '')) say('a namespace that a variable chooses')
  for (const source of mounts(name))
    if (/^\/var\/lib(?:$|\/docker)/.test(source ?? '')) say(`mounts ${source}`)
  for (const source of mounts(name))
    if (/docker\.sock|^\/(?:var\/)?run(?:\/|$)|^\/$/.test(source ?? '')) say(`mounts ${source}`)
  const shares = [...governed].some((agent) =>
    mounts(agent).some((source) =>
      mounts(name).some(
        (own) =>
          own && source && own !== '/dev/null' && (own === source || own.startsWith(`${source}/`)),
      ),
    ),
  )
  for (const hook of [...(service.post_start ?? []), ...(service.pre_stop ?? [])])
    if (hook.privileged) say('a privileged hook')
  checkBuild(service, say)
  for (const source of mounts(name))
    if (file.volumes?.[source]?.driver_opts) say(`a volume that is something else: ${source}`)
  if (!shares) return
  if (service.deploy?.resources?.reservations?.devices) say('devices by deploy, beside an agent')
  if (service.runtime) say('a runtime, beside an agent')
  for (const setting of Object.keys(service.sysctls ?? {}))
    if (setting !== 'net.core.somaxconn') say(`${setting}, beside an agent`)
  for (const group of service.group_add ?? [])
    if (/^(?:docker|root|[-+]?0)$/.test(group)) say(`group ${group}, beside an agent`)
  for (const key of Object.keys(service.annotations ?? {}))
    if (/oci|cdi/.test(key)) say(`annotation ${key}, beside an agent`)
  for (const path of readBy(file, name))
    if (/^\/(?!project|dev\/null)/.test(path)) say(`gets ${path}, beside an agent`)
  for (const key of ['devices', 'device_cgroup_rules', 'gpus', 'cgroup_parent', 'cap_add'])
    if (service[key] && String(service[key]) !== 'CHOWN') say(`${key}, beside an agent`)
  for (const source of mounts(name))
    if (/^\/(?!project|dev\/null)/.test(source ?? '')) say(`mounts ${source}, beside an agent`)
}

function checkBuildNetwork(service: Any, say: (what: string) => void) {
  if (service.build?.network === 'host' || service.build?.privileged) say('a build on the host')
}

/** Whatever is mounted from a folder that it writes to, and each folder on the way, is a mount point in it. */
function checkHeld(file: Any, name: string, say: (what: string) => void) {
  const binds = (service: Any) =>
    (service.volumes ?? []).filter(
      (mount: Any) => mount.type === 'bind' && mount.source !== '/dev/null',
    )
  const targets = file.services[name].volumes?.map((mount: Any) => mount.target) ?? []
  for (const outer of binds(file.services[name])) {
    if (outer.read_only) continue
    for (const service of Object.values<Any>(file.services)) {
      for (const inner of binds(service)) {
        if (!inner.source.startsWith(`${outer.source}/`)) continue
        let path = ''
        for (const step of inner.source.slice(outer.source.length + 1).split('/')) {
          path += `/${step}`
          if (!targets.includes(outer.target + path)) say(`${outer.source}${path} can be swapped`)
        }
      }
    }
  }
}
