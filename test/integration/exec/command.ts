import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Ended } from './sandbox.ts'

const governance = fileURLToPath(new URL('../../../bin/governance', import.meta.url))
const built = new URL('../../../dist/cli/governance.cjs', import.meta.url)

export const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: exec-test }
spec:
  network: { allowedDomains: [api.example.com] }
  credentials:
    allowedKeys: [GITHUB_TOKEN, OPENAI_API_KEY]
    maxExpirationHours: 1
  mcp: { allowedTools: [read_file] }
`

/** How a command is started: within another, and in a terminal of its own (by `script` of util-linux). */
interface How {
  before?: readonly string[]
  terminal?: boolean
}

/** As a shell reads it back. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** A project with a policy, and a trail of its own. */
export class Project {
  readonly directory: string
  readonly #state: string

  private constructor(folder: string) {
    this.directory = join(folder, 'demo')
    this.#state = join(folder, 'state')
  }

  static async make(text = policy): Promise<Project> {
    if (!existsSync(built)) throw new Error('These tests run what was built. Run: npm run build')
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'exec-test-')))
    await chmod(folder, 0o755)
    const project = new Project(folder)
    await mkdir(project.directory)
    await writeFile(join(project.directory, 'policy.yaml'), text)
    return project
  }

  /** Starts `governance …` here. */
  start(
    args: readonly string[],
    environment: Record<string, string> = {},
    { before = [], terminal = false }: How = {},
  ): ChildProcess {
    const command = [...before, process.execPath, governance, ...args]
    const [program = '', ...rest] = terminal
      ? [
          'script',
          '--quiet',
          '--return',
          '--command',
          `exec ${command.map(quoted).join(' ')}`,
          '/dev/null',
        ]
      : command
    return spawn(program, rest, {
      cwd: this.directory,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        XDG_STATE_HOME: this.#state,
        ...environment,
      },
      stdio: [terminal ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    })
  }

  run(args: readonly string[], environment?: Record<string, string>, how?: How): Promise<Ended> {
    return ended(this.start(args, environment, how))
  }

  /** `governance exec --policy policy.yaml … -- COMMAND`. */
  exec(
    command: readonly string[],
    environment?: Record<string, string>,
    flags: readonly string[] = [],
  ): Promise<Ended> {
    return this.run(['exec', '--policy', 'policy.yaml', ...flags, '--', ...command], environment)
  }

  async remove(): Promise<void> {
    await rm(join(this.directory, '..'), { recursive: true, force: true })
  }
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const code = new Promise<number>((resolve) => {
    child.on('exit', (status, signal) => resolve(signal === null ? (status ?? -1) : -1))
  })
  const none = Buffer.alloc(0)
  const [output, errors] = await Promise.all([
    child.stdout ? buffer(child.stdout) : none,
    child.stderr ? buffer(child.stderr) : none,
  ])
  return { code: await code, output: output.toString(), errors: errors.toString() }
}
