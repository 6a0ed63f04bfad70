// Both ends of load.test.ts, inside its network namespace. `origin`: every name under load.test, and what echoes behind
// it; it tells each name that came through. `client N`: opens tunnels, so many at once, each to a name of its own, until
// it is ended. `hold N`: opens N tunnels and keeps them until it is ended.
import dgram from 'node:dgram'
import net from 'node:net'
import dnsPacket from 'dns-packet'
import { hello } from './hello.ts'

const [, , role, count] = process.argv
const PROXY = { host: '198.18.0.2', port: 3128, noDelay: true }
const say = (line: string) => process.stdout.write(`${line}\n`)

if (role === 'origin') origin()
else if (role === 'client') {
  for (let worker = 0; worker < Number(count); worker++) void work(worker)
} else await hold(Number(count))

function origin(): void {
  const dns = dgram.createSocket('udp4')
  dns.on('message', (message, from) => {
    const { id = 0, questions = [] } = dnsPacket.decode(message)
    const answers = questions
      .filter(({ type, name }) => type === 'A' && name.endsWith('.load.test'))
      .map(({ name }) => ({ type: 'A' as const, name, ttl: 0, data: '203.0.113.10' }))
    const answer = dnsPacket.encode({ type: 'response', id, questions, answers })
    dns.send(answer, from.port, from.address)
  })
  dns.bind(53, '203.0.113.53')
  let open = 0
  const server = net.createServer({ noDelay: true }, (socket) => {
    open += 1
    socket
      .on('error', () => {})
      .on('close', () => {
        open -= 1
      })
    socket.once('data', (data) =>
      say(`seen ${/[a-z0-9-]+\.load\.test/.exec(data.toString('latin1'))}`),
    )
    socket.pipe(socket)
  })
  server.listen({ port: 443, host: '203.0.113.10', backlog: 4096 }, () => say('ready'))
  setInterval(() => say(`open ${open}`), 250)
}

/** A tunnel to a name, through which its own ClientHello has come back. */
function tunnel(name: string): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(PROXY)
    socket.on('error', () => {})
    socket.once('close', () => reject(new Error(`closed: ${name}`)))
    socket.write(`CONNECT ${name}:443 HTTP/1.1\r\nHost: ${name}:443\r\n\r\n`)
    let head = ''
    socket.on('data', (data) => {
      if (head === 'open') return resolve(socket)
      head += data.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      if (!/^HTTP\/1\.1 200 /.test(head)) return socket.destroy()
      head = 'open'
      socket.write(hello({ serverName: name }))
    })
  })
}

async function work(worker: number): Promise<void> {
  for (let turn = 0; ; turn++) {
    try {
      const socket = await tunnel(`c${worker}-${turn}.load.test`)
      say(`reached c${worker}-${turn}.load.test`)
      socket.destroy()
    } catch {
      await new Promise((go) => setTimeout(go, 20))
    }
  }
}

async function hold(tunnels: number): Promise<void> {
  const batch = 50
  for (let opened = 0; opened < tunnels; opened += batch)
    await Promise.all(Array.from({ length: batch }, (_, at) => tunnel(`h${opened + at}.load.test`)))
  say('holding')
  setInterval(() => {}, 60_000)
}
