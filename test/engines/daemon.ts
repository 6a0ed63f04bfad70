import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Places, socketOf } from './places.ts'

/** How one test engine is told apart from the other: both share the host's network. */
export interface DaemonOptions {
  /** Names its folders, e.g. `20.10`. */
  readonly name: string
  /** The Debian root that holds dockerd. */
  readonly root: string
  /** The bridge of its default network, at most 15 characters. */
  readonly bridge: string
  readonly bridgeAddress: string
  /** Where the subnets of its further networks come from, in CIDR. */
  readonly pool: string
}

/** Whether an engine answers on the socket. */
export function ping(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/_ping', timeout: 5_000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    asked.once('error', () => resolve(false))
    asked.once('timeout', () => asked.destroy())
    asked.end()
  })
}

/**
 * Makes sure that the engine runs.
 *
 * @returns whether this call started it (and so whether the caller is the one to stop it).
 * @throws Error with the end of the engine's log when it does not answer within a minute.
 */
export async function startDaemon(at: Places, options: DaemonOptions): Promise<boolean> {
  const socket = socketOf(at, options.name)
  if (await ping(socket)) return false
  mkdirSync(join(at.run, options.name), { recursive: true })
  const log = join(at.cache, `dockerd-${options.name}.log`)
  const output = openSync(log, 'w')
  const child = spawn(
    'unshare',
    [
      '--mount',
      'sh',
      fileURLToPath(new URL('./engine-in-root.sh', import.meta.url)),
      options.root,
      at.cache,
      at.run,
      options.name,
      options.bridge,
      options.bridgeAddress,
      options.pool,
    ],
    // A session of its own: an interrupt at the terminal is for the tests, which then stop the engine in order.
    { detached: true, stdio: ['ignore', output, output] },
  )
  let ended: string | undefined
  child.once('exit', (status, signal) => {
    ended = `ended with ${status ?? signal}`
  })
  child.once('error', (error) => {
    ended = error.message
  })
  child.unref()
  for (const until = Date.now() + 60_000; Date.now() < until; await pause(100)) {
    if (await ping(socket)) return true
    if (ended !== undefined) break
  }
  const tail = readFileSync(log, 'utf8').trim().split('\n').slice(-15).join('\n')
  throw new Error(`Docker Engine ${options.name}: ${ended ?? 'does not answer'}:\n${tail}`)
}

/** Stops the engine, its containers with it, and waits until it is gone. */
export async function stopDaemon(at: Places, name: string): Promise<void> {
  let pid: number
  try {
    pid = Number(readFileSync(join(at.run, name, 'docker.pid'), 'utf8').trim())
    process.kill(pid, 'SIGTERM')
  } catch {
    return // not running
  }
  for (const until = Date.now() + 60_000; Date.now() < until; await pause(100)) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
  }
  process.kill(pid, 'SIGKILL')
}
