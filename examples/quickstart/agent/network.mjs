import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'

const PATIENCE = 2_000

/** The address of a name; throws when there is none. */
export async function resolves(name) {
  const { address } = await lookup(name)
  return address
}

/** Throws what keeps a connection from being made. Silence counts: what is dropped answers nothing. */
export function connects(host, port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) })
    const settle = (end) => {
      socket.destroy()
      end()
    }
    socket.setTimeout(PATIENCE, () => settle(() => reject(new Error('no answer'))))
    socket.on('error', (error) => settle(() => reject(error)))
    socket.on('connect', () => settle(() => resolve(`${host}:${port} answers`)))
  })
}

/** Where the host is known to listen, as `HOST:PORT` with commas between. */
export function hostListeners() {
  return (process.env.HOST_LISTENERS ?? '')
    .split(',')
    .filter((place) => place !== '')
    .map((place) => {
      const colon = place.lastIndexOf(':')
      return { host: place.slice(0, colon), port: place.slice(colon + 1) }
    })
}
