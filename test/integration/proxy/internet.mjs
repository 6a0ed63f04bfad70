// The internet of real-clients.test.ts, inside its network namespace: a name server and a few hosts on documentation
// addresses. Arguments: a JSON document with names, and certificate and key of each host.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import dgram from 'node:dgram'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import dnsPacket from 'dns-packet'

const { names, hosts, repositories } = JSON.parse(readFileSync(process.argv[2], 'utf8'))

const dns = dgram.createSocket('udp4')
dns.on('message', (message, from) => {
  const { id, questions } = dnsPacket.decode(message)
  const [{ name, type }] = questions
  process.stdout.write(`asked ${type} ${name}\n`)
  const address = names[name]
  const answers = type === 'A' && address ? [{ type, name, ttl: 0, data: address }] : []
  const flags = address ? 0 : 3
  dns.send(
    dnsPacket.encode({ type: 'response', id, flags, questions, answers }),
    from.port,
    from.address,
  )
})
dns.bind(53, '203.0.113.53')

/** Git over HTTPS, as git serves it itself. */
function git(request, response) {
  const url = new URL(request.url, 'http://x')
  const child = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: repositories,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      REMOTE_USER: 'agent',
    },
  })
  request.pipe(child.stdin)
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  child.on('close', () => {
    const output = Buffer.concat(chunks)
    const end = output.indexOf('\r\n\r\n')
    for (const line of output.subarray(0, end).toString().split('\r\n')) {
      const [name, value] = line.split(': ')
      if (name === 'Status') response.statusCode = Number(value.slice(0, 3))
      else response.setHeader(name, value)
    }
    response.end(output.subarray(end + 4))
  })
}

function handle(request, response) {
  const { authorization = '' } = request.headers
  if (request.url.endsWith('/zeros')) {
    const bytes = Number(request.headers['x-bytes'] ?? 1e6)
    response.writeHead(200, { 'content-length': bytes })
    let left = bytes
    const more = () => {
      while (left > 0) {
        const chunk = Buffer.alloc(Math.min(65536, left))
        left -= chunk.length
        if (!response.write(chunk)) return response.once('drain', more)
      }
      response.end()
    }
    return more()
  }
  if (request.headers.host === 'github.com') {
    const password = Buffer.from(authorization.slice(6), 'base64').toString().split(':')[1]
    if (password !== 'ghp_TheRealSecretOfGithub0123456789abcd') {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' })
      return response.end()
    }
    return git(request, response)
  }
  if (request.url === '/v1/chat/completions') {
    const right = authorization === 'Bearer sk-TheRealSecretOfOpenAi0123456789'
    response.writeHead(right ? 200 : 401, { 'content-type': 'text/event-stream' })
    if (!right) return response.end('{"error":{"message":"bad key"}}')
    const words = ['governed', ' and', ' streamed']
    const chunk = (content) =>
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content } }] })}\n\n`
    const next = () => {
      const word = words.shift()
      if (word === undefined) return response.end('data: [DONE]\n\n')
      response.write(chunk(word))
      setTimeout(next, 20)
    }
    return next()
  }
  const hash = createHash('sha256')
  let bytes = 0
  request.on('data', (data) => {
    bytes += data.length
    hash.update(data)
  })
  request.on('end', () => {
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        host: request.headers.host,
        url: request.url,
        bytes,
        sha256: hash.digest('hex'),
        headers: request.headers,
      }),
    )
  })
}

for (const { address, cert, key } of hosts) {
  http.createServer(handle).listen(80, address)
  https.createServer({ cert, key }, handle).listen(443, address)
}
setTimeout(() => process.stdout.write('ready\n'), 100)
