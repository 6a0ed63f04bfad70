import { spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { NOT_FURNISHED, type Plan, type Tools } from './plan.ts'
import { findTools } from './tools.ts'

/** What this machine offers. */
export type Containment = { possible: true; tools: Tools } | { possible: false; reason: string }

/** What the caller decides about one governed process; the rest of its plan follows from the machine. */
export type Room = Omit<Plan, 'root' | 'tools' | 'ownSession' | 'uid' | 'gid'>

/**
 * Finds out whether a command can be given namespaces of its own, by doing it once with a command that does nothing.
 *
 * @param room as the real command will have it, so that whatever would fail there fails here
 * @param folder an empty folder for this trial
 */
export async function findContainment(options: {
  room: Omit<Room, 'command'>
  folder: string
  path: string
  inside: string
}): Promise<Containment> {
  if (process.platform !== 'linux')
    return { possible: false, reason: 'namespaces are a thing of Linux' }
  const found = findTools(options.path)
  if ('missing' in found) return { possible: false, reason: found.missing }
  const { folder, inside } = options
  const room = { ...options.room, command: [found.tools.sh, '-c', ':'] }
  await writePlan(folder, room, found.tools)
  const [program = '', ...args] = launcherOf(folder, inside, found.tools)
  const trial = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<number>((resolve) => {
    trial.on('error', () => resolve(NOT_FURNISHED))
    trial.on('exit', (code) => resolve(code ?? NOT_FURNISHED))
  })
  const [complaint, code] = await Promise.all([buffer(trial.stderr), ended])
  if (code === 0) return { possible: true, tools: found.tools }
  const [line = ''] = complaint.toString().trim().split('\n')
  return {
    possible: false,
    reason: line.replace('governance exec: ', '') || `the trial ended with ${code}`,
  }
}

/**
 * The command that carries out the plan in a folder. It can be started by anyone: its environment is emptied first, and
 * it dies with whoever started it.
 */
export function launcherOf(folder: string, inside: string, tools: Tools): [string, ...string[]] {
  return [
    tools.env,
    '-i',
    tools.setpriv,
    '--pdeathsig',
    'KILL',
    tools.unshare,
    ...['--user', '--map-root-user', '--net', '--mount', '--pid', '--ipc', '--uts', '--fork'],
    '--kill-child',
    '--',
    // The shell is the first process there: it buries the orphans, which Node would leave as zombies.
    ...[tools.sh, '-c', '"$@"; exit $?', 'sh', process.execPath, inside, planFile(folder)],
  ]
}

/** Writes the plan for `launcherOf` into a folder that nobody else can enter. */
export async function writePlan(folder: string, room: Room, tools: Tools): Promise<Plan> {
  const root = join(folder, 'root')
  await mkdir(root, { recursive: true, mode: 0o700 })
  const plan: Plan = {
    ...room,
    root,
    tools,
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
    ownSession: await terminalCanBeTypedInto(),
  }
  const file = planFile(folder)
  await rm(file, { force: true })
  await writeFile(file, JSON.stringify(plan), { mode: 0o600, flag: 'wx' })
  return plan
}

function planFile(folder: string): string {
  return join(folder, 'plan.json')
}

/**
 * Since Linux 6.2 a machine can forbid programs to type into their terminal (TIOCSTI). Where it does not, a command
 * could type commands that run after it, outside.
 */
async function terminalCanBeTypedInto(): Promise<boolean> {
  const setting = await readFile('/proc/sys/dev/tty/legacy_tiocsti', 'utf8').catch(() => '1')
  return setting.trim() !== '0'
}
