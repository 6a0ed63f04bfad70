import { type SpawnOptions, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { rolldown } from 'rolldown'
import {
  type Containment,
  findContainment,
  launcherOf,
  type Room,
  writePlan,
} from '../../../cli/exec/containment.ts'
import { hiddenPaths } from '../../../cli/exec/hidden.ts'

export interface Ended {
  code: number
  output: string
  errors: string
}

/** A room for attackers: what they may do in it is for the test to say, how they are kept in it is not. */
export class Sandbox {
  readonly folder: string
  /** The working directory of what runs inside. */
  readonly directory: string
  readonly sockets: string
  readonly #inside: string
  #containment: Promise<Containment> | undefined

  private constructor(folder: string, inside: string) {
    this.folder = folder
    this.directory = join(folder, 'project')
    this.sockets = join(folder, 'private', 'sockets')
    this.#inside = inside
  }

  static async make(): Promise<Sandbox> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'exec-test-')))
    await chmod(folder, 0o755)
    const made = await rolldown({
      input: { 'exec-inside': 'cli/exec/inside/main.ts' },
      platform: 'node',
      logLevel: 'silent',
    })
    await made.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs' })
    await made.close()
    const sandbox = new Sandbox(folder, join(folder, 'exec-inside.mjs'))
    for (const name of ['project', 'private', 'private/sockets', 'private/certificates'])
      await mkdir(join(folder, name))
    return sandbox
  }

  async room(command: string[]): Promise<Room> {
    const own = join(this.folder, 'private')
    return {
      command,
      environment: [['PATH', '/usr/sbin:/usr/bin:/sbin:/bin']],
      directory: this.directory,
      writable: [this.directory],
      hidden: await hiddenPaths(new Map(), [own]),
      sockets: this.sockets,
      certificates: join(own, 'certificates'),
      ports: [3128, 53],
    }
  }

  containment(): Promise<Containment> {
    this.#containment ??= this.#find()
    return this.#containment
  }

  async #find(): Promise<Containment> {
    return findContainment({
      room: await this.room([]),
      folder: join(this.folder, 'private', 'trial'),
      path: process.env.PATH ?? '',
      inside: this.#inside,
    })
  }

  /** The command that runs `command` inside. */
  async launcher(command: string[], change: Partial<Room> = {}): Promise<string[]> {
    const found = await this.containment()
    if (!found.possible) throw new Error(found.reason)
    const folder = join(this.folder, 'private', 'agent')
    await writePlan(folder, { ...(await this.room(command)), ...change }, found.tools)
    return launcherOf(folder, this.#inside, found.tools)
  }

  async run(command: string[], change: Partial<Room> = {}): Promise<Ended> {
    return runToEnd(await this.launcher(command, change))
  }

  /** Runs a piece of JavaScript inside, with `require`. */
  script(source: string): Promise<Ended> {
    return this.run([process.execPath, '-e', source])
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}

export async function runToEnd(command: string[], options: SpawnOptions = {}): Promise<Ended> {
  const [program = '', ...args] = command
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(signal === null ? (code ?? -1) : -1))
  })
  const [output, errors, code] = await Promise.all([
    child.stdout === null ? Buffer.alloc(0) : buffer(child.stdout),
    child.stderr === null ? Buffer.alloc(0) : buffer(child.stderr),
    ended,
  ])
  return { code, output: output.toString(), errors: errors.toString() }
}

/** Waits until nobody writes a file any more that was written every 50 ms. @throws Error when somebody goes on */
export async function untilStill(file: string): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    const before = await readFile(file, 'utf8')
    await sleep(1_000)
    if ((await readFile(file, 'utf8')) === before) return
  }
  throw new Error(`${file} is still written`)
}
