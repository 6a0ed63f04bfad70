import net from 'node:net'

/**
 * Opens a connection to one address; it is connecting when it is given.
 *
 * @param onread where its bytes go, if not into a stream
 */
export type Connect = (address: string, port: number, onread?: net.OnReadOpts) => net.Socket

export const connectTcp: Connect = (address, port, onread) =>
  net.connect({
    host: address,
    port,
    allowHalfOpen: true,
    noDelay: true,
    lookup: noLookup,
    ...(onread && { onread }),
  })

/** Only addresses are dialled: a name here would be resolved a second time, past the check. */
function noLookup(): never {
  throw new Error('A name reached the dialler; only checked addresses may.')
}

/** Head start of one address over the next (RFC 8305 §5). */
const HEAD_START_MILLISECONDS = 250

/** To which checked address a connection goes; a proxy on the way, or TLS around it, does not change that. */
const destinations = new WeakMap<net.Socket, string>()

/** The checked address behind an upstream connection. */
export function destinationOf(socket: net.Socket): string | undefined {
  return destinations.get(socket)
}

/** Remembers where a connection goes; for one that wraps another it is where that one goes. */
export function setDestination(socket: net.Socket, address: string | undefined): void {
  if (address !== undefined) destinations.set(socket, address)
}

/**
 * Connects to the first of these addresses that answers, and to no other. Later ones are tried while earlier ones are
 * still silent (RFC 8305), so a family that leads nowhere costs a quarter of a second.
 *
 * @param addresses checked, in order of preference
 * @param timeout in milliseconds, over all of them
 * @throws Error with the `code` of the last failure, or `ETIMEDOUT`
 */
export function dialFirst(
  addresses: readonly string[],
  port: number,
  connect: Connect,
  timeout: number,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const order = alternate(addresses)
    const open = new Set<net.Socket>()
    let next = 0
    let failure: NodeJS.ErrnoException | undefined
    let headStart: NodeJS.Timeout | undefined
    const deadline = setTimeout(() => {
      failure = Object.assign(new Error('No address answered in time.'), { code: 'ETIMEDOUT' })
      fail()
    }, timeout)

    const stop = () => {
      clearTimeout(deadline)
      clearTimeout(headStart)
    }
    const fail = () => {
      stop()
      for (const socket of open) socket.destroy()
      reject(failure ?? Object.assign(new Error('No address.'), { code: 'ENOTFOUND' }))
    }
    const attempt = () => {
      clearTimeout(headStart)
      const address = order[next++]
      if (address === undefined) {
        if (open.size === 0) fail()
        return
      }
      const socket = connect(address, port)
      open.add(socket)
      const failed = (error: NodeJS.ErrnoException) => {
        failure = error
        open.delete(socket)
        attempt()
      }
      socket.once('error', failed)
      socket.once('connect', () => {
        stop()
        open.delete(socket)
        for (const other of open) {
          other.removeAllListeners('error').on('error', () => {})
          other.destroy()
        }
        socket.off('error', failed)
        setDestination(socket, address)
        resolve(socket)
      })
      if (next < order.length) headStart = setTimeout(attempt, HEAD_START_MILLISECONDS)
    }
    attempt()
  })
}

/** The families in turn, beginning with the first address's (RFC 8305 §4). */
function alternate(addresses: readonly string[]): string[] {
  const [first] = addresses
  if (first === undefined || addresses.length === 1) return [...addresses]
  const same = addresses.filter((address) => net.isIP(address) === net.isIP(first))
  const other = addresses.filter((address) => net.isIP(address) !== net.isIP(first))
  return same
    .flatMap((address, index) => {
      const partner = other[index]
      return partner === undefined ? [address] : [address, partner]
    })
    .concat(other.slice(same.length))
}
