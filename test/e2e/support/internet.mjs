// "The internet" of a test: one server for every name, on 80 and 443 (TLS) and 22 (raw), in a documentation range.
// It says what reached it; GET /hits lists every host that was asked for, so that a test can prove that nothing was.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'

const hits = []
const sha256 = (text) => createHash('sha256').update(text).digest('hex')

function answer(request, response) {
  const { host = '', authorization = '' } = request.headers
  if (request.url === '/hits') return response.end(JSON.stringify(hits))
  hits.push({ host, url: request.url, tls: Boolean(request.socket.encrypted) })
  if (request.url === '/echo') {
    // What a careless API does: the credential comes back in a header and in the body, plain and in Base64.
    response.setHeader('x-echo', authorization)
    return response.end(`${authorization}\n${Buffer.from(authorization).toString('base64')}\n`)
  }
  return response.end(
    JSON.stringify({ host, url: request.url, authorization: sha256(authorization) }),
  )
}

const tls = { key: readFileSync('/internet/key.pem'), cert: readFileSync('/internet/cert.pem') }
http.createServer(answer).listen(80)
https.createServer(tls, answer).listen(443)
net
  .createServer((socket) => {
    hits.push({ host: 'raw', url: '', tls: false })
    socket.on('error', () => {})
    socket.end('raw\n')
  })
  .listen(22, () => console.log('internet is up'))
