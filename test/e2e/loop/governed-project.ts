import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { debianImage, ensureDebianImage } from '../../engines/base-images.ts'
import type { Engine } from '../../engines/engines.ts'

const root = new URL('../../../', import.meta.url).pathname

export interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** A real secret of a test: random, and nowhere but in the caller's environment. */
export const plantedSecrets = {
  GITHUB_TOKEN: 'ghp_8fQ2xVrTn4KcZw71LdMsYb06HgJpEuXa39Ri',
  OPENAI_API_KEY: 'sk-proj-7Jr0vWqLx2NcT8dKzB4mYgHs6PeUaF1iRo9XtVb3',
  DATABASE_PASSWORD: 'pl4nted-Zm9vYmFy-never-to-be-seen-73',
} as const

/** The names of the example internet; `forbidden.test` resolves there too, but no policy allows it. */
export const internetNames = ['allowed.test', 'api.openai.com', 'github.com', 'forbidden.test']

/**
 * A project of its own in a folder of its own: an agent, an internet in a documentation range,
 * and the program itself to govern them, on one engine.
 */
export class GovernedProject {
  readonly name: string
  readonly folder: string
  readonly image = debianImage
  readonly engine: Engine
  readonly #environment: NodeJS.ProcessEnv

  private constructor(engine: Engine, name: string, folder: string, secrets: NodeJS.ProcessEnv) {
    this.engine = engine
    this.name = name
    this.folder = folder
    this.#environment = {
      ...process.env,
      ...secrets,
      DOCKER_HOST: engine.host,
      XDG_STATE_HOME: join(folder, 'state'),
      NO_COLOR: '1',
    }
  }

  /**
   * Makes the folder; `policy` and `compose` are texts of files, in which IMAGE stands for the test image.
   *
   * @param internet names of an internet of its own, the program that is that, and the caller's secrets
   */
  static async create(
    engine: Engine,
    name: string,
    files: { policy: string; compose: string },
    internet: { names: readonly string[]; program: string; secrets: NodeJS.ProcessEnv } = {
      names: internetNames,
      program: join(root, 'test/e2e/loop/internet.mjs'),
      secrets: plantedSecrets,
    },
  ): Promise<GovernedProject> {
    await ensureDebianImage(engine)
    const folder = mkdtempSync(join(tmpdir(), `governance-${name}-`))
    const project = new GovernedProject(
      engine,
      `${name}-${engine.name.replace(/\W/g, '')}`,
      folder,
      internet.secrets,
    )
    writeFileSync(join(folder, 'governance-policy.yaml'), files.policy)
    writeFileSync(
      join(folder, 'docker-compose.yml'),
      files.compose.replaceAll('IMAGE', project.image),
    )
    const place = join(folder, 'internet')
    mkdirSync(place)
    copyFileSync(internet.program, join(place, 'internet.mjs'))
    const names = internet.names.map((host) => `DNS:${host},DNS:*.${host}`).join(',')
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
        ...['-subj', '/CN=Test internet', '-addext', `subjectAltName=${names}`, '-days', '2'],
        ...['-keyout', join(place, 'key.pem'), '-out', join(place, 'cert.pem')],
      ],
      { stdio: 'ignore' },
    )
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
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  }

  compose(...args: string[]): Promise<Ended> {
    return this.governance(['compose', '-p', this.name, ...args])
  }

  docker(...args: string[]): Promise<Ended> {
    return run('docker', args, { cwd: this.folder, env: this.#environment })
  }

  /** Starts the project and fails with everything it said when it does not come up. */
  async up(): Promise<Ended> {
    const ended = await this.compose('up', '-d')
    if (ended.code !== 0) throw new Error(`up ended with ${ended.code}:\n${ended.stderr}`)
    return ended
  }

  /** Runs a shell command in a service. */
  inside(service: string, script: string): Promise<Ended> {
    return this.compose('exec', '-T', service, 'bash', '-c', script)
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

function run(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }))
  })
}
