import { itemsAt, mapAt, textAt } from '../../load/node.ts'
import { isGoverned } from '../../roles/plan.ts'
import { entriesAt, type Rule, resource } from '../rule.ts'

const harmless = new Set([
  'com.docker.network.bridge.enable_icc',
  'com.docker.network.bridge.gateway_mode_ipv4',
  'com.docker.network.bridge.gateway_mode_ipv6',
  'com.docker.network.bridge.inhibit_ipv4',
  'com.docker.network.container_iface_prefix',
  'com.docker.network.driver.mtu',
])

/**
 * Whether a container that takes a subnet for its own neighbourhood could not take this host, or the internet, for part
 * of it: private addresses, and those set apart for documentation, no more than a LAN has of them.
 */
function isSmallAndPrivate(subnet: string): boolean {
  const [address = '', bits = ''] = subnet.split('/')
  if (address.includes(':')) return /^(?:f[cd]|2001:0?db8:)/i.test(address)
  const set =
    /^(?:10|172\.(?:1[6-9]|2[0-9]|3[01])|192\.168|192\.0\.2|198\.51\.100|203\.0\.113|100\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7]))\./
  return set.test(address) && Number(bits) >= 12
}

export const noForeignNetworkDriver: Rule = {
  id: 'no-foreign-network-driver',
  severity: 'error',
  action: 'refuse',
  reason:
    'Drivers such as macvlan, and bridges that exist already, put containers on the local network itself, past every guard of this machine.',
  mend: 'Use the bridge driver without options, with a private subnet (/12 or smaller) if it needs one, or exempt the service.',
  bad: `services:
  agent: { image: agent }
  db: { image: postgres, networks: [lan] }
networks:
  lan:
    driver: macvlan
    driver_opts: { parent: eth0 }
`,
  good: `services:
  agent: { image: agent }
  db: { image: postgres, networks: [data] }
networks:
  data: {}
`,
  field: 'services: [agent]',
  roles: 'contained',
  check(view, report) {
    if (isGoverned(view.plan)) return
    for (const [network, attachment] of entriesAt(view.node, 'networks')) {
      const definition = resource(view, 'networks', network)
      const driver = definition?.entries.get('driver')
      if (driver && !['bridge', 'default', ''].includes(textAt(driver) ?? '')) {
        report(driver, `The network ${network} of ${view.name} has the driver ${textAt(driver)}.`)
      }
      const ipam = mapAt(definition, 'ipam')?.entries.get('driver')
      if (ipam && !['default', ''].includes(textAt(ipam) ?? '')) {
        report(
          ipam,
          `The network ${network} of ${view.name} takes its addresses from ${textAt(ipam)}.`,
        )
      }
      for (const pool of itemsAt(definition, 'ipam', 'config')) {
        const subnet = textAt(pool, 'subnet')
        if (subnet !== undefined && !isSmallAndPrivate(subnet))
          report(pool, `The network ${network} of ${view.name} would take ${subnet} for its own.`)
      }
      for (const [option, value] of entriesAt(attachment, 'driver_opts')) {
        if (option !== 'com.docker.network.endpoint.ifname')
          report(value, `The option ${option} could open a way out of the network ${network}.`)
      }
      for (const [option, value] of entriesAt(definition, 'driver_opts')) {
        if (!harmless.has(option))
          report(value, `The option ${option} could lead the network ${network} somewhere else.`)
      }
    }
  },
}
