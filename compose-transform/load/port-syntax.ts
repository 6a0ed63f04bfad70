export interface PortSpec {
  target: number
  published?: string
  hostIp?: string
  protocol: string
}

/**
 * Parses the short form of a port, `[[IP:]PUBLISHED:]TARGET[/PROTOCOL]` with ranges, into one entry a port.
 * Undefined: not a port.
 */
export function parsePort(text: string): PortSpec[] | undefined {
  const slash = text.lastIndexOf('/')
  const protocol = (slash < 0 ? 'tcp' : text.slice(slash + 1) || 'tcp').toLowerCase()
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) return undefined
  const parts = addressAndPorts(slash < 0 ? text : text.slice(0, slash))
  if (!parts) return undefined
  const targets = portRange(parts.target)
  if (!targets) return undefined
  const published = parts.published === '' ? undefined : portRange(parts.published)
  if (parts.published !== '' && !published) return undefined
  const count = targets.last - targets.first + 1
  const offered = published ? published.last - published.first + 1 : count
  if (published && offered !== count && count !== 1) return undefined
  const ports: PortSpec[] = []
  for (let index = 0; index < count; index++) {
    const port: PortSpec = { target: targets.first + index, protocol }
    if (published) {
      // One port behind a range of host ports: the engine takes a free one of them.
      port.published =
        count === 1 && offered > 1
          ? `${published.first}-${published.last}`
          : String(published.first + index)
    }
    if (parts.ip !== '') port.hostIp = parts.ip
    ports.push(port)
  }
  return ports
}

function addressAndPorts(text: string) {
  const parts = text.split(':')
  const target = parts.pop() ?? ''
  if (target === '') return undefined
  const published = parts.pop() ?? ''
  let ip = parts.join(':')
  if (ip.startsWith('[')) {
    if (!ip.endsWith(']')) return undefined
    ip = ip.slice(1, -1)
  }
  if (ip !== '' && !/^[0-9.]+$|^[0-9a-fA-F:.]+$/.test(ip)) return undefined
  return { ip, published, target }
}

function portRange(text: string): { first: number; last: number } | undefined {
  const match = /^([0-9]+)(?:-([0-9]+))?$/.exec(text)
  if (!match) return undefined
  const first = Number(match[1])
  const last = match[2] === undefined ? first : Number(match[2])
  return last >= first && last <= 65535 ? { first, last } : undefined
}
