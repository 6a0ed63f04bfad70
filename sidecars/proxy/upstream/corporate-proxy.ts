import type net from 'node:net'
import { classifyAddress } from '../../../policy/address.ts'
import type { ExchangeAnswer } from '../../broker/exchange.ts'
import type { Configuration } from '../../configuration.ts'
import { placeOfProxy } from '../../upstream-credential.ts'
import type { Resolve } from '../names/resolve.ts'
import { isCertificateFault } from './certificate-fault.ts'
import { type Connect, dialFirst, setDestination } from './dial.ts'

/** The proxy of the operator's own network, through which everything goes out. */
export interface CorporateProxy {
  host: string
  port: number
  /** It is told the name instead of the checked address, and so chooses the address itself. */
  names: boolean
  resolve: Resolve
  /** Present when it is spoken to over TLS: verifies it under its own name. */
  secure: Secure | undefined
  /** Present when it is told who asks: the key, and how its secret is had, which the broker judges every time. */
  credential: { key: string; ask: () => Promise<ExchangeAnswer> } | undefined
}

type UpstreamProxy = NonNullable<Configuration['egress']['upstreamProxy']>

/** TLS on a connection to a host, verified for exactly this name. */
export type Secure = (host: string, port: number, tcp: net.Socket) => Promise<net.Socket>

/** The corporate proxy did not do what it is there for; the message is for the person at the agent. */
export class CorporateProxyFailure extends Error {
  override name = 'CorporateProxyFailure'
  readonly code = 'CORPORATE_PROXY'
}

const LONGEST_ANSWER = 16 * 1024

/** @throws TypeError when the configured URL is none; the schema lets only those pass that are */
export function corporateProxy(
  { url, names = false, credential }: UpstreamProxy,
  resolve: Resolve,
  secure: Secure,
  authorize: (place: { host: string; port: number }) => Promise<ExchangeAnswer>,
): CorporateProxy {
  const { encrypted, ...place } = placeOfProxy(url)
  return {
    ...place,
    names,
    resolve,
    secure: encrypted ? secure : undefined,
    credential: credential && { key: credential.key, ask: () => authorize(place) },
  }
}

/**
 * Whether an address is reached through the corporate proxy. Private ones, which a policy has opened by name, are in
 * this project or next to it, where no proxy leads.
 */
export function goesThroughProxy(address: string): boolean {
  return classifyAddress(address).public
}

/**
 * Opens a tunnel to a host through the corporate proxy, with CONNECT: for encrypted and for plain connections, so that
 * it cannot choose another destination than the one that was checked.
 *
 * @param addresses checked; exactly these are asked for, one after the other, unless the proxy only takes names
 * @param timeout for each of them, in milliseconds
 * @throws CorporateProxyFailure
 */
export async function dialThrough(
  proxy: CorporateProxy,
  host: string,
  port: number,
  addresses: readonly string[],
  connect: Connect,
  timeout: number,
): Promise<net.Socket> {
  let failure: unknown
  for (const address of proxy.names ? addresses.slice(0, 1) : addresses) {
    try {
      const socket = await reach(proxy, connect, timeout)
      const name = proxy.names ? host : address
      const target = `${name.includes(':') ? `[${name}]` : name}:${port}`
      await openTunnel(socket, target, proxy, timeout, await authorization(proxy))
      setDestination(socket, address)
      return socket
    } catch (error) {
      failure = error
    }
  }
  throw failure ?? new CorporateProxyFailure(`There is no address of ${host} to ask for.`)
}

async function reach(
  proxy: CorporateProxy,
  connect: Connect,
  timeout: number,
): Promise<net.Socket> {
  const found = await proxy.resolve(proxy.host).catch(() => [])
  if (found.length === 0) throw failed(proxy, 'its name could not be looked up')
  try {
    const socket = await dialFirst(found, proxy.port, connect, timeout)
    return (await proxy.secure?.(proxy.host, proxy.port, socket)) ?? socket
  } catch (error) {
    throw failed(proxy, whyUnreached((error as NodeJS.ErrnoException).code ?? 'no answer'))
  }
}

function whyUnreached(code: string): string {
  if (isCertificateFault(code))
    return `its certificate is not valid (${code}); if an authority of your own signed it, name that with egress.certificates`
  if (/^(ERR_SSL_|EPROTO)/.test(code))
    return `it does not speak TLS there (${code}); if it speaks plain HTTP, the URL begins with http://`
  return code
}

/** The line that says who asks; empty when nobody wants to know. */
async function authorization(proxy: CorporateProxy): Promise<string> {
  if (proxy.credential === undefined) return ''
  const { key, ask } = proxy.credential
  const answer = await ask()
  if (!answer.ok)
    throw failed(proxy, `its credential ${key} is not to be had (${answer.decision.reason})`)
  // RFC 7617 §2: the user ends at the first colon.
  if (!answer.secret.includes(':')) throw failed(proxy, `the secret of ${key} is not USER:PASSWORD`)
  return `Proxy-Authorization: Basic ${Buffer.from(answer.secret, 'utf8').toString('base64')}\r\n`
}

function openTunnel(
  socket: net.Socket,
  target: string,
  proxy: CorporateProxy,
  timeout: number,
  authorization: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0)
    const settle = (failure?: Error) => {
      clearTimeout(deadline)
      socket.off('readable', read).off('error', broken).off('end', broken).off('close', broken)
      // A tick later the stream has noticed that nobody listens for `readable`, and can be read in any way again.
      if (failure === undefined) return process.nextTick(resolve)
      socket.on('error', () => {}).destroy()
      reject(failure)
    }
    const broken = () => settle(failed(proxy, 'it closed the connection'))
    const read = () => {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read())
        bytes = Buffer.concat([bytes, chunk])
      const end = bytes.indexOf('\r\n\r\n')
      if (end < 0 && bytes.length < LONGEST_ANSWER) return
      const status = /^HTTP\/1\.[01] ([0-9]{3})[ \r]/.exec(bytes.toString('latin1', 0, 64))?.[1]
      if (end < 0 || status === undefined) return settle(failed(proxy, 'its answer is not HTTP'))
      if (!status.startsWith('2'))
        return settle(refused(proxy, target, status, schemesIn(bytes.toString('latin1', 0, end))))
      const ahead = bytes.subarray(end + 4)
      if (ahead.length > 0) socket.unshift(ahead)
      settle()
    }
    const deadline = setTimeout(() => settle(failed(proxy, 'it did not answer in time')), timeout)
    socket.on('readable', read).on('error', broken).on('end', broken).on('close', broken)
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`)
  })
}

/** How a proxy wants to be authenticated to (RFC 9110 §11.7.1), in the spelling of the registry. */
function schemesIn(head: string): string[] {
  const known = ['Basic', 'Bearer', 'Digest', 'Kerberos', 'Negotiate', 'NTLM']
  const asked = [...head.matchAll(/^proxy-authenticate:[ \t]*(.*)$/gim)].map(
    ([, value = '']) => value,
  )
  return known.filter((scheme) =>
    new RegExp(`(^|,\\s*)${scheme}(\\s|,|$)`, 'im').test(asked.join(', ')),
  )
}

function failed({ host, port }: CorporateProxy, why: string): CorporateProxyFailure {
  return new CorporateProxyFailure(
    `The upstream proxy ${host}:${port} of egress.upstreamProxy could not be used: ${why}. Nothing goes past it.`,
  )
}

function refused(
  proxy: CorporateProxy,
  target: string,
  status: string,
  schemes: readonly string[],
): CorporateProxyFailure {
  const { host, port, names } = proxy
  const hint =
    status === '407'
      ? ` ${whyUnknown(proxy, schemes)}`
      : names
        ? ''
        : ' If it takes names alone, say so with egress.upstreamProxy.names.'
  return new CorporateProxyFailure(
    `The upstream proxy ${host}:${port} refused to connect to ${target} (status ${status}).${hint}`,
  )
}

function whyUnknown({ credential }: CorporateProxy, schemes: readonly string[]): string {
  const asked = schemes.length > 0 ? ` (${schemes.join(', ')})` : ''
  if (schemes.length > 0 && !schemes.includes('Basic'))
    return `It asks for credentials${asked}, which are not carried: of all schemes only Basic is.`
  if (credential === undefined)
    return `It asks for credentials${asked}: name the key that holds USER:PASSWORD with egress.upstreamProxy.credential.`
  return `It did not take the secret of ${credential.key}: set that to its USER:PASSWORD, and run governance compose up again.`
}
