/** What a probe found at one address. */
export interface Outcome {
  readonly host: string
  /**
   * `answered`: the word came back. `refused`: somebody there said no, so packets arrive. `silent`: nothing came back.
   */
  readonly result: 'answered' | 'refused' | 'silent'
}

export interface Target {
  readonly host: string
  readonly port: number
  readonly word: string
}

/**
 * Tries every target at once and prints the outcomes as JSON. Runs inside the throwaway container, in the plain Node of
 * the sidecar image; arguments: the targets as JSON, and how long to wait for each in milliseconds.
 */
export const probeScript = `
const net = require('node:net')
const [targets, wait] = [JSON.parse(process.argv[1]), Number(process.argv[2])]
const attempt = ({ host, port, word }) => new Promise((resolve) => {
  // A link-local address is meant on the one link that the container has.
  const address = /^fe80:/i.test(host) ? host + '%eth0' : host
  const socket = net.connect({ host: address, port })
  let heard = ''
  const end = (result) => { socket.destroy(); resolve({ host, result }) }
  socket.setTimeout(wait, () => end('silent'))
  socket.on('data', (part) => { heard += part; if (heard.includes(word)) end('answered') })
  socket.on('end', () => end(heard.includes(word) ? 'answered' : 'refused'))
  socket.on('error', (error) => end(/ECONNREFUSED|ECONNRESET/.test(error.code) ? 'refused' : 'silent'))
})
Promise.all(targets.map(attempt)).then((outcomes) => console.log(JSON.stringify(outcomes)))
`

/** Tells whoever connects the word given as argument, on port 7777 of its container. */
export const listenScript = `
require('node:net').createServer((socket) => {
  socket.on('error', () => socket.destroy())
  socket.end(process.argv[1])
}).listen(7777)
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit())
`
