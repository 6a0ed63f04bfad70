import {
  anyScalar,
  anything,
  either,
  listOf,
  mapOf,
  matching,
  nothing,
  numeric,
  oneOfWords,
  plainNumber,
  plainTruth,
  record,
  refused,
  type Shape,
  text,
  truth,
  truthOrText,
  whole,
} from './shape.ts'

// What the Compose specification knows, in the loader's own notation. A key that is not here is refused by
// name: it might let a service out in a way that nobody looked at.

const names = /^[a-zA-Z0-9._-]+$/
const texts = listOf(text, { unique: true })
const looseTexts = listOf(text)
const textOrTexts = either(text, texts)
const command = either(nothing, text, looseTexts)
const pairs = either(mapOf(either(nothing, anyScalar)), texts)
const options = mapOf(either(nothing, text, plainNumber))
const hosts = either(mapOf(either(text, looseTexts)), texts)

const ulimits = mapOf(
  either(
    record(() => ({ hard: whole, soft: whole }), { required: ['soft', 'hard'] }),
    whole,
  ),
)

const grant = listOf(
  either(
    text,
    record(() => ({ source: text, target: text, uid: text, gid: text, mode: numeric })),
  ),
)

const healthcheck = record(() => ({
  disable: truth,
  interval: text,
  retries: numeric,
  test: either(text, looseTexts),
  timeout: text,
  start_period: text,
  start_interval: text,
}))

const build = either(
  text,
  record(() => ({
    context: text,
    dockerfile: text,
    dockerfile_inline: text,
    entitlements: looseTexts,
    args: pairs,
    ssh: pairs,
    labels: pairs,
    cache_from: looseTexts,
    cache_to: looseTexts,
    no_cache: truth,
    no_cache_filter: textOrTexts,
    additional_contexts: pairs,
    network: text,
    provenance: truthOrText,
    sbom: truthOrText,
    pull: truth,
    target: text,
    shm_size: whole,
    extra_hosts: hosts,
    isolation: text,
    privileged: truth,
    secrets: grant,
    tags: looseTexts,
    ulimits,
    platforms: looseTexts,
  })),
)

const hookKeys = {
  command,
  user: text,
  privileged: truth,
  working_dir: text,
  environment: pairs,
}
const hook = record(() => hookKeys, { required: ['command'] })

const rolling = record(() => ({
  parallelism: whole,
  delay: text,
  failure_action: text,
  monitor: text,
  max_failure_ratio: numeric,
  order: oneOfWords('start-first', 'stop-first'),
}))

const deviceRequestKeys = {
  capabilities: texts,
  count: whole,
  device_ids: texts,
  driver: text,
  options: pairs,
}
const deviceRequest = record(() => deviceRequestKeys, { required: ['capabilities'] })

const deploy = either(
  nothing,
  record(() => ({
    mode: text,
    endpoint_mode: text,
    replicas: whole,
    labels: pairs,
    rollback_config: rolling,
    update_config: rolling,
    resources: record(() => ({
      limits: record(() => ({ cpus: numeric, memory: text, pids: whole })),
      reservations: record(() => ({
        cpus: numeric,
        memory: text,
        generic_resources: listOf(
          record(() => ({
            discrete_resource_spec: record(() => ({ kind: text, value: numeric })),
          })),
        ),
        devices: listOf(deviceRequest),
      })),
    })),
    restart_policy: record(() => ({
      condition: text,
      delay: text,
      max_attempts: whole,
      window: text,
    })),
    placement: record(() => ({
      constraints: looseTexts,
      preferences: listOf(record(() => ({ spread: text }))),
      max_replicas_per_node: whole,
    })),
  })),
)

const develop = either(
  nothing,
  record(() => ({
    watch: listOf(
      record(
        () => ({
          ignore: textOrTexts,
          include: textOrTexts,
          path: text,
          action: oneOfWords('rebuild', 'sync', 'restart', 'sync+restart', 'sync+exec'),
          target: text,
          exec: hook,
          initial_sync: plainTruth,
        }),
        { required: ['path', 'action'] },
      ),
    ),
  })),
)

const blkioLimit = record(() => ({ path: text, rate: whole }), { extensions: false })

const serviceNetwork = either(
  nothing,
  record(() => ({
    aliases: texts,
    interface_name: text,
    ipv4_address: text,
    ipv6_address: text,
    link_local_ips: texts,
    mac_address: text,
    driver_opts: options,
    priority: plainNumber,
    gw_priority: plainNumber,
  })),
)

const volumeMount = record(
  () => ({
    type: oneOfWords('bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image'),
    source: text,
    target: text,
    read_only: truth,
    consistency: text,
    bind: record(() => ({
      propagation: text,
      create_host_path: truth,
      recursive: oneOfWords('enabled', 'disabled', 'writable', 'readonly'),
      selinux: oneOfWords('z', 'Z'),
    })),
    volume: record(() => ({ labels: pairs, nocopy: truth, subpath: text })),
    tmpfs: record(() => ({ size: whole, mode: numeric })),
    image: record(() => ({ subpath: text })),
  }),
  { required: ['type'] },
)

const port = record(() => ({
  name: text,
  mode: text,
  host_ip: text,
  target: whole,
  published: whole,
  protocol: text,
  app_protocol: text,
}))

/** Every setting of a service. `inspect/service-keys.ts` says what is done about each. */
export const serviceShapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['annotations', pairs],
  ['attach', truth],
  [
    'blkio_config',
    record(
      () => ({
        device_read_bps: listOf(blkioLimit),
        device_read_iops: listOf(blkioLimit),
        device_write_bps: listOf(blkioLimit),
        device_write_iops: listOf(blkioLimit),
        weight: whole,
        weight_device: listOf(record(() => ({ path: text, weight: whole }), { extensions: false })),
      }),
      { extensions: false },
    ),
  ],
  ['build', build],
  ['cap_add', texts],
  ['cap_drop', texts],
  ['cgroup', oneOfWords('host', 'private')],
  ['cgroup_parent', text],
  ['command', command],
  ['configs', grant],
  ['container_name', matching('a container name', /[a-zA-Z0-9][a-zA-Z0-9_.-]+/)],
  ['cpu_count', whole],
  ['cpu_percent', whole],
  ['cpu_period', numeric],
  ['cpu_quota', numeric],
  ['cpu_rt_period', numeric],
  ['cpu_rt_runtime', numeric],
  ['cpu_shares', numeric],
  ['cpus', numeric],
  ['cpuset', text],
  ['credential_spec', record(() => ({ config: text, file: text, registry: text }))],
  [
    'depends_on',
    either(
      texts,
      mapOf(
        record(
          () => ({
            restart: truth,
            required: plainTruth,
            condition: oneOfWords(
              'service_started',
              'service_healthy',
              'service_completed_successfully',
            ),
          }),
          { required: ['condition'] },
        ),
        names,
      ),
    ),
  ],
  ['deploy', deploy],
  ['develop', develop],
  ['device_cgroup_rules', texts],
  [
    'devices',
    listOf(
      either(
        text,
        record(() => ({ source: text, target: text, permissions: text }), { required: ['source'] }),
      ),
    ),
  ],
  ['dns', textOrTexts],
  ['dns_opt', texts],
  ['dns_search', textOrTexts],
  ['domainname', text],
  ['entrypoint', command],
  [
    'env_file',
    either(
      text,
      listOf(
        either(
          text,
          record(() => ({ path: text, format: text, required: truth }), {
            required: ['path'],
            extensions: false,
          }),
        ),
      ),
    ),
  ],
  ['environment', pairs],
  ['expose', listOf(numeric, { unique: true })],
  [
    'extends',
    either(
      text,
      record(() => ({ service: text, file: text }), { required: ['service'], extensions: false }),
    ),
  ],
  ['external_links', texts],
  ['extra_hosts', hosts],
  ['gpus', either(oneOfWords('all'), listOf(record(() => deviceRequestKeys)))],
  ['group_add', listOf(numeric, { unique: true })],
  ['healthcheck', healthcheck],
  ['hostname', text],
  ['image', text],
  ['init', truth],
  ['ipc', text],
  ['isolation', text],
  ['label_file', either(text, looseTexts)],
  ['labels', pairs],
  ['links', texts],
  ['logging', record(() => ({ driver: text, options }))],
  ['mac_address', text],
  ['mem_limit', numeric],
  ['mem_reservation', whole],
  ['mem_swappiness', whole],
  ['memswap_limit', numeric],
  [
    'models',
    either(
      texts,
      mapOf(
        either(
          nothing,
          record(() => ({ endpoint_var: text, model_var: text })),
        ),
        names,
      ),
    ),
  ],
  ['network_mode', text],
  ['networks', either(texts, mapOf(serviceNetwork, names))],
  ['oom_kill_disable', truth],
  ['oom_score_adj', whole],
  ['pid', either(nothing, text)],
  ['pids_limit', numeric],
  ['platform', text],
  ['ports', listOf(either(text, plainNumber, port), { unique: true })],
  ['post_start', listOf(hook)],
  [
    'pre_start',
    refused(
      'starts a container that cannot be governed, and Compose 2 does not know it: make it a service of its own, and let this one depend on it with "condition: service_completed_successfully".',
    ),
  ],
  ['pre_stop', listOf(hook)],
  ['privileged', truth],
  ['profiles', texts],
  [
    'provider',
    record(() => ({ type: text, options: mapOf(either(anyScalar, listOf(anyScalar))) }), {
      required: ['type'],
    }),
  ],
  [
    'pull_policy',
    matching(
      'a pull policy',
      /always|never|build|if_not_present|missing|refresh|daily|weekly|every_(?:[0-9]+[wdhms])+/,
    ),
  ],
  ['pull_refresh_after', text],
  ['read_only', truth],
  ['restart', text],
  ['runtime', text],
  ['scale', whole],
  ['secrets', grant],
  ['security_opt', texts],
  ['shm_size', numeric],
  ['stdin_open', truth],
  ['stop_grace_period', text],
  ['stop_signal', text],
  ['storage_opt', mapOf(anything)],
  ['sysctls', pairs],
  ['tmpfs', textOrTexts],
  ['tty', truth],
  ['ulimits', ulimits],
  ['use_api_socket', plainTruth],
  ['user', text],
  ['userns_mode', text],
  ['uts', text],
  ['volumes', listOf(either(text, volumeMount), { unique: true })],
  ['volumes_from', texts],
  ['working_dir', text],
])

const external = either(
  truth,
  record(() => ({ name: text })),
)

const network = either(
  nothing,
  record(() => ({
    name: text,
    driver: text,
    driver_opts: options,
    ipam: record(() => ({
      driver: text,
      config: listOf(
        record(() => ({
          subnet: text,
          ip_range: text,
          gateway: text,
          aux_addresses: mapOf(text),
        })),
      ),
      options: mapOf(text),
    })),
    external,
    internal: truth,
    enable_ipv4: truth,
    enable_ipv6: truth,
    attachable: truth,
    labels: pairs,
  })),
)

const volume = either(
  nothing,
  record(() => ({ name: text, driver: text, driver_opts: options, external, labels: pairs })),
)

const secretKeys = {
  name: text,
  environment: text,
  file: text,
  external,
  labels: pairs,
  template_driver: text,
}
const secret = record(() => ({ ...secretKeys, driver: text, driver_opts: options }))
const config = record(() => ({ ...secretKeys, content: text }))

const model = record(
  () => ({ name: text, model: text, context_size: whole, runtime_flags: looseTexts }),
  { required: ['model'] },
)

/** A whole Compose file. */
export const composeShape: Shape = record(() => ({
  version: text,
  name: text,
  include: listOf(
    either(
      text,
      record(() => ({ path: textOrTexts, env_file: textOrTexts, project_directory: text }), {
        extensions: false,
      }),
    ),
  ),
  services: mapOf(
    record(() => serviceShapes),
    names,
  ),
  models: mapOf(model, names),
  networks: mapOf(network, names),
  volumes: mapOf(volume, names),
  secrets: mapOf(secret, names),
  configs: mapOf(config, names),
}))
