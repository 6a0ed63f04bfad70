/** The version of the sidecar image and of this program; they are released together. */
export const version = '0.1.0'
export const sidecarImage = `docker-ai-governance/sidecar:${version}`

/** Everything that begins so belongs to us, whatever it names. */
export const reservedPrefix = 'governance-'
export const labelPrefix = 'ai.docker.governance.'

export const proxy = 'governance-proxy'
export const gateway = 'governance-gateway'
export const broker = 'governance-broker'
export const ingress = 'governance-ingress'

export const egressNetwork = 'governance-egress'
export const controlNetwork = 'governance-control'
export const ingressNetwork = 'governance-ingress'
/** Between the broker and the proxy, for what the broker asks outside. */
export const tokenNetwork = 'governance-tokens'

export const auditVolume = 'governance-audit'
export const auditVolumeName = 'docker-ai-governance-audit'
export const certificatesVolume = 'governance-certificates'
export const proxyStateVolume = 'governance-proxy-state'
export const brokerStateVolume = 'governance-broker-state'
export const gatewayStateVolume = 'governance-gateway-state'
export const bridgeVolume = 'governance-bridge'

/** Where a server on standard input and output finds the bridge, and where the gateway puts it. */
export const bridgeInService = '/run/governance/bridge'
export const bridgeDirectory = '/var/lib/governance/bridge'
export const bridgePort = 8811
/** Where the sidecars find their folders. */
export const auditDirectory = '/var/lib/governance/audit'
export const stateDirectory = '/var/lib/governance/state'
export const certificatesDirectory = '/var/lib/governance/certificates'

/** Uid and gid that the image's folders belong to. */
export const users: Readonly<Record<'proxy' | 'gateway' | 'broker' | 'ingress', string>> = {
  proxy: '65531:65531',
  gateway: '65532:65532',
  broker: '65533:65533',
  ingress: '65534:65534',
}

/**
 * What closes a bridge network towards the host and the world. `internal` alone leaves the host's own addresses
 * reachable; `inhibit_ipv4` closes that on Engine 20.10, the gateway modes say the same to Engine 28.
 */
export const closedNetwork = {
  internal: true,
  driver_opts: {
    'com.docker.network.bridge.inhibit_ipv4': 'true',
    'com.docker.network.bridge.gateway_mode_ipv4': 'isolated',
    'com.docker.network.bridge.gateway_mode_ipv6': 'isolated',
  },
} as const

/** The variable of the emitted file that carries the lease of a key for a service. */
export function leaseVariable(service: string, key: string): string {
  const word = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, '_')
  return `GOVERNANCE_LEASE_${word(service)}_${word(key)}`
}

/** The same as the emitted file takes it in, so that the file runs by way of this program only. */
export function leaseReference(service: string, key: string): string {
  return `\${${leaseVariable(service, key)}:?run it with: governance compose up}`
}
