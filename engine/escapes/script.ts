/**
 * Makes every try at once and prints a ProbeReport. Runs inside the throwaway container, in the plain Node of the sidecar
 * image; arguments: the tries as JSON, and how long to wait for each in milliseconds.
 */
export const escapeScript = `
const dgram = require('node:dgram')
const dns = require('node:dns')
const fs = require('node:fs')
const net = require('node:net')
const tls = require('node:tls')
const [attempts, wait] = [JSON.parse(process.argv[1]), Number(process.argv[2])]

// A link-local address is meant on the first link that the container has.
const addressOf = (host) => /^fe80:/i.test(host) ? host + '%eth0' : host
const failureOf = (error) => {
  const code = error.code || error.message
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return { result: 'refused', detail: code }
  if (code === 'ETIMEDOUT' || code === 'ETIMEOUT') return { result: 'silent', detail: 'no answer' }
  return { result: 'failed', detail: code }
}
const once = (start) => new Promise((resolve) => {
  let cleanUp = () => {}
  const end = (observation) => { clearTimeout(timer); cleanUp(); resolve(observation) }
  const timer = setTimeout(() => end({ result: 'silent', detail: 'no answer' }), wait)
  try { cleanUp = start(end) || cleanUp } catch (error) { end(failureOf(error)) }
})

const tcp = (place) => once((end) => {
  const socket = net.connect(place)
  socket.on('connect', () => end({ result: 'answered', detail: 'connected' }))
  socket.on('error', (error) => end(failureOf(error)))
  return () => socket.destroy()
})

// What a name server is asked for: the address of governance-verify.invalid, which nobody has.
const label = (word) => [word.length, ...Buffer.from(word)]
const question = Buffer.from([
  71, 86, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...label('governance-verify'), ...label('invalid'), 0, 0, 1, 0, 1,
])
const udp = ({ host, port }) => once((end) => {
  const address = addressOf(host)
  const socket = dgram.createSocket(net.isIPv6(host) ? 'udp6' : 'udp4')
  socket.on('message', () => end({ result: 'answered', detail: 'answered' }))
  socket.on('error', (error) => end(failureOf(error)))
  socket.connect(port, address, (error) => {
    if (error) return end(failureOf(error))
    const send = () => socket.send(port === 53 ? question : 'governance compose verify', (failed) => { if (failed) end(failureOf(failed)) })
    send()
    again = setTimeout(send, wait / 2)
  })
  let again
  return () => { clearTimeout(again); try { socket.close() } catch {} }
})

const noSuchName = new Set(['ENOTFOUND', 'EREFUSED', 'ESERVFAIL', 'ENODATA'])
const name = ({ name, server }) => once((end) => {
  const resolver = new dns.promises.Resolver({ timeout: wait - 500, tries: 1 })
  if (server !== undefined) resolver.setServers([server])
  resolver.resolve4(name).then(
    (addresses) => end({ result: 'answered', detail: addresses.join(', ') }),
    (error) => end(noSuchName.has(error.code) ? { result: 'denied', detail: error.code } : failureOf(error)),
  )
})

const reply = (proxy, port, request) => once((end) => {
  const socket = net.connect({ host: proxy, port }, () => socket.write(request))
  let heard = ''
  const judge = () => {
    const status = Number(/^HTTP\\/1\\.[01] (\\d+)/.exec(heard)?.[1])
    if (!status) return { result: 'denied', detail: 'closed' }
    let said = {}
    try { said = JSON.parse(heard.slice(heard.indexOf('\\r\\n\\r\\n') + 4)) } catch {}
    const denied = status >= 400
    return { result: denied ? 'denied' : 'answered', detail: String(status), policy: said.policy, rule: said.rule }
  }
  socket.on('data', (part) => { heard += part; if (/^HTTP\\/1\\.[01] 2/.test(heard)) end(judge()) })
  socket.on('end', () => end(judge()))
  socket.on('error', (error) => end(heard ? judge() : failureOf(error)))
  return () => socket.destroy()
})
const tunnel = ({ proxy, authority }) =>
  reply(proxy, 3128, 'CONNECT ' + authority + ' HTTP/1.1\\r\\nHost: ' + authority + '\\r\\nConnection: close\\r\\n\\r\\n')
const hostHeader = ({ proxy, host }) =>
  reply(proxy, 80, 'GET / HTTP/1.1\\r\\nHost: ' + host + '\\r\\nConnection: close\\r\\n\\r\\n')

const serverName = ({ proxy, host }) => once((end) => {
  const socket = tls.connect({ host: proxy, port: 443, servername: host, rejectUnauthorized: false })
  socket.on('secureConnect', () => end({ result: 'answered', detail: 'handshake done' }))
  let open = false
  socket.on('connect', () => { open = true })
  socket.on('error', (error) => end(open ? { result: 'denied', detail: 'closed' } : failureOf(error)))
  socket.on('close', () => end({ result: 'denied', detail: 'closed' }))
  return () => socket.destroy()
})

const textOf = (file) => { try { return fs.readFileSync(file, 'utf8') } catch { return '' } }
const little = (hex) => hex.match(/../g).reverse().map((byte) => parseInt(byte, 16)).join('.')
const tables = () => {
  const rows = (file) => textOf(file).trim().split('\\n').map((line) => line.trim().split(/\\s+/))
  const four = rows('/proc/net/route').filter((row) => row[1] === '00000000' && row[2] !== '00000000' && /^[0-9A-F]{8}$/.test(row[2]))
  const six = rows('/proc/net/ipv6_route').filter((row) => /^0{32}$/.test(row[0]) && row[1] === '00' && row[4] && !/^0{32}$/.test(row[4]) && row[9] !== 'lo')
  return {
    gateways: [...four.map((row) => little(row[2])), ...six.map((row) => row[4].match(/.{4}/g).join(':'))],
    neighbours: rows('/proc/net/arp').filter((row) => row[2] === '0x2' && row[3] !== '00:00:00:00:00:00').map((row) => row[0]),
  }
}
const status = (key) => new RegExp('^' + key + ':\\\\s*(\\\\S+)', 'm').exec(textOf('/proc/self/status'))?.[1] ?? ''

const kinds = {
  tcp: ({ host, port }) => tcp({ host: addressOf(host), port }),
  socket: ({ path }) => tcp({ path }),
  udp, name, tunnel, 'host-header': hostHeader, 'server-name': serverName,
}
Promise.all(attempts.map((attempt) => kinds[attempt.how](attempt))).then((observations) => {
  const self = {
    ...tables(),
    capabilities: status('CapBnd'),
    noNewPrivileges: status('NoNewPrivs') === '1',
    seccomp: status('Seccomp') === '2',
  }
  console.log(JSON.stringify({ observations, self }))
  process.exit()
})
`
