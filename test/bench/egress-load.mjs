// Both ends of egress.bench.ts, inside its network namespace: the internet (`origin FILE`) and one client that
// measures for some seconds (`JOB JSON`) and prints one line of JSON. It speaks CONNECT by hand, for a client library
// would be what is measured.
import dgram from 'node:dgram'
import { readFileSync } from 'node:fs'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import dnsPacket from 'dns-packet'

const [job, text] = process.argv.slice(2)
const options = JSON.parse(readFileSync(text, 'utf8'))
if (job === 'origin') serve(options)
else {
  const jobs = { once, tunnels, bytes, trips, requests, held }
  process.stdout.write(`${JSON.stringify(await jobs[job](options))}\n`)
  process.exit(0)
}

/** A name server; a host that echoes, one that sends without end, and one that answers HTTPS. All on port 443. */
function serve({ names, cert, key }) {
  const dns = dgram.createSocket('udp4')
  dns.on('message', (message, from) => {
    const { id, questions } = dnsPacket.decode(message)
    const [{ name, type }] = questions
    const data = names[name]
    const answers = type === 'A' && data ? [{ type, name, ttl: 600, data }] : []
    const answer = { type: 'response', id, flags: data ? 0 : 3, questions, answers }
    dns.send(dnsPacket.encode(answer), from.port, from.address)
  })
  dns.bind(53, names['names.test'])
  const listen = (server, host) => server.listen({ port: 443, host, backlog: 4096 })
  const tcp = (handle) =>
    net.createServer({ noDelay: true }, (socket) => handle(socket.on('error', () => {})))
  listen(
    tcp((socket) => socket.pipe(socket)),
    names['echo.test'],
  )
  const chunk = Buffer.alloc(256 * 1024, 'x')
  listen(
    tcp((socket) => {
      const more = () => {
        while (!socket.destroyed && socket.write(chunk));
      }
      socket.once('data', more).on('drain', more)
    }),
    names['big.test'],
  )
  const body = Buffer.alloc(1024, 'x')
  const answer = (_, response) => response.writeHead(200, { 'content-length': 1024 }).end(body)
  listen(https.createServer({ cert, key, keepAliveTimeout: 60_000 }, answer), names['https.test'])
  setTimeout(() => process.stdout.write('ready\n'), 100)
}

/** A connection to port 443 of a host, through the proxy if there is one. */
function open({ proxy, names, host }) {
  return new Promise((resolve, reject) => {
    const to = proxy ?? { host: names[host], port: 443 }
    const socket = net.connect({ ...to, noDelay: true })
    const failed = (error) => reject(error ?? new Error('closed before it was open'))
    socket.once('error', failed).once('close', failed)
    const ready = () => {
      socket
        .off('error', failed)
        .off('close', failed)
        .on('error', () => {})
      resolve(socket)
    }
    if (proxy === undefined) return void socket.once('connect', ready)
    socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`)
    let head = ''
    const read = (data) => {
      head += data.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      socket.off('data', read)
      if (/^HTTP\/1\.[01] 200/.test(head)) ready()
      else reject(new Error(head.slice(0, 200)))
    }
    socket.on('data', read)
  })
}

/** A tunnel through which a ClientHello has come back: what lies behind is reached, not only promised. */
async function openEcho(job) {
  const socket = await open({ ...job, host: 'echo.test' })
  const hello = Buffer.from(job.hellos['echo.test'], 'base64')
  await new Promise((resolve, reject) => {
    let got = 0
    const read = (data) => {
      got += data.length
      if (got < hello.length) return
      socket.off('data', read).off('close', reject)
      resolve()
    }
    socket.on('data', read).once('close', reject)
    socket.write(hello)
  })
  return socket
}

/** Does something again and again, so many at once, and says how often in a second and how long each took. */
async function repeat({ seconds, at }, once) {
  const warm = performance.now() + 200
  const end = warm + seconds * 1_000
  const times = []
  let total = 0
  const worker = async (number) => {
    for (;;) {
      const since = performance.now()
      if (since >= end) return
      await once(number)
      total += 1
      if (since >= warm) times.push(performance.now() - since)
    }
  }
  await Promise.all(Array.from({ length: at }, (_, number) => worker(number)))
  const perSecond = times.length / ((performance.now() - warm) / 1_000)
  times.sort((a, b) => a - b)
  const share = (part) => times[Math.floor(part * (times.length - 1))]
  return { total, perSecond, p50: share(0.5), p99: share(0.99) }
}

async function once(job) {
  const socket = await openEcho(job)
  socket.destroy()
  return {}
}

function tunnels(job) {
  return repeat(job, async () => (await openEcho(job)).destroy())
}

/** Small messages, each sent when the one before has come back. */
async function trips(job) {
  const socket = await openEcho(job)
  return repeat(job, () => {
    socket.write('ping')
    return new Promise((resolve) => socket.once('data', resolve))
  })
}

/** What comes through so many tunnels at once. */
async function bytes(job) {
  let got = 0
  for (let tunnel = 0; tunnel < job.at; tunnel++) {
    const socket = await open({ ...job, host: 'big.test' })
    socket.on('data', (data) => {
      got += data.length
    })
    socket.write(Buffer.from(job.hellos['big.test'], 'base64'))
  }
  await new Promise((go) => setTimeout(go, 200))
  const [before, since] = [got, performance.now()]
  await new Promise((go) => setTimeout(go, job.seconds * 1_000))
  const perSecond = (got - before) / 1e6 / ((performance.now() - since) / 1_000)
  return { total: got / 1e6, perSecond }
}

/** GET over TLS, one after the other on each of so many kept connections. */
async function requests(job) {
  const host = 'https.test'
  const sockets = await Promise.all(
    Array.from({ length: job.at }, async () => {
      const socket = await open({ ...job, host })
      const secure = tls.connect({ socket, servername: host, ca: job.authorities })
      await new Promise((resolve, reject) =>
        secure.once('secureConnect', resolve).once('error', reject),
      )
      return secure
    }),
  )
  const request = `GET /path HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`
  return repeat(job, (number) => {
    const socket = sockets[number]
    return new Promise((resolve, reject) => {
      let answer = ''
      const read = (data) => {
        answer += data.toString('latin1')
        const head = answer.indexOf('\r\n\r\n')
        if (head < 0) return
        const chunked = /\r\ntransfer-encoding: *chunked/i.test(answer.slice(0, head + 2))
        if (chunked ? !answer.endsWith('\r\n0\r\n\r\n') : answer.length < head + 4 + 1024) return
        socket.off('data', read).off('close', reject)
        if (answer.startsWith('HTTP/1.1 200')) resolve()
        else reject(new Error(answer.slice(0, 300)))
      }
      socket.on('data', read).once('close', reject)
      socket.write(request)
    })
  })
}

/** Opens tunnels, and holds them until it is ended. */
async function held(job) {
  for (let opened = 0; opened < job.at; opened += 50)
    await Promise.all(Array.from({ length: 50 }, () => openEcho(job)))
  process.stdout.write('holding\n')
  return new Promise(() => setInterval(() => {}, 60_000))
}
