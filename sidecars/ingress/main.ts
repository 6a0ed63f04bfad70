import net from 'node:net'
import { relay } from '../proxy/tunnel/relay.ts'
import { runUntilSignal } from '../runtime.ts'

/** One published port: where it is listened on, and where in the closed network it leads. */
interface Route {
  listen: number
  host: string
  port: number
}

/**
 * Passes connections from outside inward to a service on a closed network, and carries nothing outward: it dials only
 * what it was configured with.
 *
 * @throws when GOVERNANCE_INGRESS does not hold routes
 */
export async function run(_arguments: readonly string[]): Promise<void> {
  const routes = readRoutes(process.env.GOVERNANCE_INGRESS ?? '')
  const servers = await Promise.all(routes.map(forward))
  runUntilSignal(async () => {
    for (const server of servers) server.close()
  })
}

function readRoutes(json: string): Route[] {
  const routes: unknown = JSON.parse(json)
  if (!Array.isArray(routes) || !routes.every(isRoute))
    throw new Error('GOVERNANCE_INGRESS does not hold a list of { listen, host, port }.')
  return routes
}

function isRoute(value: unknown): value is Route {
  const { listen, host, port } = value as Partial<Route>
  return Number.isInteger(listen) && Number.isInteger(port) && typeof host === 'string'
}

/** Listens for one route. */
export function forward({ listen, host, port }: Route): Promise<net.Server> {
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const inner = net.connect({ host, port, allowHalfOpen: true, noDelay: true })
    void relay(client, inner)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(listen, () => resolve(server))
  })
}
