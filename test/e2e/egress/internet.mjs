// "The internet" of the egress tests, in a documentation range: every name is served here, so that whatever gets out is
// noticed. It listens on all the ports that an agent might try, by TCP and UDP, and writes down what reached it.
// http://127.0.0.1:9000/ tells, and is asked from inside this container alone.
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import net from 'node:net'

const hits = []
const hit = (way, host, url, more = '') => hits.push({ way, host, url, more })

function answer(way) {
  return (request, response) => {
    const host = request.headers[':authority'] ?? request.headers.host ?? ''
    const { authorization = '' } = request.headers
    hit(way, host, request.url, authorization)
    if (request.url.startsWith('/redirect'))
      return response.writeHead(302, { location: `http://evil.test/followed` }).end()
    if (request.url.startsWith('/metadata-redirect'))
      return response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()
    if (request.url.startsWith('/upload')) {
      let bytes = 0
      request.on('data', (chunk) => {
        bytes += chunk.length
      })
      return request.on('end', () => response.end(`got ${bytes}`))
    }
    if (request.method === 'TRACE' || request.url === '/echo')
      return response.end(JSON.stringify(request.headers))
    response.end(`${way} ${host} ${request.method} ${request.url}`)
  }
}

const tls = {
  key: readFileSync('/internet/key.pem'),
  cert: readFileSync('/internet/cert.pem'),
  allowHTTP1: true,
}
const closed = (socket) => socket.on('error', () => {})
for (const port of [80, 8080])
  http
    .createServer(answer(`http:${port}`))
    .on('connection', closed)
    .listen(port)
for (const port of [443, 8443]) http2.createSecureServer(tls, answer(`https:${port}`)).listen(port)
for (const port of [22, 25, 53, 853, 3306, 6379, 9999])
  net
    .createServer((socket) => {
      closed(socket)
      hit(`tcp:${port}`, '', '')
      socket.end('raw\n')
    })
    .listen(port)
for (const port of [53, 443, 9999])
  createSocket('udp4')
    .on('message', (message) => hit(`udp:${port}`, '', '', message.toString('latin1').slice(0, 80)))
    .bind(port)
http
  .createServer((request, response) => {
    response.end(JSON.stringify(hits))
    if (request.method === 'DELETE') hits.length = 0
  })
  .listen(9000, '127.0.0.1', () => console.log('internet is up'))
