import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { completionScript } from '../../../cli/plugin/completion-scripts.ts'
import { shellFunction } from '../../../cli/plugin/shell-function.ts'

const root = new URL('../../../', import.meta.url).pathname
const plugin = join(root, 'bin/docker-governance')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'governance-plugin-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const governance = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(join(root, 'bin/governance'), args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })

describe('the plugin', () => {
  it('says what it is without loading the program', () => {
    const { stdout, stderr } = spawnSync(plugin, ['docker-cli-plugin-metadata'], {
      encoding: 'utf8',
      // Every module that is loaded would be named here.
      env: { ...process.env, NODE_DEBUG: 'esm' },
    })
    const metadata = JSON.parse(stdout)
    expect(metadata).toMatchObject({ SchemaVersion: '0.1.0', Vendor: expect.stringMatching(/./) })
    expect(metadata.Version).toMatch(/^\d+\.\d+\.\d+/)
    expect(stderr).not.toContain('dist/cli')
  })

  it('is stopped when docker closes its socket, as it does when it is told to end', async () => {
    const address = join(folder, 'socket')
    const server = createServer()
    server.listen(address)
    await once(server, 'listening')
    const never = join(folder, 'docker')
    writeFileSync(never, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 })
    const child = spawn(plugin, ['governance', 'logs'], {
      stdio: 'ignore',
      env: {
        ...process.env,
        DOCKER_CLI_PLUGIN_SOCKET: address,
        XDG_STATE_HOME: folder,
        PATH: `${folder}${delimiter}${process.env.PATH}`,
      },
    })
    const [socket] = await once(server, 'connection')
    socket.destroy()
    const [, signal] = await once(child, 'exit')
    expect(signal).toBe('SIGTERM')
    server.close()
  })
})

describe('governance plugin', () => {
  const link = () => join(folder, 'cli-plugins/docker-governance')
  const call = (verb: string) => governance(['plugin', verb], { DOCKER_CONFIG: folder })

  it('installs a link, once, and says where', () => {
    const first = call('install')
    expect(first.stdout).toContain(`Linked ${link()} to `)
    expect(readlinkSync(link())).toBe(plugin)
    expect(call('install').stdout).toContain('is there already')
    expect(
      JSON.parse(execFileSync(link(), ['docker-cli-plugin-metadata'], { encoding: 'utf8' })),
    ).toMatchObject({ SchemaVersion: '0.1.0' })
  })

  it('takes its link away again', () => {
    call('install')
    expect(call('uninstall').stdout).toContain(`Removed ${link()}`)
    expect(existsSync(link())).toBe(false)
    expect(call('uninstall')).toMatchObject({ status: 0, stdout: `There is no ${link()}.\n` })
  })

  it.each(['install', 'uninstall'])('%s leaves alone what somebody else put there', (verb) => {
    mkdirSync(join(folder, 'cli-plugins'))
    writeFileSync(link(), 'mine')
    const { status, stderr } = call(verb)
    expect(status).toBe(2)
    expect(stderr).toContain('left alone')
    expect(lstatSync(link()).isFile()).toBe(true)
  })
})

const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0

describe.each(['bash', 'zsh', 'fish'] as const)('in %s', (shell) => {
  /** Runs a script in a shell in which `docker` and `governance` print what they were called with. */
  const inShell = (script: string) => {
    const echo = (name: string) => {
      const program = `#!/bin/sh\nprintf '%s' "${name}"\nprintf '|%s' "$@"\necho\nexit 7\n`
      writeFileSync(join(folder, name), program, { mode: 0o755 })
    }
    echo('docker')
    echo("it's governance")
    const { stdout, stderr, status } = spawnSync(
      shell,
      ['-c', `${shellFunction(shell, join(folder, "it's governance"))}\n${script}`],
      {
        encoding: 'utf8',
        env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
      },
    )
    expect(stderr).toBe('')
    return { line: stdout.trim(), status }
  }

  it.skipIf(!has(shell))(
    'docker run --governance-policy is governed, as the guide writes it',
    () => {
      for (const call of [
        'docker run --rm --governance-policy ./p.yaml -e "A=b c" image cmd',
        'docker run -itv /a:/b --name=x -e K --governance-policy=./p.yaml image',
        'docker container run --governance-policy p image',
      ]) {
        const { line, status } = inShell(call)
        expect(line, call).toMatch(/^it's governance\|run\|/)
        expect(line).toContain('--governance-policy')
        expect(status).toBe(7)
      }
      expect(inShell('docker run --governance-policy p -e "A=b c" i').line).toBe(
        "it's governance|run|--governance-policy|p|-e|A=b c|i",
      )
    },
  )

  it.skipIf(!has(shell))('every other call of docker stays what it was', () => {
    for (const [call, words] of [
      ['docker run --rm image --governance-policy p', 'run|--rm|image|--governance-policy|p'],
      ['docker run -e --governance-policy image', 'run|-e|--governance-policy|image'],
      ['docker run -- image --governance-policy', 'run|--|image|--governance-policy'],
      ['docker ps -a --filter "a b"', 'ps|-a|--filter|a b'],
      ['docker exec run --governance-policy', 'exec|run|--governance-policy'],
    ] as const) {
      expect(inShell(call)).toEqual({ line: `docker|${words}`, status: 7 })
    }
  })
})

describe('completion', () => {
  const ask = (...words: string[]) => governance(['__complete', ...words]).stdout

  it('offers commands, flags and values in the form that docker speaks', () => {
    expect(ask('lo')).toMatch(/^logs\t.+\n:4\n$/)
    expect(ask('policy', 'e')).toMatch(/^explain\t/)
    expect(ask('logs', '--fol')).toMatch(/^--follow\t.+\n:4\n$/)
    expect(ask('logs', '--kind', 'net')).toBe('network\n:4\n')
    expect(ask('compose', 'che')).toBe('check\n:4\n')
    expect(ask('completion', 'z')).toBe('zsh\n:4\n')
    expect(ask('lint', '')).toBe(':0\n')
    expect(ask('')).not.toContain('__complete')
  })

  it('answers docker itself, which asks the plugin', () => {
    const { stdout } = spawnSync(plugin, ['__complete', 'governance', 'do'], { encoding: 'utf8' })
    expect(stdout).toMatch(/^doctor\t/)
  })

  const program = join(root, 'bin/governance')
  it.skipIf(!has('bash'))('works in bash', () => {
    const script = `${completionScript('bash', program)}
COMP_WORDS=(governance logs --kind ne); COMP_CWORD=3; _governance; printf '%s\\n' "\${COMPREPLY[@]}"`
    expect(spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout).toBe('network\n')
  })

  it.skipIf(!has('fish'))('works in fish', () => {
    const script = `${completionScript('fish', program)}
complete -C 'governance policy exp'; complete -C 'governance logs --kind ne'`
    const { stdout } = spawnSync('fish', ['-c', script], { encoding: 'utf8' })
    expect(stdout).toMatch(/^explain\t.*\nnetwork\n$/)
  })

  it.skipIf(!has('zsh'))('works in zsh', () => {
    const script = `compdef() { :; }; _describe() { print -rl -- "\${(@P)2}"; }
${completionScript('zsh', program)}
words=(governance policy exp); CURRENT=3; _governance`
    const { stdout } = spawnSync('zsh', ['-c', script], { encoding: 'utf8' })
    expect(stdout).toMatch(/^explain:/)
  })
})
