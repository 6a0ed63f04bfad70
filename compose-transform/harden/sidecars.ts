import type { Node } from '../load/node.ts'
import { scalar } from '../load/node.ts'
import { isGoverned, type Plan } from '../roles/plan.ts'
import { needsBridge } from './bridges.ts'
import * as names from './names.ts'
import type { Pass } from './pass.ts'

type SidecarRole = 'proxy' | 'gateway' | 'broker' | 'ingress'

const memory: Readonly<Record<SidecarRole, string>> = {
  proxy: '256m',
  gateway: '256m',
  broker: '128m',
  ingress: '128m',
}

/** Each check starts a process: at two seconds, three sidecars kept 8 % of a core busy for as long as they ran. */
const checksAlways = { interval: '3s', timeout: '3s', retries: 15 }
const checksWhileStarting = {
  interval: '30s',
  timeout: '3s',
  retries: 1,
  start_period: '15s',
  start_interval: '500ms',
}

/** What every sidecar has in common: as little as it can do with. */
export function sidecarBasics(_plan: Plan, role: SidecarRole): Record<string, unknown> {
  return {
    image: names.sidecarImage,
    pull_policy: 'never',
    command: [role],
    user: names.users[role],
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' },
    tmpfs: ['/tmp:size=16m,mode=1777'],
    pids_limit: 128,
    mem_limit: memory[role],
    restart: 'unless-stopped',
    // An attached `up` ends with the services it was called for, and shows their output alone.
    attach: false,
    logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
  }
}

/** Adds proxy, gateway and broker with their networks and volumes. */
export const sidecars: Pass = (draft, plan) => {
  const { place, egressNetwork } = plan.governance
  const servers = [...plan.governance.servers.values()]
  const way = egressNetwork?.name ?? names.egressNetwork
  const governed = [...plan.services.values()].filter((service) => isGoverned(service))
  const proxyNetworks = new Map<string, unknown>()
  const gatewayNetworks = new Map<string, unknown>()
  for (const { role, sandbox } of governed) {
    if (!sandbox) continue
    proxyNetworks.set(sandbox.network, { ipv4_address: sandbox.addresses.proxy })
    gatewayNetworks.set(
      sandbox.network,
      role === 'agent' || role === 'mcp-server'
        ? { ipv4_address: sandbox.addresses.gateway }
        : null,
    )
  }
  for (const { sandbox } of plan.upstreams.values()) {
    proxyNetworks.set(sandbox.network, { ipv4_address: sandbox.addresses.proxy })
    gatewayNetworks.set(sandbox.network, { ipv4_address: sandbox.addresses.gateway })
  }
  for (const local of plan.locals.values()) proxyNetworks.set(local.network, null)
  proxyNetworks.set(way, null)
  proxyNetworks.set(names.controlNetwork, null)

  const add = (
    name: string,
    role: SidecarRole,
    networks: Map<string, unknown>,
    volumes: unknown[],
    why: string,
  ) => {
    const service = {
      ...sidecarBasics(plan, role),
      environment: new Map<string, unknown>([['GOVERNANCE_CONFIGURATION', 0]]),
      networks,
      volumes: [...volumes, volume(names.auditVolume, names.auditDirectory)],
      healthcheck: {
        test: ['CMD', 'node', '/sidecar.mjs', 'healthcheck', role],
        ...(plan.startInterval ? checksWhileStarting : checksAlways),
      },
      labels: {
        [`${names.labelPrefix}project`]: plan.project.name,
        [`${names.labelPrefix}role`]: role,
      },
    }
    draft.set(['services', name], service, place, why)
    draft.set(
      ['services', name, 'environment', 'GOVERNANCE_CONFIGURATION'],
      configurationAlias(place),
      place,
      'the one document',
      { hidden: true },
    )
  }
  add(
    names.proxy,
    'proxy',
    proxyNetworks,
    [
      volume(names.proxyStateVolume, names.stateDirectory),
      volume(names.certificatesVolume, names.certificatesDirectory),
    ],
    'the only way out: judges every host, name and address',
  )
  const gatewayVolumes: Record<string, unknown>[] = [
    volume(names.gatewayStateVolume, names.stateDirectory),
  ]
  if (needsBridge(plan)) gatewayVolumes.push(volume(names.bridgeVolume, names.bridgeDirectory))
  // By the proxy's authority the gateway knows servers outside whose traffic the proxy has to see.
  if (servers.some(({ kind }) => kind === 'url'))
    gatewayVolumes.push({
      ...volume(names.certificatesVolume, names.certificatesDirectory),
      read_only: true,
      volume: { nocopy: true },
    })
  add(
    names.gateway,
    'gateway',
    gatewayNetworks,
    gatewayVolumes,
    'the only way to tools: judges every call',
  )
  add(
    names.broker,
    'broker',
    new Map([[names.controlNetwork, null]]),
    [volume(names.brokerStateVolume, names.stateDirectory)],
    'keeps the secrets and hands out leases',
  )
  if (!egressNetwork) {
    draft.set(['networks', names.egressNetwork], null, place, 'the way out, for the proxy alone')
  }
  draft.set(
    ['networks', names.controlNetwork],
    names.closedNetwork,
    place,
    'between proxy and broker',
  )
  for (const [name, why] of volumeReasons) {
    if (name === names.bridgeVolume && !needsBridge(plan)) continue
    draft.set(['volumes', name], null, place, why)
  }
  draft.set(
    ['volumes', names.auditVolume],
    { external: true, name: names.auditVolumeName },
    place,
    'the trail: it belongs to no project and outlives this one',
  )
}

const volumeReasons = new Map([
  [names.proxyStateVolume, 'the key of the authority: the proxy alone has it'],
  [names.brokerStateVolume, 'which leases there are; no secret'],
  [names.certificatesVolume, 'the authority, for the governed services to trust'],
  [names.gatewayStateVolume, 'what the gateway has to remember over a restart'],
  [names.bridgeVolume, 'the program that carries standard input and output to the gateway'],
])

/** The anchor that the sidecars share; `emit` prints it. */
export const configurationAnchor = 'governance-configuration'

function configurationAlias(place: Node['place']): Node {
  return { ...scalar('', place), yaml: `*${configurationAnchor}` }
}

function volume(source: string, target: string) {
  return { type: 'volume', source, target, volume: {} }
}
