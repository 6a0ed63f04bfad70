import ipaddr from 'ipaddr.js'
import { canonicalHost, isAddress } from './host.ts'

/** What kind of place an address is. */
export type AddressScope =
  | 'public'
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'metadata'
  | 'shared'
  | 'unique-local'
  | 'multicast'
  | 'broadcast'
  | 'benchmarking'
  | 'reserved'
  | 'tunnel'
  | 'invalid'

export interface AddressClass {
  readonly scope: AddressScope
  /** May be dialled while `denyLocalNetwork` holds. */
  readonly public: boolean
}

type Range = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, prefix: number]

interface Wrapper {
  readonly range: Range
  readonly kind: 'translator' | 'tunnel'
  readonly inside: (bytes: readonly number[]) => readonly number[][]
}

/**
 * Where clouds hand out the machine's own credentials, and the name and time servers beside them.
 * Denied in every mode and under every policy. The two /24 hold AWS (also ECS, EKS and its link-local services),
 * Google, Azure, Oracle, IBM, DigitalOcean, Hetzner, OpenStack.
 */
const metadata = lazily(() =>
  ranges([
    '169.254.169.0/24',
    '169.254.170.0/24',
    '169.254.0.23/32', // Tencent
    '169.254.42.42/32', // Scaleway
    '100.100.100.200/32', // Alibaba
    '168.63.129.16/32', // Azure's wire server, a public address
    '192.0.0.192/32', // Oracle classic
    '192.80.8.124/32', // Equinix Metal, a public address
    'fd00:ec2::/32', // AWS
    'fd20:ce::254/128', // Google
    'fd00:c1::a9fe:a9fe/128', // Oracle
    'fd00:42::42/128', // Scaleway
    'fe80::a9fe:a9fe/128', // OpenStack
    'fe80::1234:5678:9abc/128', // Azure
  ]),
)

/**
 * IANA's special-purpose registries (RFC 6890 and successors). The first match counts.
 * Documentation ranges are public on purpose: they stand in for the internet in tests.
 */
const special = lazily(() =>
  scoped([
    ['unspecified', '0.0.0.0/8'],
    ['private', '10.0.0.0/8'],
    ['shared', '100.64.0.0/10'],
    ['loopback', '127.0.0.0/8'],
    ['link-local', '169.254.0.0/16'],
    ['private', '172.16.0.0/12'],
    ['reserved', '192.0.0.0/24'],
    ['reserved', '192.88.99.0/24'],
    ['private', '192.168.0.0/16'],
    ['benchmarking', '198.18.0.0/15'],
    ['multicast', '224.0.0.0/4'],
    ['broadcast', '255.255.255.255/32'],
    ['reserved', '240.0.0.0/4'],

    ['unspecified', '::/128'],
    ['loopback', '::1/128'],
    ['reserved', '64:ff9b:1::/48'],
    ['benchmarking', '2001:2::/48'],
    ['reserved', '2001::/23'],
    ['public', '2001:db8::/32'],
    ['reserved', '3fff::/20'],
    ['public', '2000::/3'],
    ['unique-local', 'fc00::/7'],
    ['link-local', 'fe80::/10'],
    ['private', 'fec0::/10'],
    ['multicast', 'ff00::/8'],
    ['reserved', '::/0'],
  ]),
)

/**
 * IPv6 forms that carry an IPv4 address. A translator delivers to the address inside, so that address is judged.
 * A tunnel goes through a relay that nobody chose: what it carries is judged, and if that is public the tunnel is still refused.
 */
const wrappers = lazily((): readonly Wrapper[] => [
  { range: range('::ffff:0:0/96'), kind: 'translator', inside: (b) => [b.slice(12)] },
  { range: range('::ffff:0:0:0/96'), kind: 'translator', inside: (b) => [b.slice(12)] },
  { range: range('64:ff9b::/96'), kind: 'translator', inside: (b) => [b.slice(12)] },
  { range: range('2002::/16'), kind: 'tunnel', inside: (b) => [b.slice(2, 6)] },
  {
    range: range('2001::/32'),
    kind: 'tunnel',
    inside: (b) => [b.slice(4, 8), b.slice(12).map((byte) => byte ^ 0xff)],
  },
  { range: range('::/96'), kind: 'tunnel', inside: (b) => [b.slice(12)] },
])

/**
 * What kind of place an address is, every IPv6 form that wraps an IPv4 address unwrapped.
 *
 * @param ip an address as a resolver or a socket gives it. Anything else, a zone id too, is `invalid` and so not public.
 */
export function classifyAddress(ip: string): AddressClass {
  const address = parse(ip)
  const scope = address === undefined ? 'invalid' : scopeOf(address)
  return { scope, public: scope === 'public' }
}

/**
 * The address that packets end at: the IPv4 address inside a mapped or translated form, otherwise the address
 * itself in its canonical spelling. Text that is no address is returned as it is.
 */
export function unwrapAddress(ip: string): string {
  const address = parse(ip)
  if (address === undefined) return ip
  if (!isIPv6(address)) return address.toString()
  const wrapper = wrappers().find(
    (each) => each.kind === 'translator' && matches(address, each.range),
  )
  const [inside] = wrapper?.inside(address.toByteArray()) ?? []
  return inside === undefined ? address.toRFC5952String() : new ipaddr.IPv4([...inside]).toString()
}

function parse(ip: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const host = canonicalHost(ip)
  return host !== undefined && isAddress(host) ? ipaddr.parse(host) : undefined
}

function scopeOf(address: ipaddr.IPv4 | ipaddr.IPv6): AddressScope {
  if (metadata().some((entry) => matches(address, entry))) return 'metadata'
  return (isIPv6(address) ? wrappedScope(address) : undefined) ?? plainScope(address)
}

function wrappedScope(address: ipaddr.IPv6): AddressScope | undefined {
  const scope = plainScope(address)
  if (scope === 'unspecified' || scope === 'loopback') return undefined
  const wrapper = wrappers().find((each) => matches(address, each.range))
  if (wrapper === undefined) return isatapScope(address)
  const inside = wrapper.inside(address.toByteArray()).map((b) => scopeOf(new ipaddr.IPv4([...b])))
  const worst = inside.find((s) => s === 'metadata') ?? inside.find((s) => s !== 'public')
  return worst ?? (wrapper.kind === 'tunnel' ? 'tunnel' : 'public')
}

/** ISATAP (RFC 5214) hides an IPv4 address in the interface identifier of any prefix: ::0:5efe:a.b.c.d. */
function isatapScope(address: ipaddr.IPv6): AddressScope | undefined {
  const bytes = address.toByteArray()
  const marked = [0x00, 0x5e, 0xfe].every((byte, index) => bytes[9 + index] === byte)
  if (!marked || (bytes[8] !== 0x00 && bytes[8] !== 0x02)) return undefined
  const inside = scopeOf(new ipaddr.IPv4(bytes.slice(12)))
  return inside === 'public' ? undefined : inside
}

function plainScope(address: ipaddr.IPv4 | ipaddr.IPv6): AddressScope {
  return special().find(([, entry]) => matches(address, entry))?.[0] ?? 'public'
}

function matches(address: ipaddr.IPv4 | ipaddr.IPv6, [base, prefix]: Range): boolean {
  return address.kind() === base.kind() && address.match(base as ipaddr.IPv6, prefix)
}

function isIPv6(address: ipaddr.IPv4 | ipaddr.IPv6): address is ipaddr.IPv6 {
  return address.kind() === 'ipv6'
}

function range(cidr: string): [ipaddr.IPv6, number] {
  return ipaddr.IPv6.parseCIDR(cidr)
}

function ranges(cidrs: readonly string[]): readonly Range[] {
  return cidrs.map((cidr) => ipaddr.parseCIDR(cidr))
}

function scoped(
  entries: readonly (readonly [AddressScope, string])[],
): readonly (readonly [AddressScope, Range])[] {
  return entries.map(([scope, cidr]) => [scope, ipaddr.parseCIDR(cidr)])
}

/** The tables take milliseconds to build, and most commands judge no address: built when first asked. */
function lazily<T>(build: () => T): () => T {
  let built: T | undefined
  return () => {
    built ??= build()
    return built
  }
}
