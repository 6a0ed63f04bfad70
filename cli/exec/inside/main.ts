import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, fstatSync, readdirSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { constants } from 'node:os'
import {
  type BarePlan,
  type Instruction,
  NOT_FURNISHED,
  type Plan,
  type Report,
  SOCKETS_INSIDE,
} from '../plan.ts'
import { startRelay } from '../relay.ts'
import { furnish, raiseLoopback } from './furnish.ts'

// The program that `governance exec` starts inside new namespaces: furnishes them, relays from 127.0.0.1 to the
// sockets of the sidecars, and runs the command without any capability. Where there are no namespaces, it only runs the
// command with the environment of its plan. Argument: path of the plan.

const plan: Plan | BarePlan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const hasOwnSession = 'ownSession' in plan && plan.ownSession
const outside = openChannel()
let command: ChildProcess | undefined

try {
  closeInherited()
  if (!('bare' in plan)) {
    raiseLoopback(plan)
    furnish(plan)
    await startRelay({ address: '127.0.0.1', sockets: SOCKETS_INSIDE, ports: plan.ports })
  }
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error)
  if (outside) tell({ type: 'failed', reason }, () => process.exit(NOT_FURNISHED))
  else {
    process.stderr.write(`governance exec: ${reason}\n`)
    process.exit(NOT_FURNISHED)
  }
  await new Promise(() => {})
}

tell({ type: 'ready' })
command = start()
// The terminal signals its whole group: the command hears that itself, and this program must outlive it.
for (const signal of ['SIGINT', 'SIGQUIT', 'SIGWINCH'] as const) process.on(signal, () => {})
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => command?.kill(signal))
command.on('error', () => finish(126, null))
command.on('exit', finish)
listen(command)

function start(): ChildProcess {
  const [program = '', ...args] = 'bare' in plan ? plan.command : withoutPowers(plan)
  return spawn(program, args, {
    cwd: plan.directory,
    env: Object.fromEntries(plan.environment),
    // Descriptor 3 is the channel to the outside: the command gets an empty one in its place.
    stdio: ['inherit', 'inherit', 'inherit', 'ignore'],
    detached: hasOwnSession,
  })
}

/** No capability, no way to gain one, and the caller's own user in place of the root that furnished. */
function withoutPowers({ tools, uid, gid, command }: Plan): string[] {
  return [
    ...[tools.unshare, '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'],
    ...[tools.setpriv, '--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all'],
    ...['--no-new-privs', '--', ...command],
  ]
}

function finish(code: number | null, signal: NodeJS.Signals | null): void {
  const status = code ?? 128 + (signal === null ? 0 : constants.signals[signal])
  if (outside) tell({ type: 'exit', code, signal }, () => process.exit(status))
  else process.exit(status)
}

/**
 * Whatever else was open where this program was started: a folder would be a way back to the host's tree, a socket a
 * way to whoever is at its other end. Node marks its own descriptors as not to be inherited (O_CLOEXEC).
 */
function closeInherited(): void {
  for (const name of readdirSync('/proc/self/fd')) {
    const descriptor = Number(name)
    if (descriptor <= 3) continue
    try {
      const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8'))
      const closesItself = (Number.parseInt(flags?.[1] ?? '0', 8) & 0o2000000) !== 0
      if (!closesItself) closeSync(descriptor)
    } catch {
      // The descriptor with which the list was read is gone by now.
    }
  }
}

/** Descriptor 3, when the starter made it a socket. */
function openChannel(): Socket | undefined {
  try {
    if (!fstatSync(3).isSocket()) return undefined
  } catch {
    return undefined
  }
  const channel = new Socket({ fd: 3, readable: true, writable: true })
  // Nobody is left who could serve the command: nothing may go on without being governed.
  for (const event of ['error', 'end'])
    channel.on(event, () => {
      command?.kill('SIGKILL')
      process.exit(NOT_FURNISHED)
    })
  return channel
}

function tell(report: Report, done?: () => void): void {
  outside?.write(`${JSON.stringify(report)}\n`, done)
}

function listen(command: ChildProcess): void {
  let text = ''
  outside?.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) pass(JSON.parse(line), command)
  })
}

/** A session of its own hears nothing from the terminal, so its whole group is told what the terminal would have. */
function pass(instruction: Instruction, command: ChildProcess): void {
  const { signal } = instruction
  const fromTerminal = signal === 'SIGINT' || signal === 'SIGQUIT' || signal === 'SIGWINCH'
  try {
    if (command.pid !== undefined && hasOwnSession && fromTerminal)
      process.kill(-command.pid, signal)
    else command.kill(signal)
  } catch {
    // It ended in the meantime.
  }
}
