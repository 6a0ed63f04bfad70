import { rootCertificates } from 'node:tls'
import { type Dispatcher, ProxyAgent } from 'undici'
import type { Configuration } from '../configuration.ts'

/** The name under which the proxy hears the broker. */
const IDENTITY = 'governance-broker'
const PROXY_PORT = 3128

/**
 * How the broker asks token servers: through the proxy, which knows it as a caller of its own that may reach their hosts
 * and nothing else. The broker has no other way out of its container.
 *
 * @returns undefined when no source of the project is asked over a network
 */
export function wayOut({ services, egress }: Configuration): Dispatcher | undefined {
  if (!Object.hasOwn(services, IDENTITY)) return undefined
  const proxy = services[IDENTITY]?.listen.proxy
  const ca = [...rootCertificates, ...(egress.certificates ? [egress.certificates] : [])]
  // The tunnel is not opened by the proxy: it sees the name of the host, and none of the secrets.
  return new ProxyAgent({ uri: `http://${proxy}:${PROXY_PORT}`, requestTls: { ca } })
}
