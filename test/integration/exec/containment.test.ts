import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type ListenOptions, type Server } from 'node:net'
import { homedir, networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode, encode } from 'dns-packet'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { runToEnd, Sandbox, untilStill } from './sandbox.ts'

const sandbox = await Sandbox.make()
const containment = await sandbox.containment()
afterAll(() => sandbox.remove())

async function listen(options: ListenOptions): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}).end('outside\n'))
  server.listen(options)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return server
}

/** Says `reached` or why not, for each place. */
function dialler(places: object[]): string {
  return `
    const { connect } = require('node:net')
    for (const place of ${JSON.stringify(places)}) {
      const socket = connect(place)
      socket.setTimeout(2000, () => socket.destroy(new Error('silence')))
      socket.on('connect', () => { console.log('reached', JSON.stringify(place)); socket.destroy() })
      socket.on('error', (error) => console.log(error.code ?? error.message))
    }`
}

async function outside(source: string): Promise<string> {
  return (await runToEnd([process.execPath, '-e', source])).output
}

describe.skipIf(!containment.possible)('a command in namespaces of its own', () => {
  describe('and the network', () => {
    it('gets no answer from any address of the host', async () => {
      const server = await listen({ port: 0, host: '::' })
      const { port } = server.address() as { port: number }
      const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
      const places = addresses
        .filter(({ scopeid }) => !scopeid)
        .map(({ address }) => ({ host: address, port }))
      expect(await outside(dialler(places))).toContain('reached')
      const { output } = await sandbox.script(dialler(places))
      expect(output.trim().split('\n')).toHaveLength(places.length)
      expect(output).not.toContain('reached')
    })

    it('gets no answer from an abstract socket of the host', async () => {
      const path = `\0exec-test-${randomBytes(4).toString('hex')}`
      await listen({ path })
      expect(await outside(dialler([{ path }]))).toContain('reached')
      expect((await sandbox.script(dialler([{ path }]))).output).toBe('ECONNREFUSED\n')
    })

    it('has a loopback of its own and nothing besides', async () => {
      const { output } = await sandbox.script(
        `console.log(Object.keys(require('os').networkInterfaces()).join())`,
      )
      expect(output).toBe('lo\n')
    })

    it('is carried to the socket of the port, in both directions and with half-closed ends', async () => {
      const server = createServer({ allowHalfOpen: true }, (socket) => {
        let text = ''
        socket.on('data', (chunk) => {
          text += chunk
        })
        socket.on('end', () => socket.end(`heard ${text}`))
      })
      server.listen(join(sandbox.sockets, '3128.sock'))
      await once(server, 'listening')
      onTestFinished(() => void server.close())
      const { output } = await sandbox.script(`
        const socket = require('node:net').connect({ port: 3128, host: '127.0.0.1' })
        socket.pipe(process.stdout)
        socket.end('hello')`)
      expect(output).toBe('heard hello')
    })

    it('asks the name server behind the socket, over UDP and TCP, and nobody else', async () => {
      const asked: string[] = []
      const server = createServer((socket) => {
        socket.on('data', (message) => {
          const { id, questions } = decode(message.subarray(2))
          const name = questions?.[0]?.name ?? ''
          asked.push(name)
          const known = name === 'known.example.com'
          const answer = encode({
            type: 'response',
            id: id ?? 0,
            flags: known ? 0 : 3,
            questions: questions ?? [],
            answers: known ? [{ type: 'A', name, data: '127.0.0.1' }] : [],
          })
          const length = Buffer.alloc(2)
          length.writeUInt16BE(answer.length)
          socket.write(Buffer.concat([length, answer]))
        })
      })
      server.listen(join(sandbox.sockets, '53.sock'))
      await once(server, 'listening')
      onTestFinished(() => void server.close())
      const { output } = await sandbox.script(`
        const { lookup, Resolver } = require('node:dns/promises')
        const tell = (promise) => promise.then(({ address }) => console.log(address), ({ code }) => console.log(code))
        tell(lookup('known.example.com', { family: 4 })).then(() => tell(lookup('other.example.com')))`)
      expect(output).toBe('127.0.0.1\nENOTFOUND\n')
      expect(new Set(asked)).toEqual(new Set(['known.example.com', 'other.example.com']))
      expect((await sandbox.run(['cat', '/etc/resolv.conf'])).output).toContain(
        'nameserver 127.0.0.1\n',
      )
    })
  })

  describe('and sockets in the file system', () => {
    it.each([
      ['/run', '/run'],
      ['/tmp', tmpdir()],
      ['the home directory', homedir()],
      ['elsewhere', '/var/lib'],
    ])('finds none in %s', async (_, folder) => {
      const own = await mkdtemp(join(folder, 'exec-test-'))
      onTestFinished(() => rm(own, { recursive: true, force: true }))
      const path = join(own, 'docker.sock')
      await listen({ path })
      expect(await outside(dialler([{ path }]))).toContain('reached')
      const { output } = await sandbox.script(dialler([{ path }]))
      expect(output).toMatch(/^(ENOENT|ECONNREFUSED|EACCES)\n$/)
    })

    it('finds none in its own project either', async () => {
      const path = join(sandbox.directory, 'agent.sock')
      await listen({ path })
      expect((await sandbox.script(dialler([{ path }]))).output).toBe('ECONNREFUSED\n')
    })

    it('finds none that a variable of the caller names', async () => {
      const { hiddenPaths } = await import('../../../cli/exec/hidden.ts')
      const environment = new Map([
        ['HOME', '/home/someone'],
        ['DOCKER_HOST', 'unix:///srv/docker.sock'],
        ['SSH_AUTH_SOCK', '/srv/ssh/agent.1'],
        ['TMUX', '/srv/tmux/default,123,0'],
        ['DBUS_SESSION_BUS_ADDRESS', 'unix:path=/srv/bus,guid=0'],
      ])
      expect(await hiddenPaths(environment, [])).toEqual(
        expect.arrayContaining([
          ...['/srv/docker.sock', '/srv/ssh/agent.1', '/srv/tmux/default', '/srv/bus'],
          ...['/home/someone/.ssh', '/home/someone/.docker'],
        ]),
      )
    })
  })

  describe('and other processes', () => {
    it('cannot read what its caller holds, neither in the environment nor in memory', async () => {
      const secret = randomBytes(16).toString('hex')
      const launcher = await sandbox.launcher([
        'sh',
        '-c',
        'cat /proc/*/environ /proc/*/cmdline /proc/1/mem /proc/1/maps; echo; ls /proc | grep -c "^[0-9]"',
      ])
      const environment = { ...process.env, HELD_SECRET: secret }
      const control = await runToEnd(['sh', '-c', 'cat /proc/self/environ'], { env: environment })
      expect(control.output).toContain(secret)
      const { output } = await runToEnd(launcher, { env: environment })
      expect(output).not.toContain(secret)
      expect(Number(output.trim().split('\n').at(-1))).toBeLessThan(10)
    })

    it('cannot touch the one that furnished its namespaces', async () => {
      const { output } = await sandbox.script(`
        const fs = require('node:fs')
        const tries = [
          () => fs.readdirSync('/proc/1/root/etc'),
          () => fs.readlinkSync('/proc/2/fd/0'),
          () => fs.readlinkSync('/proc/2/cwd'),
          () => fs.readFileSync('/proc/2/environ'),
          () => fs.openSync('/proc/2/mem', 'r'),
        ]
        for (const attempt of tries)
          try { attempt(); console.log('done', attempt) } catch ({ code }) { console.log(code) }`)
      expect(output).toBe('EACCES\n'.repeat(5))
    })

    it('inherits no descriptor but the first three', async () => {
      const launcher = await sandbox.launcher([
        process.execPath,
        '-e',
        `console.log(require('node:fs').readdirSync('/proc/self/fd')
          .map((name) => { try { return require('node:fs').readlinkSync('/proc/self/fd/' + name) } catch { return '' } })
          .filter((target) => target.startsWith('/etc')).length)`,
      ])
      const root = openSync('/etc', 'r')
      const stdio = [
        'ignore',
        'pipe',
        'pipe',
        ...Array(20).fill('ignore'),
        root,
      ] as unknown as 'pipe'[]
      const { output } = await runToEnd(launcher, { stdio })
      closeSync(root)
      expect(output).toBe('0\n')
    })

    it('shares no memory of System V with them', async () => {
      const { output: made } = await runToEnd(['ipcmk', '--shmem', '16'])
      const id = /\d+/.exec(made)?.[0] ?? ''
      onTestFinished(async () => void (await runToEnd(['ipcrm', '--shmem-id', id])))
      const segments = ['sh', '-c', 'tail -n +2 /proc/sysvipc/shm | wc -l']
      expect((await runToEnd(segments)).output.trim()).not.toBe('0')
      expect((await sandbox.run(segments)).output.trim()).toBe('0')
    })

    it('ends when the one that started it is killed', async () => {
      const mark = join(sandbox.directory, 'alive')
      const [program = '', ...args] = await sandbox.launcher([
        'sh',
        '-c',
        'while :; do date +%N > alive; sleep 0.05; done',
      ])
      const child = spawn(program, args, { stdio: 'ignore' })
      while (!existsSync(mark)) await new Promise((resolve) => setTimeout(resolve, 20))
      child.kill('SIGKILL')
      await once(child, 'exit')
      await untilStill(mark)
    })
  })

  describe('and what the kernel would let it do', () => {
    it('has no capability and cannot gain one', async () => {
      const { output } = await sandbox.run(['cat', '/proc/self/status'])
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
        expect(output).toContain(`${set}:\t0000000000000000\n`)
      expect(output).toContain('NoNewPrivs:\t1\n')
    })

    it('cannot take away what lies over the host, not even from namespaces of its own', async () => {
      const tries = [
        'umount /run',
        'umount -l /tmp',
        'umount /proc/sys',
        'unshare -Urm umount /run',
        'unshare -Urm umount -l /tmp',
        'unshare -Urm umount /proc',
        'unshare -Urm mount --bind / /mnt',
        'unshare -Urm mount -o remount,bind,rw /',
        'unshare -Urmpf mount -t proc proc /proc && unshare -Urm umount /proc',
        'nsenter --target 1 --mount true',
        'nsenter --target 1 --net true',
        'chroot /proc/1/root true',
        'mknod ./disk b 254 0',
      ]
      for (const attempt of tries) {
        const { code } = await sandbox.run(['sh', '-c', `${attempt} && echo undone`])
        expect([attempt, code]).not.toEqual([attempt, 0])
      }
    })

    it.each([
      '/etc/exec-test',
      '/usr/exec-test',
      '/var/lib/exec-test',
      join(homedir(), 'exec-test'),
      '/sys/kernel/exec-test',
      '/dev/exec-test',
    ])('cannot write %s', async (path) => {
      onTestFinished(() => rm(path, { force: true }))
      const { code } = await sandbox.run(['sh', '-c', `echo x > ${path}`])
      expect(code).not.toBe(0)
      expect(existsSync(path)).toBe(false)
    })

    it('cannot turn the knobs of the kernel, though it may be root by number', async () => {
      const knob = '/proc/sys/kernel/core_pattern'
      const before = await readFile(knob, 'utf8')
      for (const path of [knob, '/proc/sysrq-trigger', '/sys/kernel/uevent_helper']) {
        const { code } = await sandbox.run(['sh', '-c', `test -e ${path} && printf '' > ${path}`])
        expect([path, code]).not.toEqual([path, 0])
      }
      expect(await readFile(knob, 'utf8')).toBe(before)
    })

    it('finds no device that holds anything of the host', async () => {
      const { output } = await sandbox.run(['ls', '/dev'])
      expect(output.trim().split('\n')).toEqual([
        ...['fd', 'full', 'null', 'ptmx', 'pts', 'random', 'shm', 'stderr', 'stdin', 'stdout'],
        ...['tty', 'urandom', 'zero'],
      ])
    })
  })

  describe('and files', () => {
    it('works in its directory, and what it writes there stays', async () => {
      const { code } = await sandbox.run(['sh', '-c', 'pwd && echo done > result'])
      expect(code).toBe(0)
      expect(await readFile(join(sandbox.directory, 'result'), 'utf8')).toBe('done\n')
    })

    it('finds /tmp empty and leaves nothing in it', async () => {
      const name = `exec-test-${randomBytes(4).toString('hex')}`
      await writeFile(join('/tmp', name), '')
      onTestFinished(() => rm(join('/tmp', name)))
      const { output } = await sandbox.run(['sh', '-c', 'ls /tmp; echo x > /tmp/left'])
      expect(output).not.toContain(name)
      expect(existsSync('/tmp/left')).toBe(false)
    })

    it('finds no store of credentials', async () => {
      const home = await mkdtemp(join(homedir(), 'exec-test-'))
      onTestFinished(() => rm(home, { recursive: true, force: true }))
      for (const folder of ['.ssh', '.aws']) await mkdir(join(home, folder))
      const files = ['.ssh/id_ed25519', '.aws/credentials', '.netrc', '.git-credentials']
      for (const file of files) await writeFile(join(home, file), 'a real secret\n')
      const { hiddenPaths } = await import('../../../cli/exec/hidden.ts')
      const read = ['sh', '-c', `cat ${files.map((file) => join(home, file)).join(' ')}`]
      expect((await runToEnd(read)).output).toContain('a real secret')
      const hidden = await hiddenPaths(new Map([['HOME', home]]), [])
      expect((await sandbox.run(read, { hidden })).output).toBe('')
    })

    it('has no way back to the tree of the host', async () => {
      const { output } = await sandbox.run(['sh', '-c', 'cut -d" " -f5 /proc/self/mountinfo'])
      const mounts = output.trim().split('\n')
      expect(mounts.filter((path) => path === '/')).toHaveLength(1)
      expect(mounts.filter((path) => path.startsWith('/run/governance'))).toEqual([
        '/run/governance/sockets',
        '/run/governance/certificates',
      ])
    })

    it('cannot see the folder with the keys and the plan', async () => {
      const { output } = await sandbox.run(['sh', '-c', `ls -A ${sandbox.folder}/private`])
      expect(output).toBe('')
    })
  })

  describe('and how it ends', () => {
    it.each([0, 1, 7, 125, 255])('passes exit code %i on', async (code) => {
      expect((await sandbox.run(['sh', '-c', `exit ${code}`])).code).toBe(code)
    })

    it('says 128 and the signal when one ended it', async () => {
      expect((await sandbox.run(['sh', '-c', 'kill -TERM $$'])).code).toBe(143)
    })

    it('leaves no process behind, whatever it started', async () => {
      const marker = `4242.${Math.floor(Math.random() * 1e6)}`
      await sandbox.run(['sh', '-c', `setsid sleep ${marker} & exit 0`])
      const { output } = await runToEnd(['sh', '-c', 'cat /proc/[0-9]*/cmdline'])
      expect(output.replaceAll('\0', ' ')).not.toContain(`sleep ${marker}`)
    })
  })

  it.skipIf(process.getuid?.() !== 0)(
    'runs as the user who called, who need not be root',
    async () => {
      const nobody = 65534
      const own = await Sandbox.make()
      onTestFinished(() => own.remove())
      await runToEnd(['chown', '-R', `${nobody}:${nobody}`, own.folder])
      const launcher = await own.launcher([
        'sh',
        '-c',
        'id -u; touch mine; stat -c %u mine; echo x > /etc/x',
      ])
      const file = join(own.folder, 'private', 'agent', 'plan.json')
      const plan = JSON.parse(await readFile(file, 'utf8'))
      await writeFile(file, JSON.stringify({ ...plan, uid: nobody, gid: nobody }))
      await runToEnd(['chown', '-R', `${nobody}:${nobody}`, own.folder])
      const { output, code } = await runToEnd(launcher, { uid: nobody, gid: nobody })
      expect(code).not.toBe(0)
      expect(output).toBe('65534\n65534\n')
    },
  )
})

beforeAll(() => {
  if (!containment.possible)
    console.warn(`left out: the tests of namespaces, because ${containment.reason}`)
})
