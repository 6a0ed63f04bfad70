import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { debianImage, ensureDebianImage } from '../../engines/base-images.ts'
import type { Engine } from '../../engines/engines.ts'
import { type Internet, layInternet, rangeOf } from './internet.ts'
import { type Ended, run } from './run.ts'

const root = new URL('../../../', import.meta.url).pathname

/** A real secret of a test: random, and nowhere but in the caller's environment. */
export const plantedSecrets = {
  GITHUB_TOKEN: 'ghp_8fQ2xVrTn4KcZw71LdMsYb06HgJpEuXa39Ri',
  OPENAI_API_KEY: 'sk-proj-7Jr0vWqLx2NcT8dKzB4mYgHs6PeUaF1iRo9XtVb3',
  DATABASE_PASSWORD: 'pl4nted-Zm9vYmFy-never-to-be-seen-73',
} as const

/** What a project consists of. IMAGE stands for the test image, SUBNET and SUBNET6 for addresses of its own. */
export interface ProjectFiles {
  policy: string
  compose: string
  internet?: Internet
  /** The secrets in the caller's environment. */
  secrets?: NodeJS.ProcessEnv
}

/**
 * A project of its own in a folder of its own, and the program itself to govern it, on one engine.
 */
export class GovernedProject {
  readonly name: string
  readonly folder: string
  readonly image = debianImage
  readonly engine: Engine
  readonly #environment: NodeJS.ProcessEnv
  readonly #hasInternet: boolean

  private constructor(engine: Engine, name: string, folder: string, files: ProjectFiles) {
    this.engine = engine
    this.name = name
    this.folder = folder
    this.#hasInternet = files.internet !== undefined
    this.#environment = {
      ...process.env,
      ...(files.secrets ?? plantedSecrets),
      DOCKER_HOST: engine.host,
      XDG_STATE_HOME: join(folder, 'state'),
      NO_COLOR: '1',
    }
  }

  /** Makes the folder. */
  static async create(engine: Engine, name: string, files: ProjectFiles): Promise<GovernedProject> {
    await ensureDebianImage(engine)
    const folder = mkdtempSync(join(tmpdir(), `governance-${name}-`))
    const project = new GovernedProject(
      engine,
      `${name}-${engine.name.replace(/\W/g, '')}`,
      folder,
      files,
    )
    writeFileSync(join(folder, 'governance-policy.yaml'), files.policy)
    let compose = files.compose.replaceAll('IMAGE', project.image)
    if (files.internet) {
      layInternet(folder, files.internet)
      const { subnet, subnet6 } = rangeOf(name, engine)
      compose = compose.replaceAll('SUBNET6', subnet6).replaceAll('SUBNET', subnet)
    }
    writeFileSync(join(folder, 'docker-compose.yml'), compose)
    return project
  }

  /** Runs `governance` with these arguments in the project's folder. */
  governance(args: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return run(join(root, 'bin/governance'), args, {
      cwd: this.folder,
      env: { ...this.#environment, ...extra },
    })
  }

  /** Starts `governance` in the project's folder, for what runs until it is interrupted. */
  start(args: readonly string[]): ChildProcess {
    return spawn(join(root, 'bin/governance'), args, {
      cwd: this.folder,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  compose(...args: string[]): Promise<Ended> {
    return this.governance(['compose', '-p', this.name, ...args])
  }

  docker(...args: string[]): Promise<Ended> {
    return run('docker', args, { cwd: this.folder, env: this.#environment })
  }

  /** Starts the project and fails with everything it said when it does not come up, its internet included. */
  async up(): Promise<Ended> {
    const ended = await this.compose('up', '-d')
    if (ended.code !== 0) throw new Error(`up ended with ${ended.code}:\n${ended.stderr}`)
    if (this.#hasInternet) await this.#internetListens()
    return ended
  }

  async #internetListens(): Promise<void> {
    const listens = '(exec 3<>/dev/tcp/127.0.0.1/443) 2>/dev/null'
    const { code } = await this.inside(
      'internet',
      `for _ in $(seq 600); do ${listens} && exit; sleep 0.1; done; exit 1`,
    )
    if (code === 0) return
    const { stdout, stderr } = await this.docker('logs', `${this.name}-internet-1`)
    throw new Error(`the internet does not listen:\n${stdout}${stderr}`)
  }

  /**
   * Runs a shell command in a service, by docker itself: `governance compose exec` hands over to nothing else, and takes
   * three times as long to do so.
   */
  inside(service: string, script: string): Promise<Ended> {
    return this.docker('exec', `${this.name}-${service}-1`, 'bash', '-c', script)
  }

  /** Its containers that run, as `docker ps` shows them; those of other tests are not among them. */
  async running(format: string): Promise<string> {
    const own = `label=com.docker.compose.project=${this.name}`
    return (await this.docker('ps', '--filter', own, '--format', format)).stdout
  }

  /** The address of a service on the first of its networks. */
  async addressOf(service: string, family = 'IPAddress'): Promise<string> {
    const { stdout } = await this.docker(
      ...['inspect', '--format', `{{range .NetworkSettings.Networks}}{{.${family}}} {{end}}`],
      `${this.name}-${service}-1`,
    )
    return stdout.trim().split(/\s+/)[0] ?? ''
  }

  /** Every request that reached the internet, as it says itself. */
  async hits(): Promise<{ host: string; url: string; tls: boolean }[]> {
    const { stdout } = await this.inside('internet', 'curl -s http://localhost/hits')
    return JSON.parse(stdout)
  }

  /** The recorded events of this project's policy, oldest first. */
  async events(policy: string): Promise<Record<string, unknown>[]> {
    const { stdout } = await this.governance(['logs', '--policy', policy, '--format', 'json'])
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .filter((event) => event.project === this.name)
  }

  /** Removes containers, volumes and the folder; the trail stays, as it is meant to. */
  async remove(): Promise<void> {
    await this.compose('down', '-v', '--timeout', '1')
    rmSync(this.folder, { recursive: true, force: true })
  }
}
