import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { debianImage, ensureDebianImage } from '../../engines/base-images.ts'
import type { Engine } from '../../engines/engines.ts'
import { type Ended, ended } from '../support/run.ts'

const root = new URL('../../../', import.meta.url).pathname

/** Somebody with a folder, a DOCKER_CONFIG and a state of their own, for whom the plugin is installed. */
export class PluginUser {
  readonly folder: string
  readonly image = debianImage
  readonly environment: NodeJS.ProcessEnv

  private constructor(engine: Engine, folder: string) {
    this.folder = folder
    this.environment = {
      ...process.env,
      DOCKER_HOST: engine.host,
      DOCKER_CONFIG: join(folder, 'docker'),
      XDG_STATE_HOME: join(folder, 'state'),
      NO_COLOR: '1',
      PATH: `${join(root, 'bin')}:${process.env.PATH}`,
    }
  }

  static async create(engine: Engine, policy: string): Promise<PluginUser> {
    await ensureDebianImage(engine)
    const user = new PluginUser(engine, mkdtempSync(join(tmpdir(), 'governance-user-')))
    const plugins = join(user.folder, 'docker/cli-plugins')
    mkdirSync(plugins, { recursive: true })
    // Compose of the tests, which is there for the engines; our own is what is to be installed.
    symlinkSync(
      join(process.env.DOCKER_CONFIG ?? '', 'cli-plugins/docker-compose'),
      join(plugins, 'docker-compose'),
    )
    writeFileSync(join(user.folder, 'governance-policy.yaml'), policy)
    const { code, stderr } = await user.do('governance', ['plugin', 'install'])
    if (code !== 0) throw new Error(stderr)
    return user
  }

  start(program: string, args: readonly string[], extra: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn(program, args, {
      cwd: this.folder,
      env: { ...this.environment, ...extra },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  }

  do(
    program: string,
    args: readonly string[],
    how: { input?: string; environment?: NodeJS.ProcessEnv } = {},
  ): Promise<Ended> {
    const child = this.start(program, args, how.environment)
    child.stdin?.end(how.input ?? '')
    return ended(child)
  }

  docker(...args: string[]): Promise<Ended> {
    return this.do('docker', args)
  }

  /** `docker governance run --governance-policy ./governance-policy.yaml …`. */
  run(...args: string[]): Promise<Ended> {
    return this.docker(...this.runWords(...args))
  }

  runWords(...args: string[]): string[] {
    return ['governance', 'run', '--governance-policy', './governance-policy.yaml', ...args]
  }

  /** Everything on the engine whose name or project begins so: containers, networks, volumes. */
  async left(project: string): Promise<string[]> {
    const lists = [
      ['ps', '-a', '--format', '{{.Names}}'],
      ['network', 'ls', '--format', '{{.Name}}'],
      ['volume', 'ls', '--format', '{{.Name}}'],
    ]
    const found = await Promise.all(lists.map((words) => this.docker(...words)))
    return found.flatMap(({ stdout }) =>
      stdout.split('\n').filter((name) => name.startsWith(project)),
    )
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
