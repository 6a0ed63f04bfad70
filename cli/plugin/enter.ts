import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { readPluginCall } from './arguments.ts'

/** Set by bin/docker-governance. */
export const calledAsPlugin = 'GOVERNANCE_CALLED_AS'

/**
 * Makes a call as a plugin of the docker command line into an ordinary one: its words are given, its global flags
 * become environment variables, and its cancellation becomes a signal.
 */
export function enterPlugin(argv: readonly string[]): string[] {
  delete process.env[calledAsPlugin]
  const { words, environment } = readPluginCall(argv.slice(2))
  for (const [name, value] of environment) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  heedCancellation(process.env.DOCKER_CLI_PLUGIN_SOCKET)
  // What is called from here is not this plugin: a `docker` with these variables would take itself for one.
  delete process.env.DOCKER_CLI_PLUGIN_SOCKET
  delete process.env.DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND
  return words
}

/**
 * Away from a terminal, `docker` does not hand signals on to its plugins: it closes this socket
 * (docker/cli, cli-plugins/socket). That means what SIGTERM means elsewhere.
 */
function heedCancellation(address: string | undefined): void {
  if (!address) return
  if (address.startsWith('@')) watchAbstractSocket(address)
  else watchSocket(address)
}

const cancel = () => process.kill(process.pid, 'SIGTERM')

function watchSocket(path: string): void {
  const socket = connect({ path })
  socket.on('error', () => {})
  socket.once('connect', () => {
    socket.once('close', cancel)
    socket.resume()
  })
  socket.unref()
}

/** How soon a cancellation is noticed where it can only be looked for, in milliseconds. */
const watchEvery = 200

/**
 * On Linux the socket is an abstract one, whose name has no end mark. Node 20 connects to such a name filled up with
 * NULs, which is another name: so the kernel's list tells whether docker still listens.
 */
function watchAbstractSocket(address: string): void {
  let seen = false
  const timer = setInterval(async () => {
    const list = await readFile('/proc/net/unix', 'latin1').catch(() => undefined)
    if (list === undefined) return
    const listens = list.includes(` ${address}\n`)
    if (seen && !listens) {
      clearInterval(timer)
      cancel()
    }
    seen ||= listens
  }, watchEvery)
  timer.unref()
}
