import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

/** A network namespace of the test's own, with its own resolv.conf and hosts file: nothing in it reaches a real network. */
export interface Namespace {
  directory: string
  /** Runs a command inside to its end. */
  run(
    command: readonly string[],
    options?: { env?: Record<string, string>; input?: string; milliseconds?: number },
  ): Promise<Ran>
  /** Starts a program inside, and waits until it has written `ready`. */
  start(
    command: readonly string[],
    ready: string,
    env?: Record<string, string>,
  ): Promise<{ output(): string; child: ChildProcess }>
  close(): Promise<void>
}

/** Whether this machine lets the test make namespaces. */
export const canUnshare =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-rnm', 'ip', 'link', 'set', 'lo', 'up']).status === 0

/**
 * @param addresses given to the loopback device of the namespace
 * @param nameServer what its resolv.conf says
 * @param folders of the namespace's own directory, by name, and where they are found in its otherwise empty /run
 */
export async function openNamespace(
  addresses: readonly string[],
  nameServer: string,
  hosts: string,
  folders: Readonly<Record<string, `/run/${string}`>> = {},
): Promise<Namespace> {
  const directory = await mkdtemp(join(tmpdir(), 'namespace-'))
  await writeFile(
    join(directory, 'resolv.conf'),
    `nameserver ${nameServer}\noptions timeout:1 attempts:1\n`,
  )
  await writeFile(join(directory, 'hosts'), hosts)
  const mounted = Object.entries(folders).map(([name, path]) => ({
    from: join(directory, name),
    path,
  }))
  for (const { from } of mounted) await mkdir(from)
  const script = [
    'ip link set lo up',
    ...addresses.map((address) => `ip addr add ${address} dev lo`),
    `mount --bind ${directory}/resolv.conf /etc/resolv.conf`,
    `mount --bind ${directory}/hosts /etc/hosts`,
    ...(mounted.length > 0 ? ['mount -t tmpfs none /run'] : []),
    ...mounted.map(({ from, path }) => `mkdir -p ${path} && mount --bind ${from} ${path}`),
    'echo ready',
    'exec sleep 600',
  ].join(' && ')
  const holder = spawn('unshare', ['-rnm', 'sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await said(holder, 'ready')
  const started: ChildProcess[] = []
  const inside = (command: readonly string[]) => [
    '-t',
    String(holder.pid),
    '-U',
    '-n',
    '-m',
    '--preserve-credentials',
    '--wd=.',
    '--',
    ...command,
  ]

  return {
    directory,
    run: (command, { env = {}, input = '', milliseconds = 20_000 } = {}) =>
      new Promise((resolve) => {
        const child = spawn('nsenter', inside(command), {
          env: { PATH: process.env.PATH, HOME: directory, ...env },
          timeout: milliseconds,
        })
        let stdout = ''
        let stderr = ''
        child.stdout.on('data', (data) => {
          stdout += data
        })
        child.stderr.on('data', (data) => {
          stderr += data
        })
        child.stdin.on('error', () => {}).end(input)
        child.on('close', (code) => resolve({ code, stdout, stderr }))
      }),
    async start(command, ready, env = {}) {
      const child = spawn('nsenter', inside(command), {
        env: { PATH: process.env.PATH, HOME: directory, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      started.push(child)
      let output = ''
      child.stdout?.on('data', (data) => {
        output += data
      })
      child.stderr?.on('data', (data) => {
        output += data
      })
      if (ready !== '') await said(child, ready)
      return { output: () => output, child }
    },
    async close() {
      for (const child of started) child.kill('SIGKILL')
      holder.kill('SIGKILL')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (data) => {
      text += data
      if (text.includes(word)) resolve()
    })
    child.once('exit', (code) =>
      reject(new Error(`ended with ${code} before it was ready: ${text}`)),
    )
  })
}
