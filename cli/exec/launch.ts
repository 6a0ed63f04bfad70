import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Duplex } from 'node:stream'
import type { Instruction, Report } from './plan.ts'

/** Signals that are passed on to the command instead of ending this program. */
const PASSED_ON: readonly NodeJS.Signals[] = [
  'SIGTERM',
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGUSR2',
  'SIGWINCH',
]

/** Signals that a terminal sends to everything that runs in it, so that passing them on would double them. */
const FROM_TERMINAL: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT', 'SIGWINCH'])

/** The command could not be started as planned. */
export class NotStarted extends Error {
  override name = 'NotStarted'
}

/**
 * Runs a launcher (see `Rooms`) in this terminal and waits for its command.
 *
 * @param ownSession the command does not hear the terminal itself
 * @returns its exit code; 128 and the number of the signal when one ended it
 * @throws NotStarted when the room could not be furnished
 */
export async function run(
  launcher: readonly string[],
  options: { directory: string; ownSession: boolean },
): Promise<number> {
  const [program = '', ...args] = launcher
  const child = spawn(program, args, {
    cwd: options.directory,
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    detached: options.ownSession,
  })
  const channel = child.stdio[3] as Duplex
  const inTerminal = process.stdin.isTTY === true
  const stop = passSignals((signal) => {
    if (inTerminal && FROM_TERMINAL.has(signal) && !options.ownSession) return
    const instruction: Instruction = { type: 'signal', signal }
    channel.write(`${JSON.stringify(instruction)}\n`)
  })
  try {
    const [reports, code] = await Promise.all([readReports(channel), ending(child)])
    for (const report of reports) {
      if (report.type === 'failed') throw new NotStarted(report.reason)
      if (report.type === 'exit') return report.code ?? signalCode(report.signal)
    }
    return code
  } finally {
    stop()
  }
}

async function readReports(channel: Duplex): Promise<Report[]> {
  let text = ''
  channel.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  await new Promise<void>((resolve) => {
    channel.on('error', () => resolve())
    channel.on('close', () => resolve())
  })
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

function ending(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? signalCode(signal)))
  })
}

function signalCode(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal])
}

/** @returns a function that ends the passing on */
function passSignals(pass: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of PASSED_ON) process.on(signal, pass)
  return () => {
    for (const signal of PASSED_ON) process.off(signal, pass)
  }
}
