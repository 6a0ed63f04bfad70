// Sends a file to open.test:9000, ends its half, and prints what comes back. Arguments: the file, and the address of a
// proxy to ask with CONNECT, if any.
import { createReadStream } from 'node:fs'
import net from 'node:net'

const [, , file, proxy] = process.argv
const socket = net.connect({
  ...(proxy ? { host: proxy, port: 3128 } : { host: 'open.test', port: 9000 }),
  allowHalfOpen: true,
})
const send = () => createReadStream(file).pipe(socket)
let answer = ''
if (proxy) socket.write('CONNECT open.test:9000 HTTP/1.1\r\nHost: open.test:9000\r\n\r\n')
else socket.once('connect', send)
socket.on('data', (data) => {
  answer += data
  if (!proxy || !answer.includes('\r\n\r\n') || socket.writableEnded) return
  if (answer.startsWith('HTTP/1.1 200 ')) send()
  else socket.end()
})
socket.on('end', () => process.stdout.write(answer.split('\r\n\r\n').at(-1)))
