import { randomBytes } from 'node:crypto'
import { type FileHandle, open, readdir, readlink, symlink, unlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { numberName } from './layout.ts'

/**
 * The right to append to a chain, held by one living process at a time.
 *
 * Each file of a chain is preceded by a claim: a symbolic link NNNNNNNN.lock, which only one process can make, to a
 * Unix socket on which the claimant listens. A claim is alive while its socket answers; the kernel sees to that also
 * when the process is killed, and across containers, where process ids mean nothing. Whoever finds the last claim dead
 * makes the next one. No claim is ever replaced, so two that race cannot both win.
 */
export interface ChainLock {
  /** The number that was claimed: the file of this number belongs to the holder. */
  readonly number: number
  /** Claims the next number, for the next file. */
  next(): Promise<number>
  release(): Promise<void>
}

/** The chain is open in another process. */
export class ChainHeld extends Error {
  override name = 'ChainHeld'
}

const LOCK = /^(\d{8})\.lock$/
const SEGMENT = /^(\d{8})\.jsonl$/

/** @throws ChainHeld, or the error of the file system */
export async function lockChain(directory: string): Promise<ChainLock> {
  const handle = await open(directory, 'r')
  try {
    const socket = `${randomBytes(6).toString('base64url')}.sock`
    const server = await listen(shortPath(handle, directory, socket))
    try {
      const number = await claim(directory, handle, socket)
      await mustBeThere(directory, socket)
      await sweep(directory, number, socket)
      return heldLock(directory, handle, server, socket, number)
    } catch (error) {
      await closeServer(server)
      await unlinkIfThere(join(directory, socket))
      throw error
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

function heldLock(
  directory: string,
  handle: FileHandle,
  server: Server,
  socket: string,
  first: number,
): ChainLock {
  let number = first
  return {
    get number() {
      return number
    },
    async next() {
      await symlink(socket, lockFile(directory, number + 1))
      number += 1
      await unlinkIfThere(lockFile(directory, number - 1))
      return number
    },
    async release() {
      await closeServer(server)
      await unlinkIfThere(join(directory, socket))
      await handle.close()
    },
  }
}

async function claim(directory: string, handle: FileHandle, socket: string): Promise<number> {
  const last = await lastNumber(directory)
  if (last.locked && (await isAlive(directory, handle, last.number))) {
    throw new ChainHeld(`The chain in ${directory} is open in another process.`)
  }
  try {
    await symlink(socket, lockFile(directory, last.number + 1))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new ChainHeld(`The chain in ${directory} was just opened by another process.`)
  }
  return last.number + 1
}

async function lastNumber(directory: string): Promise<{ number: number; locked: boolean }> {
  let number = 0
  let locked = false
  for (const name of await readdir(directory)) {
    const lock = LOCK.exec(name)?.[1]
    const digits = lock ?? SEGMENT.exec(name)?.[1]
    if (digits === undefined) continue
    const found = Number(digits)
    if (found > number) {
      number = found
      locked = lock !== undefined
    } else if (found === number && lock !== undefined) {
      locked = true
    }
  }
  return { number, locked }
}

async function isAlive(directory: string, handle: FileHandle, number: number): Promise<boolean> {
  let socket: string
  try {
    socket = await readlink(lockFile(directory, number))
  } catch (error) {
    // The holder went on to the next number between our two looks.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
  return await new Promise<boolean>((resolve) => {
    const connection = connect(shortPath(handle, directory, socket))
    connection.once('connect', () => {
      connection.destroy()
      resolve(true)
    })
    connection.once('error', (error: NodeJS.ErrnoException) => {
      // Anything but these (no permission, a full queue) means that somebody may be there.
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT')
    })
  })
}

/** Removes what dead holders left. The last claim stays: a number must never be free a second time. */
async function sweep(directory: string, number: number, socket: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const lock = LOCK.exec(name)?.[1]
    const stale =
      lock === undefined ? name.endsWith('.sock') && name !== socket : Number(lock) < number
    if (stale) await unlinkIfThere(join(directory, name))
  }
}

/** A former holder may have swept this socket away in its last moments: a claim that cannot be seen alive is none. */
async function mustBeThere(directory: string, socket: string): Promise<void> {
  if (!(await readdir(directory)).includes(socket)) {
    throw new ChainHeld(`The chain in ${directory} was in use by another process until just now.`)
  }
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy())
    server.unref()
    server.once('error', reject)
    server.listen(path, () => resolve(server))
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

/** The path of a socket may have 107 bytes at most; through the open directory it is short wherever the trail lies. */
function shortPath(handle: FileHandle, directory: string, name: string): string {
  return process.platform === 'linux' ? `/proc/self/fd/${handle.fd}/${name}` : join(directory, name)
}

function lockFile(directory: string, number: number): string {
  return join(directory, `${numberName(number)}.lock`)
}

async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
