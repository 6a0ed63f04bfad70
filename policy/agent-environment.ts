/**
 * What a governed process finds in its environment so that clients of all kinds come through: one table for Compose
 * services and for local commands.
 */

/** The names that a program looks at for a proxy; libraries disagree about the case. */
export const proxyVariables = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'] as const

/** The names that exempt hosts from the proxy. */
export const noProxyVariables = ['NO_PROXY', 'no_proxy'] as const

/** Hosts that a governed process speaks to directly: itself and the gateway. */
export const noProxyHosts = ['localhost', '127.0.0.1', '::1', 'governance-gateway'] as const

/** What the proxy writes into its certificate directory. */
export type CertificateFile = 'ca' | 'bundle' | 'java' | 'apt' | 'wget'

/**
 * Where programs look for authorities they are to trust.
 * `ca`: the variable adds to the roots that the runtime has. `bundle`: it replaces them, so it must name a file that
 * holds the public roots as well. `apt`, `wget`: those two look for no certificates in a variable, but for settings.
 */
export const certificateVariables: ReadonlyMap<string, Exclude<CertificateFile, 'java'>> = new Map([
  ['NODE_EXTRA_CA_CERTS', 'ca'],
  ['DENO_CERT', 'ca'],
  ['SSL_CERT_FILE', 'bundle'],
  ['NIX_SSL_CERT_FILE', 'bundle'],
  ['REQUESTS_CA_BUNDLE', 'bundle'],
  ['CURL_CA_BUNDLE', 'bundle'],
  ['GIT_SSL_CAINFO', 'bundle'],
  ['AWS_CA_BUNDLE', 'bundle'],
  ['PIP_CERT', 'bundle'],
  ['NPM_CONFIG_CAFILE', 'bundle'],
  ['YARN_HTTPS_CA_FILE_PATH', 'bundle'],
  ['BUNDLE_SSL_CA_CERT', 'bundle'],
  ['CARGO_HTTP_CAINFO', 'bundle'],
  ['COMPOSER_CAFILE', 'bundle'],
  ['HEX_CACERTS_PATH', 'bundle'],
  ['PERL_LWP_SSL_CA_FILE', 'bundle'],
  ['HTTPLIB2_CA_CERTS', 'bundle'],
  ['CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE', 'bundle'],
  ['GRPC_DEFAULT_SSL_ROOTS_FILE_PATH', 'bundle'],
  ['APT_CONFIG', 'apt'],
  ['WGETRC', 'wget'],
])

/** Names of the files that the proxy writes into its certificate directory. */
export const certificateFiles: Readonly<Record<CertificateFile, string>> = {
  ca: 'ca.crt',
  bundle: 'bundle.crt',
  java: 'bundle.jks',
  apt: 'apt.conf',
  wget: 'wgetrc',
}

/** Where a governed process finds them, if nothing else is said. */
export const certificatesInside = '/run/governance/certificates' as const

/**
 * The settings of the programs that take certificates from settings alone.
 *
 * @param directory the certificate directory as the governed process sees it
 */
export function clientSettings(directory: string): ReadonlyMap<'apt' | 'wget', string> {
  const bundle = `${directory}/${certificateFiles.bundle}`
  return new Map([
    // Read before every other configuration of apt, which so has the last word.
    ['apt', `Acquire::https::CaInfo "${bundle}";\n`],
    ['wget', `ca_certificate = ${bundle}\n`],
  ])
}

/** What every JVM reads, whoever starts it. A JVM looks neither for a proxy nor for authorities in a variable. */
export const javaVariable = 'JAVA_TOOL_OPTIONS'

function javaOptions(proxyUrl: string, certificateDirectory: string): string {
  const { hostname, port } = new URL(proxyUrl)
  // As Java writes them by default: an address of loopback is all of loopback, and IPv6 stands in brackets.
  const direct = noProxyHosts.map((host) =>
    host === '127.0.0.1' ? '127.*' : host.includes(':') ? `[${host}]` : host,
  )
  const properties = {
    'http.proxyHost': hostname,
    'http.proxyPort': port,
    'https.proxyHost': hostname,
    'https.proxyPort': port,
    'http.nonProxyHosts': direct.join('|'),
    'javax.net.ssl.trustStore': `${certificateDirectory}/${certificateFiles.java}`,
  }
  return Object.entries(properties)
    .map(([name, value]) => (/\s/.test(value) ? `'-D${name}=${value}'` : `-D${name}=${value}`))
    .join(' ')
}

/**
 * The value that a variable has where the governed process brings one of its own: ours, except where a variable holds
 * options of both. There its own stand last, where they count.
 */
export function besideOwn(name: string, ours: string, own: string | undefined): string {
  return name === javaVariable && own !== undefined && own !== '' ? `${ours} ${own}` : ours
}

/** Where a client finds the gateway: one endpoint for all servers, `/mcp/NAME` for one alone. */
export const gatewayVariable = 'MCP_GATEWAY_URL'

/**
 * Everything above as variables with values.
 *
 * @param where `proxyUrl` as `http://HOST:PORT`; `gatewayUrl` absent for a process that may not call tools;
 *   `certificateDirectory` as the governed process sees it, without a slash at its end
 */
export function agentEnvironment(where: {
  proxyUrl: string
  gatewayUrl?: string
  certificateDirectory: string
}): Map<string, string> {
  const environment = new Map<string, string>()
  for (const name of proxyVariables) environment.set(name, where.proxyUrl)
  for (const name of noProxyVariables) environment.set(name, noProxyHosts.join(','))
  for (const [name, file] of certificateVariables)
    environment.set(name, `${where.certificateDirectory}/${certificateFiles[file]}`)
  environment.set(javaVariable, javaOptions(where.proxyUrl, where.certificateDirectory))
  if (where.gatewayUrl !== undefined) environment.set(gatewayVariable, where.gatewayUrl)
  return environment
}
