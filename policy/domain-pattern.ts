import {
  type CanonicalHost,
  canonicalHost,
  canonicalPort,
  formatAuthority,
  isAddress,
  splitAuthority,
} from './host.ts'

/** Ports meant by a pattern without one. */
export const webPorts: readonly number[] = [80, 443]

/** `exact` matches its host alone; `below` its host and every name below it; `any` every public name. */
export type DomainPattern = { readonly ports: readonly number[] } & (
  | { readonly kind: 'exact' | 'below'; readonly host: CanonicalHost }
  | { readonly kind: 'any' }
)

export type PatternResult<T> =
  | { readonly ok: true; readonly pattern: T }
  | { readonly ok: false; readonly problem: string; readonly suggestion?: string }

/**
 * Reads `host`, `host:port`, `*.host`, `*.host:port` or `*`.
 * Whether `*.host` stands for a public suffix is another question: see `publicSuffixOf`.
 *
 * @param defaultPorts what a pattern without a port means; 80 and 443 unless told.
 */
export function parseDomainPattern(
  text: string,
  defaultPorts: readonly number[] = webPorts,
): PatternResult<DomainPattern> {
  if (defaultPorts !== webPorts) return read(text, defaultPorts)
  const known = recent.get(text)
  if (known) return known
  const result = read(text, defaultPorts)
  if (recent.size >= mostRemembered) recent.clear()
  recent.set(text, result)
  return result
}

/** The linter and its rules read each pattern several times, and all of them again with every keystroke. */
const recent = new Map<string, PatternResult<DomainPattern>>()
/** More than the longest policy has. */
const mostRemembered = 50_000

function read(text: string, defaultPorts: readonly number[]): PatternResult<DomainPattern> {
  if (text === '*') return { ok: true, pattern: { kind: 'any', ports: defaultPorts } }
  const split = splitAuthority(text)
  if (split === undefined) return refuse(text, describe(text))
  const port = split.port === undefined ? undefined : canonicalPort(split.port)
  if (split.port !== undefined && port === undefined) {
    return refuse(text, describe(text) ?? `'${split.port}' is not a port from 1 to 65535`)
  }
  const ports = port === undefined ? defaultPorts : [port]
  const starred = split.host.startsWith('*.')
  const host = canonicalHost(starred ? split.host.slice(2) : split.host)
  if (host === undefined) return refuse(text, describe(text))
  if (!starred) return { ok: true, pattern: { kind: 'exact', host, ports } }
  if (isAddress(host)) return refuse(text, 'an address cannot hold a star')
  return { ok: true, pattern: { kind: 'below', host, ports } }
}

/** The one spelling of a pattern: its host canonical, its port only when it is not the default. */
export function formatDomainPattern(pattern: DomainPattern): string {
  if (pattern.kind === 'any') return '*'
  const star = pattern.kind === 'below' ? '*.' : ''
  const [port, ...more] = pattern.ports
  const host = pattern.host.includes(':') ? `[${pattern.host}]` : pattern.host
  return star + (port === undefined || more.length > 0 ? host : formatAuthority(pattern.host, port))
}

/** Whether the pattern matches the host on the port. */
export function matchesDomain(pattern: DomainPattern, host: CanonicalHost, port: number): boolean {
  return pattern.ports.includes(port) && coversHost(pattern, host)
}

/** Whether the pattern matches the host, whatever the port. */
export function coversHost(pattern: DomainPattern, host: CanonicalHost): boolean {
  if (pattern.kind === 'any') return isPublicName(host)
  if (pattern.host === host) return true
  return pattern.kind === 'below' && !isAddress(host) && host.endsWith(`.${pattern.host}`)
}

/** Whether everything that `inner` matches is matched by `outer` too. */
export function coversPattern(outer: DomainPattern, inner: DomainPattern): boolean {
  if (!inner.ports.every((port) => outer.ports.includes(port))) return false
  if (inner.kind === 'any') return outer.kind === 'any'
  return coversHost(outer, inner.host) && (inner.kind === 'exact' || outer.kind !== 'exact')
}

/** Whether two patterns have a host and a port in common. */
export function patternsMeet(a: DomainPattern, b: DomainPattern): boolean {
  if (!a.ports.some((port) => b.ports.includes(port))) return false
  if (a.kind === 'any' || b.kind === 'any') return true
  return coversHost(a, b.host) || coversHost(b, a.host)
}

/** Names that never leave a machine or a local network (RFC 6761, 6762, 8375 and ICANN's `internal`). */
const localEndings = ['localhost', 'local', 'internal', 'home.arpa']

/**
 * Whether `*` is about this host: a name of at least two labels that is not reserved for local use.
 * Addresses and the names of services beside the agent are none: those are opened one by one.
 */
export function isPublicName(host: CanonicalHost): boolean {
  if (isAddress(host) || !host.includes('.')) return false
  return !localEndings.some((ending) => host === ending || host.endsWith(`.${ending}`))
}

function refuse(text: string, problem: string | undefined): PatternResult<never> {
  const suggestion = suggest(text)
  return {
    ok: false,
    problem: problem ?? 'it is not a host name, an address or *.host',
    ...(suggestion === undefined ? {} : { suggestion }),
  }
}

/** The most likely reason for a refusal, in words that follow "because". */
function describe(text: string): string | undefined {
  if (/[\u0000-\u0020\u007f-\u00a0\u2028\u2029]/.test(text)) {
    return 'it holds white space or a control character'
  }
  if (text.includes('://')) return 'it is a URL; a pattern is a host alone'
  if (text.includes('/')) return 'it holds a slash; ranges and paths are no hosts'
  if (text.includes('@')) return 'it holds a user name'
  if (text.includes('%')) return 'it holds a percent sign'
  if (text.startsWith('*:')) return 'a star alone takes no port'
  if (text.startsWith('**')) return 'one star is enough: *.host covers every depth'
  if (text.lastIndexOf('*') > 0 || (text.startsWith('*') && !text.startsWith('*.'))) {
    return 'a star may only stand for the whole first label, as in *.example.com'
  }
  if (!text.startsWith('[') && text.split(':').length > 2) {
    return 'an IPv6 address needs brackets, as in [2001:db8::1]:443'
  }
  if (/\.\.|^\.|\.$/.test(text)) return 'it has an empty label'
  return undefined
}

/** What was probably meant, when that is a pattern. */
function suggest(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/^[^@]*@/, '')
    .replace(/^\*\*\./, '*.')
    .replace(/^\./, '*.')
  const candidate = bare.split(':').length > 2 && !bare.startsWith('[') ? `[${bare}]` : bare
  if (candidate === text || candidate === '' || candidate === '*') return undefined
  return parseDomainPattern(candidate).ok ? candidate : undefined
}
