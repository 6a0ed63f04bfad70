import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { compilePolicies, policyDigest } from '../../policy/compile.ts'
import { parsePolicy } from '../../policy/parse.ts'
import type { Configuration } from '../../schemas/generated/configuration.ts'

/** What every proxy is told: the same allow-list, and which of its hosts is to be opened. */
export interface Task {
  /** The address on which it listens; each has one of its own. */
  address: string
  /** Files of its own. */
  directory: string
  hosts: readonly string[]
  /** The one host of these whose TLS is opened, and GET alone let through. */
  opened: string
  /** Addresses of the hosts, for a proxy that takes those of its own machine for local ones. */
  addresses: readonly string[]
  /** File with the roots by which upstreams are verified. */
  roots: string
  /** An authority for who does not make one: PEM files, `both` in one file. */
  authority: { certificate: string; key: string; both: string }
}

export interface Contestant {
  name: string
  /** Where CONNECT is spoken, and where for the host that is opened; without it, this one opens none. */
  port: number
  opens?: number
  /** PEM file with the authority of its certificates, when it makes one. */
  certificate?: (task: Task) => string
  /** Why it cannot take part. */
  missing(): string | undefined
  /** Writes its configuration, and gives the command that runs it, in the foreground and as one process. */
  prepare(task: Task): { command: string[]; env?: Record<string, string> }
}

const cache = join(homedir(), '.cache/docker-ai-governance-test/egress-peers')

function file(task: Task, name: string, text: string): string {
  const path = join(task.directory, name)
  writeFileSync(path, text)
  return path
}

function without(program: string, debian: string): string | undefined {
  if (spawnSync('sh', ['-c', `command -v ${program}`]).status === 0) return undefined
  return `apt-get install ${debian}`
}

const regex = (hosts: readonly string[]) => hosts.map((host) => `^${host.replaceAll('.', '\\.')}$`)

const ours: Contestant = {
  name: 'governance-proxy',
  port: 3128,
  opens: 3128,
  certificate: ({ directory }) => join(directory, 'certificates/ca.crt'),
  missing: () => (existsSync('dist/sidecar/sidecar.mjs') ? undefined : 'npm run build'),
  prepare(task) {
    const { directory } = task
    const text = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: bench }
spec:
  network:
    allowedDomains: [${task.hosts.join(', ')}]
    http: [{ host: ${task.opened}, methods: [GET] }]
`
    const { policy, findings } = parsePolicy(text, 'policy.yaml')
    if (policy === undefined) throw new Error(JSON.stringify(findings))
    const compiled = compilePolicies([policy])
    const digest = policyDigest(compiled)
    const configuration: Configuration = {
      version: 1,
      project: 'bench',
      policies: { [digest]: compiled },
      services: { agent: { policy: digest, role: 'agent', listen: { proxy: task.address } } },
      servers: {},
      egress: { certificates: rootsOf(task) },
    }
    mkdirSync(join(directory, 'certificates'))
    return {
      command: [
        'node',
        ...(process.env.BENCH_FLAGS ?? '').split(' ').filter(Boolean),
        resolve('dist/sidecar/sidecar.mjs'),
        'proxy',
      ],
      env: {
        GOVERNANCE_CONFIGURATION: JSON.stringify(configuration),
        GOVERNANCE_AUDIT_DIRECTORY: join(directory, 'audit'),
        GOVERNANCE_STATE_DIRECTORY: join(directory, 'state'),
        GOVERNANCE_CERTIFICATE_DIRECTORY: join(directory, 'certificates'),
      },
    }
  },
}

const squid: Contestant = {
  name: 'squid',
  port: 3128,
  opens: 3129,
  missing: () =>
    without('squid', 'squid-openssl') ??
    (existsSync('/usr/lib/squid/security_file_certgen')
      ? undefined
      : 'apt-get install squid-openssl'),
  prepare(task) {
    const certificates = join(task.directory, 'certificates')
    const maker = `/usr/lib/squid/security_file_certgen -s ${certificates} -M 4MB`
    spawnSync('/usr/lib/squid/security_file_certgen', ['-c', '-s', certificates, '-M', '4MB'])
    const path = file(
      task,
      'squid.conf',
      `http_port ${task.address}:3128
http_port ${task.address}:3129 ssl-bump tls-cert=${task.authority.both} generate-host-certificates=on dynamic_cert_mem_cache_size=4MB
acl allowed dstdomain ${task.hosts.join(' ')}
acl secure port 443
acl connect method CONNECT
acl get method GET
http_access deny !allowed
http_access deny connect !secure
http_access allow connect
http_access allow get
http_access deny all
ssl_bump bump all
sslcrtd_program ${maker}
sslcrtd_children 1 startup=1
tls_outgoing_options cafile=${task.roots}
access_log stdio:${task.directory}/access.log
cache_log ${task.directory}/cache.log
pid_filename ${task.directory}/squid.pid
cache deny all
cache_mem 0
pinger_enable off
netdb_filename none
visible_hostname bench
shutdown_lifetime 0 seconds
`,
    )
    // It does not run as root, and the namespace has nobody else: to it we are somebody.
    const somebody = ['unshare', '-U', '--map-user=13', '--map-group=13']
    return { command: [...somebody, 'squid', '-N', '-f', path] }
  },
}

const tinyproxy: Contestant = {
  name: 'tinyproxy',
  port: 8888,
  missing: () => without('tinyproxy', 'tinyproxy'),
  prepare(task) {
    const filter = file(task, 'filter', `${regex(task.hosts).join('\n')}\n`)
    const path = file(
      task,
      'tinyproxy.conf',
      `Listen ${task.address}
Port 8888
MaxClients 20000
Timeout 600
LogLevel Connect
LogFile "${task.directory}/tinyproxy.log"
Filter "${filter}"
FilterExtended On
FilterDefaultDeny Yes
ConnectPort 443
`,
    )
    return { command: ['tinyproxy', '-d', '-c', path] }
  },
}

const mitmproxy: Contestant = {
  name: 'mitmproxy',
  port: 8080,
  opens: 8080,
  missing: () => without('mitmdump', 'mitmproxy'),
  prepare(task) {
    const carried = task.hosts.filter((host) => host !== task.opened)
    const script = file(
      task,
      'allow.py',
      `from mitmproxy import http
allowed = ${JSON.stringify(task.hosts)}
log = open(${JSON.stringify(join(task.directory, 'decisions.log'))}, "a", buffering=1)
def judge(flow, fine):
    log.write(f"{flow.request.method} {flow.request.host} {fine}\\n")
    if not fine:
        flow.response = http.Response.make(403)
def http_connect(flow):
    judge(flow, flow.request.host in allowed and flow.request.port == 443)
def request(flow):
    judge(flow, flow.request.host in allowed and flow.request.method == "GET")
`,
    )
    const home = join(task.directory, 'mitmproxy')
    mkdirSync(home)
    file(task, 'mitmproxy/mitmproxy-ca.pem', '')
    spawnSync('cp', [task.authority.both, join(home, 'mitmproxy-ca.pem')])
    const set = [`confdir=${home}`, `ssl_verify_upstream_trusted_ca=${task.roots}`]
    return {
      command: [
        'mitmdump',
        '-q',
        ...['--listen-host', task.address, '--listen-port', '8080', '-s', script],
        ...set.flatMap((one) => ['--set', one]),
        ...carried.flatMap((host) => ['--ignore-hosts', `^${host.replaceAll('.', '\\.')}`]),
      ],
    }
  },
}

const sandboxRuntime: Contestant = {
  name: 'sandbox-runtime',
  port: 3128,
  opens: 3128,
  missing() {
    const wanted = '@anthropic-ai/sandbox-runtime@0.0.78'
    if (existsSync(join(cache, 'node_modules/@anthropic-ai/sandbox-runtime'))) return undefined
    console.log(`Installing ${wanted} into ${cache}`)
    mkdirSync(cache, { recursive: true })
    writeFileSync(join(cache, 'package.json'), '{ "private": true }\n')
    const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    const { status } = spawnSync('npm', ['install', '--save-exact', ...quietly, wanted], {
      cwd: cache,
    })
    return status === 0 ? undefined : `npm install ${wanted}`
  },
  prepare(task) {
    const options = {
      folder: cache,
      listen: { host: task.address, port: 3128 },
      allowed: [...task.hosts, ...task.addresses].map((host) => `${host}:443`),
      opened: task.opened,
      authority: task.authority,
      upstream: rootsOf(task),
    }
    const path = file(task, 'options.json', JSON.stringify(options))
    return { command: ['node', resolve('test/bench/egress-srt.mjs'), path] }
  },
}

const smokescreen: Contestant = {
  name: 'smokescreen',
  port: 4750,
  missing() {
    const wanted = 'github.com/stripe/smokescreen@latest'
    const bin = join(cache, 'bin')
    if (existsSync(join(bin, 'smokescreen'))) return undefined
    if (without('go', 'golang-go') === undefined) {
      console.log(`Building ${wanted} into ${bin}`)
      const env = { ...process.env, GOBIN: bin }
      spawnSync('go', ['install', wanted], { env, timeout: 120_000 })
    }
    if (existsSync(join(bin, 'smokescreen'))) return undefined
    return `GOBIN=${bin} go install ${wanted}`
  },
  prepare(task) {
    const rules = `version: v1
services: []
default:
  name: bench
  project: bench
  action: enforce
  allowed_domains: ${JSON.stringify(task.hosts)}
`
    const acl = file(task, 'acl.yaml', rules)
    const path = file(
      task,
      'smokescreen.yaml',
      `ip: ${task.address}
port: 4750
acl_file: ${acl}
allow_missing_role: true
allow_ranges: ${JSON.stringify(task.addresses.map((address) => `${address}/32`))}
connect_timeout: 10s
exit_timeout: 0s
`,
    )
    return { command: [join(cache, 'bin/smokescreen'), '--config-file', path] }
  },
}

function rootsOf(task: Task): string {
  return spawnSync('cat', [task.roots]).stdout.toString()
}

export const contestants: readonly Contestant[] = [
  ours,
  squid,
  tinyproxy,
  smokescreen,
  sandboxRuntime,
  mitmproxy,
]
