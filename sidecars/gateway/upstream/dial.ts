import { readFileSync } from 'node:fs'
import { connect as connectSocket, type Socket } from 'node:net'
import { rootCertificates, connect as secure } from 'node:tls'
import { type Dispatcher, Pool } from 'undici'
import type { Limits } from '../limits.ts'

/** Where the proxy listens for one service: host and port, or a Unix socket. */
export type ProxyAddress = { host: string; port: number } | { path: string }

/** How requests get to one server. */
export interface Dial {
  dispatcher: Dispatcher
  url: URL
  /** What stands in the request line for the server's URL. */
  target: string
  /** The same for another URL of the same server. */
  targetOf(url: URL): string
  /** The server's own authority. */
  host: string
}

/** The proxy did not let the connection pass; the message is its explanation. */
export class RefusedByProxy extends Error {
  override name = 'RefusedByProxy'
}

const HEAD_BYTES = 16 * 1024
const CONNECTIONS = 256

function poolOptions(limits: Limits): Pool.Options {
  return {
    connections: CONNECTIONS,
    pipelining: 1,
    // The link has its own clocks, which know what a message is.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    maxResponseSize: -1,
    maxHeaderSize: HEAD_BYTES,
    connectTimeout: limits.connectTime,
  } as Pool.Options
}

function pathOf(url: URL): string {
  return url.pathname + url.search
}

function addressed(url: URL, targetOf: (url: URL) => string): Omit<Dial, 'dispatcher'> {
  return { url, target: targetOf(url), targetOf, host: url.host }
}

/** To a service of the project: straight, over a network that only the gateway shares with it. */
export function dialDirectly(url: URL, limits: Limits, authorities: () => string[]): Dial {
  const options = {
    ...poolOptions(limits),
    connect: { timeout: limits.connectTime, ca: authorities() },
  }
  return {
    dispatcher: new Pool(url.origin, options),
    ...addressed(url, pathOf),
  }
}

/**
 * To a server outside: through the proxy's listener for the calling service, so that the proxy judges it as that
 * service's own traffic. Names are not resolved here.
 */
export function dialThroughProxy(
  url: URL,
  proxy: ProxyAddress,
  limits: Limits,
  authorities: () => string[],
): Dial {
  const options = poolOptions(limits)
  if (url.protocol === 'http:') {
    const connect: Pool.Options['connect'] = (_, done) => {
      openSocket(proxy, limits.connectTime).then(
        (socket) => done(null, socket),
        (error: Error) => done(error, null),
      )
    }
    const dispatcher = new Pool('http://governance-proxy', { ...options, connect })
    return { dispatcher, ...addressed(url, (other) => other.origin + pathOf(other)) }
  }
  const connect: Pool.Options['connect'] = (_, done) => {
    openTunnel(url, proxy, limits.connectTime, authorities()).then(
      (socket) => done(null, socket),
      (error: Error) => done(error, null),
    )
  }
  const dispatcher = new Pool(url.origin, { ...options, connect })
  return { dispatcher, ...addressed(url, pathOf) }
}

/** The authorities that upstream certificates may come from: the public ones, configured ones, and the proxy's own. */
export function trustedAuthorities(
  configured: string | undefined,
  proxyAuthority: string | undefined,
): () => string[] {
  return () => {
    const more = configured === undefined ? [] : [configured]
    if (proxyAuthority !== undefined) {
      try {
        more.push(readFileSync(proxyAuthority, 'utf8'))
      } catch {
        // Not there yet, or the proxy intercepts nothing: then nothing it signed needs to be trusted.
      }
    }
    return [...rootCertificates, ...more]
  }
}

function openSocket(proxy: ProxyAddress, time: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(proxy)
    socket.setTimeout(time, () => socket.destroy(new Error('the proxy does not answer')))
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.off('error', reject)
      socket.setNoDelay(true)
      resolve(socket)
    })
  })
}

async function openTunnel(
  url: URL,
  proxy: ProxyAddress,
  time: number,
  authorities: string[],
): Promise<Socket> {
  const authority = `${url.hostname}:${url.port === '' ? '443' : url.port}`
  const socket = await openSocket(proxy, time)
  const timer = setTimeout(() => socket.destroy(new Error('the proxy does not answer')), time)
  try {
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
    await readConnectAnswer(socket)
    return await secureSocket(socket, url.hostname, authorities)
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** Reads the answer to CONNECT, byte-exact: what follows the head belongs to the tunnel. */
async function readConnectAnswer(socket: Socket): Promise<void> {
  let text = ''
  for (;;) {
    const chunk = await readSome(socket)
    if (chunk === undefined) break
    text += chunk.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    if (end < 0 && text.length < HEAD_BYTES) continue
    if (/^HTTP\/1\.[01] 200[ \r]/.test(text) && end >= 0) {
      const behind = Buffer.from(text.slice(end + 4), 'latin1')
      if (behind.length > 0) socket.unshift(behind)
      return
    }
    if (end >= 0 && /^content-length: 0\r?$/im.test(text.slice(0, end))) break
    if (end >= 0 && (text.includes('}', end) || text.length >= HEAD_BYTES)) break
  }
  throw new RefusedByProxy(explanation(text))
}

function readSome(socket: Socket): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      socket.off('readable', onReadable)
      socket.off('end', onEnd)
      socket.off('error', onError)
      socket.off('close', onEnd)
    }
    const onReadable = (): void => {
      const chunk = socket.read() as Buffer | null
      if (chunk === null) return
      done()
      resolve(chunk)
    }
    const onEnd = (): void => {
      done()
      resolve(undefined)
    }
    const onError = (error: Error): void => {
      done()
      reject(error)
    }
    socket.on('readable', onReadable)
    socket.on('end', onEnd)
    socket.on('close', onEnd)
    socket.on('error', onError)
    onReadable()
  })
}

/** What a `problem+json` body says, or the status line. Bounded, and on one line. */
export function explanation(text: string): string {
  const said = /"detail"\s*:\s*("(?:[^"\\]|\\.){1,1000}")/.exec(text)?.[1]
  if (said !== undefined) {
    try {
      return oneLine(JSON.parse(said) as string)
    } catch {
      // Not JSON after all.
    }
  }
  return oneLine(text.split('\r\n', 1)[0] ?? 'no answer')
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 300)
}

function secureSocket(socket: Socket, hostname: string, authorities: string[]): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const tls = secure({
      socket,
      servername: hostname,
      ca: authorities,
      ALPNProtocols: ['http/1.1'],
    })
    tls.once('error', reject)
    tls.once('secureConnect', () => {
      tls.off('error', reject)
      resolve(tls)
    })
  })
}

/** Why a connection failed, in words. */
export function connectFailure(error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED') return 'nothing listens there'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known'
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'it does not accept connections'
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET') return 'it closed the connection'
  return code ?? 'the connection failed'
}
