// The internet of real-clients.test.ts, inside its network namespace: a name server and a few hosts on documentation
// addresses. Arguments: a JSON document with names, and certificate and key of each host.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import dgram from 'node:dgram'
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import net, { isIP } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import dnsPacket from 'dns-packet'

const { nameServer, names, hosts, repositories, files, large } = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
)

const dns = dgram.createSocket('udp4')
dns.on('message', (message, from) => {
  const { id, questions } = dnsPacket.decode(message)
  const [{ name, type }] = questions
  process.stdout.write(`asked ${type} ${name}\n`)
  const families = { A: 4, AAAA: 6 }
  const answers = (names[name] ?? [])
    .filter((data) => isIP(data) === families[type])
    .map((data) => ({ type, name, ttl: 0, data }))
  const flags = names[name] ? 0 : 3
  dns.send(
    dnsPacket.encode({ type: 'response', id, flags, questions, answers }),
    from.port,
    from.address,
  )
})
dns.bind(53, nameServer)

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

/** A file that this host or every host shows, or the index of a folder there. */
function fileAt(host, path) {
  const folders = [join(files, host), join(files, 'everywhere')]
  return folders
    .flatMap((folder) => [join(folder, path), join(folder, path, 'index.html')])
    .find((one) => existsSync(one) && statSync(one).isFile())
}

const EVENTS = 3
let tell

/** Server-sent events, each only once the client has said that it has seen the one before. */
function events(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  tell = (number) => {
    if (number > EVENTS) response.end()
    else response.write(`data: ${number}\n\n`)
  }
  tell(1)
}

function seen(url) {
  const number = Number(url.split('/').at(-1))
  tell(number + 1)
  return number
}

/** Takes everything until the client has ended its half, and then says what it was. */
function takeAll(socket) {
  const hash = createHash('sha256')
  socket.on('error', () => {})
  socket.on('data', (data) => hash.update(data))
  socket.on('end', () => socket.end(hash.digest('hex')))
}

function handle(request, response) {
  const { authorization = '' } = request.headers
  const host = request.authority ?? request.headers.host
  process.stdout.write(`asked ${request.method} ${host} ${request.url}\n`)
  if (files) {
    const path = fileAt(host, new URL(request.url, 'http://x').pathname)
    if (path === undefined) return response.writeHead(404).end()
    const type = path.endsWith('.html') ? 'text/html' : 'application/octet-stream'
    return response.writeHead(200, { 'content-type': type }).end(readFileSync(path))
  }
  if (request.url === '/large' || request.url === '/large-chunked') {
    if (request.url === '/large') response.setHeader('content-length', statSync(large).size)
    return pipeline(createReadStream(large), response, () => {})
  }
  if (request.url === '/events') return events(response)
  if (request.url.startsWith('/seen/')) return response.end(String(seen(request.url)))
  if (host === 'github.com') {
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
  // The sender is to be held back, and not by anything on the way that takes it all in.
  if (request.url === '/slow') {
    request.pause()
    setTimeout(() => request.resume(), 1_000)
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
        host,
        url: request.url,
        version: request.httpVersion,
        bytes,
        sha256: hash.digest('hex'),
        headers: request.headers,
      }),
    )
  })
}

for (const { addresses, cert, key } of hosts) {
  for (const address of addresses) {
    http.createServer(handle).listen(80, address)
    http2.createSecureServer({ cert, key, allowHTTP1: true }, handle).listen(443, address)
    if (large) net.createServer({ allowHalfOpen: true }, takeAll).listen(9000, address)
  }
}
setTimeout(() => process.stdout.write('ready\n'), 100)
