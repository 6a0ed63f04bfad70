import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../../engines/engines.ts'

/**
 * Stands in for the internet: one container that answers for every name, on addresses that are kept for documentation
 * (RFC 5737), which a policy takes for public ones.
 */
export interface Internet {
  /** The names that it answers for; each one's subdomains are in its certificate too. */
  readonly names: readonly string[]
  /** The path of the program that it runs. */
  readonly program: string
}

/** In a Compose file: the service and its network, for `places`. Needs IMAGE and SUBNET to be filled in. */
export function internetService({ names }: Pick<Internet, 'names'>, service = 'internet'): string {
  return `  ${service}:
    image: IMAGE
    init: true
    command: [node, /internet/internet.mjs]
    volumes: ["./internet:/internet:ro"]
    networks:
      internet:
        aliases: [${names.join(', ')}]
`
}

/** In the extension of a Compose file: that this is the way out, and whom to believe there. */
export const internetEgress = `  egress:
    network: internet
    certificates: ./internet/cert.pem
`

/** Puts its program and its certificate where the service finds them. */
export function layInternet(folder: string, { names, program }: Internet): void {
  const place = join(folder, 'internet')
  mkdirSync(place)
  copyFileSync(program, join(place, 'internet.mjs'))
  const all = names.map((host) => `DNS:${host},DNS:*.${host}`).join(',')
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', '/CN=Test internet', '-addext', `subjectAltName=${all}`, '-days', '2'],
      ...['-keyout', join(place, 'key.pem'), '-out', join(place, 'cert.pem')],
    ],
    { stdio: 'ignore' },
  )
}

/** Every project that has an internet: they may run at once, and on both engines, which share the routes of one host. */
const projects = [
  ...[
    'agent',
    'beside',
    'credentials',
    'dies',
    'egress',
    'mcp',
    'reload',
    'taken',
    'upstream',
    'verify',
  ],
]
const engines = ['20.10', '28']

/**
 * The addresses of a project's internet, which are its alone. 192.0.2.0/28 stays free for what no test may reach, and
 * 203.0.113.0/24 is the quickstart's.
 */
export function rangeOf(project: string, engine: Engine): { subnet: string; subnet6: string } {
  const place = projects.indexOf(project)
  if (place < 0) throw new Error(`${project} has no addresses: see ${import.meta.filename}`)
  // An engine of the developer's is tested alone.
  const number = 1 + place * engines.length + Math.max(0, engines.indexOf(engine.name))
  const [network, part] = number < 16 ? ['192.0.2', number] : ['198.51.100', number - 16]
  return { subnet: `${network}.${part * 16}/28`, subnet6: `2001:db8:${number}::/64` }
}
