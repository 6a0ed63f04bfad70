/**
 * What is done about a setting of Compose in a governed service.
 *
 * - `kept`: as it is; it changes nothing about what the service reaches
 * - `judged`: by the rules that are named; what they let pass stays
 * - `rewritten`: by hardening, whatever it was
 * - `removed`: by the loader or by hardening; it is not in the emitted file
 */
export type Fate = 'kept' | 'judged' | 'rewritten' | 'removed'

export interface KeyDecision {
  readonly fate: Fate
  /** Ids of rules for what is judged; else the reason. */
  readonly by: string
}

const kept = (reason: string, keys: string) => decisions('kept', reason, keys)
const judged = (rules: string, keys: string) => decisions('judged', rules, keys)
const rewritten = (reason: string, keys: string) => decisions('rewritten', reason, keys)
const removed = (reason: string, keys: string) => decisions('removed', reason, keys)

function decisions(fate: Fate, by: string, keys: string): [string, KeyDecision][] {
  return keys
    .trim()
    .split(/\s+/)
    .map((key) => [key, { fate, by }])
}

/**
 * One decision for each setting of a service; `a.b.**` stands for all below `a.b`. A setting that is not here may not be
 * in the emitted file at all: the proof refuses it.
 */
export const serviceKeys: ReadonlyMap<string, KeyDecision> = new Map([
  ...kept(
    'a command and its surroundings, inside the container',
    'attach command entrypoint working_dir init tty stdin_open stop_signal stop_grace_period restart healthcheck.** healthcheck user',
  ),
  ...kept(
    'how much it may use',
    `cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset mem_limit
     mem_reservation mem_swappiness memswap_limit shm_size pids_limit ulimits ulimits.** blkio_config blkio_config.**
     scale deploy.resources.limits deploy.resources.limits.** storage_opt`,
  ),
  ...kept('when it runs', 'profiles depends_on depends_on.**'),
  ...kept(
    'how Swarm would place it; it says nothing to Compose',
    `deploy deploy.mode deploy.endpoint_mode deploy.replicas deploy.labels deploy.placement deploy.placement.**
     deploy.restart_policy deploy.restart_policy.** deploy.rollback_config deploy.rollback_config.**
     deploy.update_config deploy.update_config.** deploy.resources deploy.resources.reservations
     deploy.resources.reservations.cpus deploy.resources.reservations.memory
     deploy.resources.reservations.generic_resources deploy.resources.reservations.generic_resources.**`,
  ),
  ...kept('which image, from where and when', 'pull_policy pull_refresh_after'),
  ...judged('moving-tag reserved-name no-secret-elsewhere', 'image'),
  ...judged('no-windows', 'platform isolation credential_spec credential_spec.**'),
  ...kept('a port that nobody is told of', 'expose'),
  ...kept('its own files alone', 'read_only'),
  ...judged('no-reserved-mount', 'tmpfs'),
  ...judged('reserved-name no-name-spoofing', 'container_name hostname domainname'),
  ...judged('reserved-name no-secret-elsewhere', 'labels'),
  ...judged('no-runtime-annotation', 'annotations'),

  ...judged('ungoverned-build no-host-build no-secret-elsewhere', 'build build.context build.args'),
  ...judged(
    'no-host-build',
    `build.additional_contexts build.network build.privileged build.entitlements build.ssh build.secrets
     build.secrets.** build.cache_to build.extra_hosts build.isolation`,
  ),
  ...judged('reserved-name', 'build.tags'),
  ...kept(
    'what is built from the sources of the project',
    `build.dockerfile build.dockerfile_inline build.labels build.cache_from build.no_cache build.no_cache_filter
     build.platforms build.provenance build.pull build.sbom build.shm_size build.target build.ulimits build.ulimits.**`,
  ),

  ...judged('no-added-capability no-escaping-capability', 'cap_add'),
  ...rewritten('every capability is taken away', 'cap_drop'),
  ...judged('security-options', 'security_opt'),
  ...judged('no-privileged', 'privileged'),
  ...judged('no-privileged-group', 'group_add'),
  ...judged('no-host-namespace no-foreign-namespace', 'pid ipc uts cgroup'),
  ...judged('no-host-namespace', 'userns_mode'),
  ...judged('no-cgroup-parent', 'cgroup_parent'),
  ...judged('no-kernel-setting', 'sysctls'),
  ...judged('no-foreign-runtime', 'runtime'),
  ...judged(
    'no-device',
    `devices devices.** device_cgroup_rules gpus gpus.** deploy.resources.reservations.devices
     deploy.resources.reservations.devices.**`,
  ),
  ...judged('no-api-socket', 'use_api_socket'),
  ...rewritten('the host may not run out of memory for it', 'oom_kill_disable oom_score_adj'),

  ...judged('no-host-network no-foreign-network', 'network_mode'),
  ...rewritten('its own sandbox network, with nothing said about it', 'networks networks.**'),
  ...rewritten('the proxy answers for names', 'dns dns_search'),
  ...kept('how it asks the proxy for names', 'dns_opt'),
  ...removed('nothing is reached but the sidecars', 'links extra_hosts mac_address'),
  ...judged('no-external-links', 'external_links'),
  ...removed('a forwarder publishes in its place', 'ports ports.**'),
  ...rewritten('what it prints stays on this machine', 'logging logging.**'),

  ...judged(
    `no-docker-socket no-system-path no-host-path no-host-volume no-external-volume no-sidecar-volume no-own-files
     no-reserved-mount no-shared-files-with-exempt no-windows`,
    'volumes volumes.type volumes.source volumes.target volumes.read_only',
  ),
  ...judged('no-shared-propagation', 'volumes.bind.propagation'),
  ...kept(
    'how a mount that is allowed is made',
    `volumes.consistency volumes.bind volumes.bind.create_host_path volumes.bind.recursive volumes.bind.selinux
     volumes.image volumes.image.** volumes.tmpfs volumes.tmpfs.** volumes.volume volumes.volume.**`,
  ),
  ...judged('no-foreign-volumes', 'volumes_from'),
  ...judged('no-secret-file', 'secrets secrets.**'),
  ...judged('no-host-config no-reserved-mount', 'configs configs.**'),
  ...judged('no-secret-in-environment no-secret-elsewhere', 'environment'),

  ...judged(
    'no-privileged-hook',
    'post_start post_start.** pre_stop pre_stop.** pre_start pre_start.**',
  ),
  ...judged(
    'no-system-path no-host-path no-own-files no-docker-socket',
    'develop develop.watch develop.watch.path',
  ),
  ...judged('no-privileged-hook', 'develop.watch.exec develop.watch.exec.**'),
  ...kept(
    'where in the container a change goes',
    'develop.watch.action develop.watch.target develop.watch.ignore develop.watch.include develop.watch.initial_sync',
  ),
  ...judged('no-provider', 'provider provider.**'),
  ...judged('no-models', 'models models.**'),
  ...removed(
    'its values are in the environment, the labels or the service',
    'env_file env_file.** label_file extends extends.**',
  ),
])

/** The same for the other sections of a Compose file. */
export const sectionKeys: ReadonlyMap<string, KeyDecision> = new Map([
  ...removed('read by the loader', 'version include include.**'),
  ...kept('names', 'name services'),
  ...rewritten(
    'the networks of governed services are ours, those of companions are closed',
    `networks networks.*.name networks.*.internal networks.*.enable_ipv6 networks.*.ipam networks.*.ipam.config
     networks.*.ipam.config.**`,
  ),
  ...judged(
    'no-foreign-network-driver',
    'networks.*.driver networks.*.driver_opts networks.*.ipam.driver networks.*.ipam.options',
  ),
  ...judged('no-external-network', 'networks.*.external networks.*.external.**'),
  ...kept(
    'who may join by hand is told by verify',
    'networks.*.attachable networks.*.labels networks.*.enable_ipv4',
  ),
  ...judged('no-host-volume', 'volumes volumes.*.driver volumes.*.driver_opts'),
  ...judged(
    'no-external-volume no-sidecar-volume',
    'volumes.*.name volumes.*.external volumes.*.external.**',
  ),
  ...kept('marks', 'volumes.*.labels secrets.*.labels configs.*.labels'),
  ...judged(
    'no-secret-file',
    `secrets secrets.*.driver secrets.*.driver_opts secrets.*.environment secrets.*.external secrets.*.external.**
     secrets.*.file secrets.*.name secrets.*.template_driver`,
  ),
  ...judged(
    'no-host-config no-secret-elsewhere',
    `configs configs.*.content configs.*.environment configs.*.external configs.*.external.** configs.*.file
     configs.*.name configs.*.template_driver`,
  ),
  ...judged('no-models', 'models models.**'),
])

/** The decision about a setting, given by its path below a service: `build.network`. */
export function decisionFor(
  path: string,
  table: ReadonlyMap<string, KeyDecision> = serviceKeys,
): KeyDecision | undefined {
  const exact = table.get(path)
  if (exact) return exact
  for (let at = path.lastIndexOf('.'); at > 0; at = path.lastIndexOf('.', at - 1)) {
    const above = table.get(`${path.slice(0, at)}.**`)
    if (above) return above
  }
  return undefined
}
