import { domainToASCII } from 'node:url'
import ipaddr from 'ipaddr.js'

declare const canonical: unique symbol

/**
 * A host name or an address in the one spelling in which everything is compared: names lower-case, in
 * ASCII, without a trailing dot; IPv4 as a dotted quad; IPv6 as RFC 5952 has it, without brackets.
 * Two texts that mean the same host to any client become the same string, or are refused.
 */
export type CanonicalHost = string & { readonly [canonical]: 'host' }

/** A host with its port. */
export interface Authority {
  readonly host: CanonicalHost
  readonly port: number
}

const maximumName = 253
const maximumText = 1024

/**
 * Letters, digits, hyphen, and the underscore that service names use. Everything else that a URL parser
 * would let through in a host (`!$&'()*+,;=~`) has no place in DNS and is where parsers disagree.
 */
const label = /^[a-z0-9_-]{1,63}$/

/** ASCII that makes parsers disagree on where a host ends: white space, userinfo, percent, brackets, slashes. */
const forbidden = /[\u0000-\u0020\u007f"#%&'()*+,/:;<=>?@[\\\]^`{|}~!$]/

/**
 * The canonical form of a host as it stands in a Host header, in SNI, in a DNS question or in a policy.
 * An IPv6 address may stand in brackets; a name may not.
 *
 * Follows the host parser of the WHATWG URL Standard where that accepts (so `0x7f.1` is 127.0.0.1, as it
 * is for a browser), and refuses more: percent-encoding, zone ids, every character outside DNS names.
 *
 * @returns undefined when the text is not exactly one host.
 */
export function canonicalHost(text: string): CanonicalHost | undefined {
  if (text.length === 0 || text.length > maximumText) return undefined
  if (text.startsWith('[') && text.endsWith(']')) return canonicalIPv6(text.slice(1, -1))
  if (text.includes(':')) return canonicalIPv6(text)
  if (forbidden.test(text)) return undefined

  const ascii = toAscii(text)
  const name = ascii.endsWith('.') ? ascii.slice(0, -1) : ascii
  if (name.length === 0 || name.length > maximumName) return undefined
  const labels = name.split('.')
  if (!labels.every((part) => label.test(part))) return undefined
  if (endsInNumber(labels)) return canonicalIPv4(labels)
  return name as CanonicalHost
}

/**
 * The canonical form of `host:port`, as in CONNECT, in a Host header or in a policy. IPv6 needs brackets.
 *
 * @param defaultPort taken when the text names no port; without it a port is required.
 * @returns undefined for anything else: an empty port, a sign, a leading zero, more than 65535, userinfo.
 */
export function canonicalAuthority(text: string, defaultPort?: number): Authority | undefined {
  const split = splitAuthority(text)
  if (split === undefined) return undefined
  const host = canonicalHost(split.host)
  const port = split.port === undefined ? defaultPort : canonicalPort(split.port)
  return host === undefined || port === undefined ? undefined : { host, port }
}

/** Takes `host:port` apart without judging the parts. A bare IPv6 address is undefined: where its port begins is a guess. */
export function splitAuthority(
  text: string,
): { host: string; port: string | undefined } | undefined {
  const end = text.startsWith('[') ? text.indexOf(']') + 1 : text.indexOf(':')
  if (text.startsWith('[') && end === 0) return undefined
  if (end === -1 || end === text.length) return { host: text, port: undefined }
  if (text[end] !== ':') return undefined
  const port = text.slice(end + 1)
  return port.includes(':') ? undefined : { host: text.slice(0, end), port }
}

/** A port from 1 to 65535 in plain decimal, the way everyone reads it; undefined otherwise. */
export function canonicalPort(text: string): number | undefined {
  if (!/^[1-9][0-9]{0,4}$/.test(text)) return undefined
  const port = Number(text)
  return port <= 65535 ? port : undefined
}

/** `host:port` for logs and headers, with brackets round IPv6. */
export function formatAuthority(host: CanonicalHost, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Whether a canonical host is an address rather than a name. */
export function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host)
}

/** Lower-cases, and maps Unicode by UTS 46 as URL parsers do. Empty when the name cannot be mapped. */
function toAscii(text: string): string {
  const lower = text.toLowerCase()
  const plain = /^[\u0021-\u007e]*$/.test(lower) && !lower.includes('xn--')
  return plain ? lower : domainToASCII(text)
}

/** Whether a URL parser takes the name for an IPv4 address: the last label is decimal, or hexadecimal after 0x. */
function endsInNumber(labels: readonly string[]): boolean {
  const last = labels.at(-1) ?? ''
  return /^[0-9]+$/.test(last) || /^0x[0-9a-f]*$/.test(last)
}

/**
 * The IPv4 parser of the WHATWG URL Standard: one to four parts, each decimal, octal or hexadecimal, the last filling the rest.
 * Whatever ends in a number and is not such an address is refused: the resolver must never see it.
 */
function canonicalIPv4(parts: readonly string[]): CanonicalHost | undefined {
  if (parts.length > 4) return undefined
  const numbers = parts.map(parseNumber)
  const last = numbers.pop()
  if (last === undefined || last >= 256 ** (5 - parts.length)) return undefined
  let address = last
  for (const [index, number] of numbers.entries()) {
    if (number === undefined || number > 255) return undefined
    address += number * 256 ** (3 - index)
  }
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256)
  return bytes.join('.') as CanonicalHost
}

function parseNumber(part: string): number | undefined {
  if (/^0x[0-9a-f]*$/.test(part)) return part === '0x' ? 0 : Number(part)
  if (/^0[0-7]+$/.test(part)) return Number.parseInt(part, 8)
  return /^(0|[1-9][0-9]*)$/.test(part) ? Number(part) : undefined
}

/** Hexadecimal groups, perhaps an IPv4 tail in plain decimal. No zone id: it names an interface of whoever reads it. */
function canonicalIPv6(text: string): CanonicalHost | undefined {
  const groups = text.replace(/:(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (tail, ...match) => {
    const [a, b, c, d] = match.slice(0, 4).map(canonicalByte)
    if (a === undefined || b === undefined || c === undefined || d === undefined) return tail
    return `:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  })
  if (!/^[0-9a-f:]+$/i.test(groups) || !ipaddr.IPv6.isValid(groups)) return undefined
  return ipaddr.IPv6.parse(groups).toRFC5952String() as CanonicalHost
}

function canonicalByte(text: string): number | undefined {
  return /^(0|[1-9][0-9]{0,2})$/.test(text) && Number(text) < 256 ? Number(text) : undefined
}
