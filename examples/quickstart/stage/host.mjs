import { connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'

/** A service of the host's own, on all of its addresses: what an agent that breaks out would find first. */
export async function startHostService() {
  const server = createServer((socket) => socket.on('error', () => {}).end('the host\n'))
  await new Promise((resolve) => server.listen(0, '0.0.0.0', resolve))
  const { port } = server.address()
  return { port, close: () => new Promise((resolve) => server.close(resolve)) }
}

/** The addresses at which the host really answers on a port, tried from the host itself. */
export async function answeringAddresses(port) {
  const addresses = Object.values(networkInterfaces())
    .flat()
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address)
  const answers = await Promise.all(addresses.map((address) => answers_(address, port)))
  return addresses.filter((_, index) => answers[index])
}

function answers_(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 })
    const settle = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('connect', () => settle(true))
    socket.on('error', () => settle(false))
    socket.on('timeout', () => settle(false))
  })
}
