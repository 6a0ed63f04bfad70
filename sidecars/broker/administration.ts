import { rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { LeaseView } from './lease-desk.ts'
import { BadSecrets } from './secrets.ts'

/**
 * The broker's own door: a Unix socket inside its container, for `docker exec` alone. One line of JSON in, one line out.
 */
export type Order =
  /** `document` as `readSecrets` takes it. */
  | { do: 'unlock'; document: string }
  | { do: 'ls' }
  | { do: 'revoke'; key: string; service?: string }

export type OrderAnswer =
  | { ok: true; leases: Record<string, Record<string, string>> }
  | { ok: true; list: LeaseView[] }
  | { ok: true; revoked: number }
  | { ok: false; error: string }

/** What the door leads to. */
export interface Administered {
  /** `document` as `readSecrets` takes it. */
  unlock(document: string): Promise<Map<string, Map<string, string>>>
  list(): LeaseView[]
  revoke(key: string, service?: string): Promise<number>
}

const LONGEST_ORDER = 4 * 1024 * 1024
const PATIENCE_MS = 10_000

export interface Administration {
  close(): Promise<void>
}

/** @param path of the socket; what an earlier process left there is removed */
export async function serveAdministration(
  path: string,
  administered: Administered,
): Promise<Administration> {
  await rm(path, { force: true })
  const server = createServer({ allowHalfOpen: true }, (socket) => serveOrder(socket, administered))
  await listenPrivately(server, path)
  return {
    close: async () => {
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** The socket is for the broker's own user from its first moment. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  const before = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
  } finally {
    process.umask(before)
  }
}

function serveOrder(socket: Socket, administered: Administered): void {
  socket.setTimeout(PATIENCE_MS, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  readLine(socket)
    .then((line) => carryOut(line, administered))
    .catch((): OrderAnswer => ({ ok: false, error: 'The order was not understood.' }))
    .then((answer) => socket.end(`${JSON.stringify(answer)}\n`))
}

async function carryOut(line: string, administered: Administered): Promise<OrderAnswer> {
  const order = JSON.parse(line) as Partial<Record<string, unknown>>
  try {
    switch (order.do) {
      case 'unlock':
        return {
          ok: true,
          leases: asObject(await administered.unlock(String(order.document))),
        }
      case 'ls':
        return { ok: true, list: administered.list() }
      case 'revoke': {
        const service = typeof order.service === 'string' ? order.service : undefined
        return { ok: true, revoked: await administered.revoke(String(order.key), service) }
      }
      default:
        return { ok: false, error: 'There is no such order.' }
    }
  } catch (error) {
    // Only errors whose words are ours are passed on: any other may quote what was handed over.
    const isOurs = error instanceof BadSecrets || (error as Error).name === 'AuditUnavailable'
    return { ok: false, error: isOurs ? (error as Error).message : 'The broker could not do that.' }
  }
}

function asObject(leases: Map<string, Map<string, string>>) {
  return Object.fromEntries(
    [...leases].map(([service, ofService]) => [service, Object.fromEntries(ofService)]),
  )
}

/** Gives one order to the broker in this container. */
export async function giveOrder(path: string, order: Order): Promise<OrderAnswer> {
  const socket = connect(path)
  socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('The broker does not answer.')))
  socket.write(`${JSON.stringify(order)}\n`)
  const answer = await readLine(socket)
  socket.end()
  return JSON.parse(answer) as OrderAnswer
}

function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
      if (length > LONGEST_ORDER) {
        reject(new Error('The order is too long.'))
        socket.destroy()
      } else if (chunk.includes(0x0a)) {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve(text.slice(0, text.indexOf('\n')))
      }
    })
    socket.once('error', reject)
    socket.once('end', () => reject(new Error('The connection ended early.')))
    socket.once('close', () => reject(new Error('The connection ended early.')))
  })
}
