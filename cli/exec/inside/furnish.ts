import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { certificatesInside } from '../../../policy/agent-environment.ts'
import { type Plan, SOCKETS_INSIDE } from '../plan.ts'
import { isWithin, type Mount, parseMounts } from './mount-table.ts'

/** Parts of the tree that are made afresh, so that nothing of the host's shows in them. */
const MADE_AFRESH = ['/proc', '/dev', '/run', '/tmp']

/** Devices that hold nothing of the host's. */
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty']

/** The kernel's controls, which obey the host's root by its number alone, without asking for a capability. */
const KERNEL_READ_ONLY = ['sys', 'sysrq-trigger', 'irq', 'bus', 'fs']

/** What the kernel tells of the host through /proc to whoever has the right number. */
const KERNEL_HIDDEN = [
  'acpi',
  'asound',
  'kcore',
  'keys',
  'latency_stats',
  'sched_debug',
  'scsi',
  'timer_list',
]

/** What the kernel tells of the host through /sys. */
const SYS_HIDDEN = ['/sys/firmware', '/sys/kernel/debug', '/sys/kernel/tracing', '/sys/fs/bpf']

/**
 * Gives the command a root of its own: the host's tree read-only, the trees it may change, a fresh /proc, /dev, /run
 * and /tmp, and nothing where sockets and stores of credentials are. Runs as the first process of new user, mount,
 * process and network namespaces; on return the host's tree is out of reach for good.
 *
 * @throws when any step fails: then nothing may be run
 */
export function furnish(plan: Plan): void {
  const { root, tools } = plan
  const at = (path: string) => (path === '/' ? root : `${root}${path}`)
  const mount = (...args: string[]) => run(tools.mount, args)
  const bind = (from: string, to: string) => mount('--bind', from, to)
  const hide = (path: string) => {
    if (isFolder(path)) mount('-t', 'tmpfs', '-o', 'ro,nosuid,nodev,mode=755,size=4k', 'none', path)
    else bind('/dev/null', path)
  }

  mount('--rbind', '/', root)
  const afresh = MADE_AFRESH.map(at)
  for (const present of mountsBeneath(root))
    if (!afresh.some((path) => isWithin(present.path, path))) makeReadOnly(present, mount, hide)

  mount('-t', 'proc', '-o', 'nosuid,nodev,noexec', 'proc', at('/proc'))
  for (const name of KERNEL_READ_ONLY) {
    const path = at(`/proc/${name}`)
    if (!existsSync(path)) continue
    bind(path, path)
    mount('-o', 'remount,bind,ro,nosuid,nodev,noexec', path)
  }
  for (const path of [...KERNEL_HIDDEN.map((name) => `/proc/${name}`), ...SYS_HIDDEN])
    if (existsSync(at(path))) hide(at(path))

  furnishDevices(at('/dev'), mount, bind)

  mount('-t', 'tmpfs', '-o', 'nosuid,nodev,mode=755', 'none', at('/run'))
  keepLinks('/run', at('/run'))
  for (const path of ['/tmp', '/var/tmp', '/var/run', '/var/lock'])
    if (isFolder(path) && !lstatSync(path).isSymbolicLink())
      mount('-t', 'tmpfs', '-o', 'nosuid,nodev,mode=1777', 'none', at(path))

  for (const path of plan.writable) {
    mkdirSync(at(path), { recursive: true })
    mount('--rbind', path, at(path))
  }
  if (!existsSync(at(plan.directory))) {
    mkdirSync(at(plan.directory), { recursive: true })
    mount('--rbind', plan.directory, at(plan.directory))
    for (const present of mountsBeneath(at(plan.directory))) makeReadOnly(present, mount, hide)
  }
  for (const path of new Set(plan.hidden.flatMap(real))) if (existsSync(at(path))) hide(at(path))

  for (const [from, to] of [
    [plan.sockets, SOCKETS_INSIDE],
    [plan.certificates, certificatesInside],
  ] as const) {
    mkdirSync(at(to), { recursive: true })
    bind(from, at(to))
    mount('-o', 'remount,bind,ro,nosuid,nodev', at(to))
  }
  pointNamesHere(at, bind, mount)

  const old = '/run/governance/host'
  mkdirSync(at(old))
  process.chdir('/')
  run(tools.pivotRoot, [root, at(old)])
  run(tools.umount, ['-l', old])
  rmdirSync(old)
}

function mountsBeneath(root: string): Mount[] {
  return parseMounts(readFileSync('/proc/self/mountinfo', 'utf8')).filter((mount) =>
    isWithin(mount.path, root),
  )
}

/** The flags that a mount has stay as they are: the kernel lets a namespace add to them, not take away. */
function makeReadOnly(
  present: Mount,
  mount: (...args: string[]) => void,
  hide: (path: string) => void,
): void {
  const flags = present.options.filter((option) => option !== 'rw' && option !== 'ro')
  try {
    mount('-o', ['remount', 'bind', 'ro', ...flags].join(','), present.path)
  } catch {
    // Either another mount lies over it, so that nothing can reach it, or it must not be seen at all.
    if (deviceOf(present.path) === present.device) hide(present.path)
  }
}

function deviceOf(path: string): string | undefined {
  try {
    const { dev } = statSync(path, { bigint: true })
    const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn)
    const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn & 0xffffffffn)
    return `${major}:${minor}`
  } catch {
    return undefined
  }
}

function furnishDevices(
  folder: string,
  mount: (...args: string[]) => void,
  bind: (from: string, to: string) => void,
): void {
  mount('-t', 'tmpfs', '-o', 'nosuid,noexec,mode=755,size=64k', 'none', folder)
  for (const name of DEVICES) {
    writeFileSync(`${folder}/${name}`, '')
    bind(`/dev/${name}`, `${folder}/${name}`)
  }
  mkdirSync(`${folder}/pts`)
  mount('-t', 'devpts', '-o', 'newinstance,ptmxmode=0666,mode=620', 'devpts', `${folder}/pts`)
  mkdirSync(`${folder}/shm`)
  mount('-t', 'tmpfs', '-o', 'nosuid,nodev,mode=1777', 'none', `${folder}/shm`)
  for (const [name, target] of [
    ['ptmx', 'pts/ptmx'],
    ['fd', '/proc/self/fd'],
    ['stdin', '/proc/self/fd/0'],
    ['stdout', '/proc/self/fd/1'],
    ['stderr', '/proc/self/fd/2'],
  ] as const)
    symlinkSync(target, `${folder}/${name}`)
  mount('-o', 'remount,bind,ro,nosuid,noexec', folder)
}

/** Some systems keep links to their programs in /run; a link itself gives nothing away. */
function keepLinks(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true }))
    if (entry.isSymbolicLink())
      symlinkSync(readlinkSync(`${from}/${entry.name}`), `${to}/${entry.name}`)
}

/** /etc/resolv.conf names the relay, wherever the link that it often is leads. */
function pointNamesHere(
  at: (path: string) => string,
  bind: (from: string, to: string) => void,
  mount: (...args: string[]) => void,
): void {
  const text = 'nameserver 127.0.0.1\noptions attempts:1 timeout:5\n'
  const own = at('/run/governance/resolv.conf')
  writeFileSync(own, text)
  chmodSync(own, 0o644)
  const target = linkTarget('/etc/resolv.conf')
  if (target === undefined) return
  if (existsSync(at(target))) {
    bind(own, at(target))
    mount('-o', 'remount,bind,ro,nosuid,nodev', at(target))
  } else if (isWithin(target, '/run')) {
    mkdirSync(dirname(at(target)), { recursive: true })
    writeFileSync(at(target), text)
  } else throw new Error(`${target} (from /etc/resolv.conf) does not exist`)
}

/** Where a chain of links ends, also when nothing is there. */
function linkTarget(path: string): string | undefined {
  let current = path
  for (let links = 0; links < 16; links++) {
    const [folder] = real(dirname(current))
    if (folder === undefined) return current
    current = resolve(folder, current.slice(dirname(current).length).replace(/^\//, ''))
    const stats = lstatSync(current, { throwIfNoEntry: false })
    if (stats === undefined) return links === 0 ? undefined : current
    if (!stats.isSymbolicLink()) return current
    current = resolve(dirname(current), readlinkSync(current))
  }
  return undefined
}

/** The path without links; nothing where there is nothing. */
function real(path: string): string[] {
  try {
    return [realpathSync(path)]
  } catch {
    return []
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function run(program: string, args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (error) throw error
  if (status !== 0)
    throw new Error(stderr.trim() || `${program} ${args.join(' ')} ended with ${status}`)
}

/** Switches the loopback interface of the new network namespace on. */
export function raiseLoopback(plan: Plan): void {
  run(plan.tools.ip, ['link', 'set', 'lo', 'up'])
}
