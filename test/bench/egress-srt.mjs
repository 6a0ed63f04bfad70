// The proxy of @anthropic-ai/sandbox-runtime with the allow-list that its sandbox manager would give it, for
// egress.bench.ts. Argument: a JSON file.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const { folder, listen, allowed, opened, authority, upstream } = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
)
const part = (name) =>
  import(
    pathToFileURL(join(folder, 'node_modules/@anthropic-ai/sandbox-runtime/dist/sandbox', name))
  )
const { createHttpProxyServer } = await part('http-proxy.js')
const { createMitmCA } = await part('mitm-ca.js')
const { matchesDomainPatternWithPort } = await part('domain-pattern.js')
const { canonicalizeHost } = await part('parent-proxy.js')
const { createResolvedAddressGuard } = await part('resolved-address-guard.js')

const guard = createResolvedAddressGuard({ allowedDomains: allowed, deniedDomains: [] })
createHttpProxyServer({
  filter: (port, host) => {
    const name = canonicalizeHost(host) ?? host
    return allowed.some((pattern) => matchesDomainPatternWithPort(name, port, pattern))
  },
  lookupFor: (port) => guard.lookupFor(port),
  mitmCA: createMitmCA({ caCertPath: authority.certificate, caKeyPath: authority.key }),
  shouldTerminateTLS: (host) => host === opened,
  filterRequest: async (request) => ({ action: request.method === 'GET' ? 'allow' : 'deny' }),
  tlsTerminateUpstreamCA: upstream,
}).listen({ ...listen, backlog: 4096 })
