// A corporate network: one server behind every name, and the only way to it, a proxy over TLS that wants to know who asks.
// GET /seen on port 80 tells what came to the proxy, and from where the server was reached.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'

const seen = []
const tls = { key: readFileSync('/internet/key.pem'), cert: readFileSync('/internet/cert.pem') }
const digest = (text) => createHash('sha256').update(text).digest('hex')

https
  .createServer(tls, ({ socket }, response) => {
    seen.push({
      server: socket.remoteAddress === socket.localAddress ? 'by the proxy' : 'straight',
    })
    response.end('fine')
  })
  .listen(443)
http.createServer((_, response) => response.end(JSON.stringify(seen))).listen(80)
https
  .createServer(tls)
  .on('connect', ({ url, headers }, client, ahead) => {
    const known = digest(headers['proxy-authorization'] ?? '') === process.env.LOGIN_DIGEST
    seen.push({ proxy: url, known })
    client.on('error', () => {})
    if (!known) {
      client.end('HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm="corp"\r\n\r\n')
      return
    }
    const [host, port] = url.split(':')
    const server = net.connect({ host, port: Number(port) }, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      server.write(ahead)
      server.pipe(client).pipe(server)
    })
    server.on('error', () => client.destroy())
  })
  .listen(3129)
