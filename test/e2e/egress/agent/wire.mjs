import { createSocket } from 'node:dgram'
import http2 from 'node:http2'
import net from 'node:net'
import tls from 'node:tls'

// What an agent can do with sockets. Each gives one line that says how it ended: a status, `closed`, `silent`, an error
// code, or what came back.

/** For what may be answered by nothing, in milliseconds. */
const PATIENCE = 3_000
/** For what is always answered: a busy machine may take its time. */
const LONG_PATIENCE = 15_000
const proxy = new URL(process.env.HTTP_PROXY ?? process.env.http_proxy ?? 'http://127.0.0.1:1')
export const PROXY = { host: proxy.hostname, port: Number(proxy.port) }

/** Opens a TCP connection, or throws its error code. */
export function dial({ host, port }) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port })
    const late = setTimeout(
      () => socket.destroy(Object.assign(new Error(), { code: 'silent' })),
      PATIENCE,
    )
    socket.once('connect', () => {
      clearTimeout(late)
      socket.removeAllListeners('error')
      socket.on('error', () => {})
      resolve(socket)
    })
    socket.once('error', (error) => {
      clearTimeout(late)
      reject(error)
    })
  })
}

/** Everything that comes within the patience, or until `enough` says so. */
export function read(socket, enough = () => false, patience = PATIENCE) {
  return new Promise((resolve) => {
    let text = ''
    const end = (how) => {
      clearTimeout(late)
      socket.removeListener('data', take)
      resolve({ text, how })
    }
    const take = (chunk) => {
      text += chunk.toString('latin1')
      if (enough(text)) end('enough')
    }
    const late = setTimeout(() => end('silent'), patience)
    socket.on('data', take)
    socket.once('end', () => end('closed'))
    socket.once('close', () => end('closed'))
    socket.once('error', () => end('closed'))
  })
}

const isWhole = (text) => {
  const head = text.indexOf('\r\n\r\n')
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
  return head >= 0 && length !== undefined && text.length >= head + 4 + Number(length)
}

/** All statuses in an answer with what follows the first one, on one line. */
function outcome({ text, how }) {
  const statuses = [...text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map((match) => match[1])
  if (statuses.length === 0)
    return text === '' ? how : `${how}: ${JSON.stringify(text.slice(0, 60))}`
  const body = text
    .slice(text.indexOf('\r\n\r\n') + 4)
    .replace(/\s+/g, ' ')
    .slice(0, 160)
  return `${statuses.join(' ')} ${body}`
}

/** Sends bytes to the proxy's port for proxies, or to another place, and says what came back. */
export async function raw(text, { to = PROXY, whole = true, parts } = {}) {
  const socket = await dial(to)
  if (parts) {
    for (const part of parts) {
      socket.write(part)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  } else socket.write(Buffer.from(text, 'latin1'))
  const ended = outcome(await (whole ? read(socket, isWhole, LONG_PATIENCE) : read(socket)))
  socket.destroy()
  return ended
}

/** A CONNECT and nothing else. */
export function connect(authority) {
  return raw(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`, { whole: false }).then(
    (text) => text.replace(/^200.*/, '200'),
  )
}

/** The socket of a tunnel that the proxy opened; throws its refusal. */
export async function tunnel(authority) {
  const socket = await dial(PROXY)
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
  const { text } = await read(socket, (so) => so.includes('\r\n\r\n'), LONG_PATIENCE)
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 'closed'
  if (status !== '200') {
    socket.destroy()
    throw Object.assign(new Error(), { code: status })
  }
  return socket
}

/** Speaks TLS on a connection. `servername` undefined sends no SNI. */
export function secure(socket, servername, more = {}) {
  return new Promise((resolve, reject) => {
    const options = {
      socket,
      rejectUnauthorized: false,
      ...(servername ? { servername } : {}),
      ...more,
    }
    const secured = tls.connect(options, () => {
      secured.removeAllListeners('error')
      secured.on('error', () => {})
      resolve(secured)
    })
    secured.setTimeout(LONG_PATIENCE, () =>
      secured.destroy(Object.assign(new Error(), { code: 'silent' })),
    )
    secured.once('error', (error) => reject(Object.assign(error, { code: 'closed' })))
    secured.once('close', () => reject(Object.assign(new Error(), { code: 'closed' })))
  })
}

/** A request over TLS in a tunnel, with the names on each level as given. */
export async function inTunnel({ authority, sni, head, lines = [], body = '' }) {
  const secured = await secure(await tunnel(authority), sni)
  secured.write(
    Buffer.from(`${[head, ...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`, 'latin1'),
  )
  const ended = outcome(await read(secured, undefined, LONG_PATIENCE))
  secured.destroy()
  return ended
}

/** The status of a request of HTTP/2 in a tunnel to the host. */
export async function stream(host, fields) {
  const secured = await secure(await tunnel(`${host}:443`), host, { ALPNProtocols: ['h2'] })
  const session = http2.connect(`https://${host}`, { createConnection: () => secured })
  return new Promise((resolve, reject) => {
    session.once('error', reject)
    const request = session.request({ ':path': '/', ...fields })
    request.once('error', reject).once('response', (answer) => {
      session.destroy()
      resolve(answer[':status'])
    })
  })
}

/** Whether bytes come back from an address without any proxy. */
export async function direct(host, port, text = 'GET /direct HTTP/1.0\r\n\r\n') {
  const socket = await dial({ host, port })
  socket.write(text)
  const { text: answer, how } = await read(socket)
  socket.destroy()
  return answer === '' ? `connected, ${how}` : `ANSWERED ${answer.slice(0, 40)}`
}

/** Sends datagrams; whether they arrive only the other side knows. */
export function datagram(host, port, text) {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    socket.send(text, port, host, (error) => {
      socket.close()
      resolve(error ? error.code : 'sent')
    })
  })
}

/** What a promise came to, in one line. */
export async function settled(action) {
  try {
    return String(await action())
  } catch (error) {
    return String(error.code ?? error.message)
  }
}
