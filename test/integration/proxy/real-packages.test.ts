import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClientSpace, openClientSpace, ways } from './client-space.ts'
import { canUnshare, type Ran } from './namespace.ts'

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: agent-policy-001 }
spec:
  network:
    allowedDomains: [open.test, read.test, registry.npmjs.org, pypi.org, files.pythonhosted.org]
    http:
      - { host: read.test, methods: [GET], paths: ["/**"] }
      - { host: registry.npmjs.org, methods: [GET], paths: ["/**"] }
      - { host: pypi.org, methods: [GET], paths: ["/simple/**"] }
`

function installed(tool: string, words: string[]): boolean {
  const there = spawnSync(tool, words, { stdio: 'ignore' }).status === 0
  if (!there) console.warn(`left out: ${tool} through the proxy (it is not installed)`)
  return there
}
const hasApt = installed('apt-get', ['--version']) && installed('dpkg-deb', ['--version'])
const hasPip = installed('python3', ['-m', 'pip', '--version'])

/** Real package managers, at registries that speak as the real ones do. */
describe.runIf(canUnshare)('package managers', () => {
  let lab: ClientSpace
  const at = (...parts: string[]) => join(lab.space.directory, ...parts)

  beforeAll(async () => {
    lab = await openClientSpace({
      policy,
      hosts: {
        'open.test': ['203.0.113.10'],
        'read.test': ['203.0.113.20'],
        'registry.npmjs.org': ['203.0.113.30'],
        'pypi.org': ['203.0.113.40'],
        'files.pythonhosted.org': ['203.0.113.41'],
        'evil.test': ['203.0.113.66'],
      },
      files: 'files',
    })
    await npmRegistry(at('files/everywhere'))
    if (hasPip) await pythonIndex(at('files'))
    if (hasApt) await debianRepository(at('files/everywhere/debian'))
  }, 60_000)
  afterAll(() => lab?.close())

  let folders = 0
  /** Runs a command in an empty folder of its own. */
  async function run(
    env: Record<string, string>,
    command: string[],
  ): Promise<Ran & { read(file: string): Promise<string> }> {
    const folder = at(`work-${folders++}`)
    await mkdir(folder)
    const ran = await lab.space.run(['sh', '-c', 'cd "$0" && exec "$@"', folder, ...command], {
      env: { ...env, HOME: folder },
    })
    return { ...ran, read: (file) => readFile(join(folder, file), 'utf8') }
  }

  for (const way of ways) {
    describe(`with ${way}`, () => {
      // What this machine says of its own mirrors is no setting of the client's.
      const env = () => ({
        ...lab.ways[way],
        NPM_CONFIG_GLOBALCONFIG: '/nowhere',
        PIP_CONFIG_FILE: '/dev/null',
        PIP_DISABLE_PIP_VERSION_CHECK: '1',
      })
      const refusal =
        way === 'HTTP_PROXY'
          ? /matches nothing in allowedDomains; add it to allowedDomains of agent-policy-001/
          : /ENOTFOUND|Could not resolve|not known/i

      test('npm installs, from a registry that is opened and a host that is not', async () => {
        const npm = ['npm', 'install', '--no-audit', '--no-fund', '--no-update-notifier']
        const ran = await run(env(), [...npm, 'greeting'])
        expect([ran.code, ran.stderr]).toEqual([0, ''])
        expect(await ran.read('node_modules/greeting/index.js')).toContain('hello')

        const once = ['--fetch-retries=0', '--registry', 'https://evil.test/', 'greeting']
        const { code, stderr } = await run(env(), [...npm, ...once])
        expect([code === 0, stderr]).toEqual([false, expect.stringMatching(refusal)])
      })

      test.runIf(hasPip)(
        'pip installs, from an index that is opened and a host that is not',
        async () => {
          const pip = [
            'python3',
            '-m',
            'pip',
            'install',
            '-q',
            '--no-cache-dir',
            '--target',
            'here',
          ]
          const ran = await run(env(), [...pip, 'greeting'])
          expect([ran.code, ran.stderr]).toEqual([0, expect.not.stringContaining('ERROR')])
          expect(await ran.read('here/greeting.py')).toContain('hello')

          // It says why only as often as it tries again.
          const once = ['--retries', '1', '--index-url', 'https://evil.test/simple/', 'greeting']
          const { code, stderr } = await run(env(), [...pip, ...once])
          expect([code === 0, stderr]).toEqual([false, expect.stringMatching(refusal)])
        },
      )

      test.runIf(hasApt)(
        'apt updates and downloads, opened and not, over TLS and not',
        async () => {
          for (const hosts of [
            ['https://read.test', 'http://open.test'],
            ['https://open.test', 'http://read.test'],
          ]) {
            const ran = await run(env(), ['sh', '-c', apt(hosts)])
            expect([ran.code, ran.stderr]).toEqual([0, ''])
            for (const host of hosts) expect(ran.stdout).toMatch(`${host} debian/ Packages`)
            expect(await ran.read('greeting_1.0_all.deb')).toMatch(/^!<arch>/)
          }
          for (const host of ['http://evil.test', 'https://evil.test']) {
            const { code, stderr } = await run(env(), ['sh', '-c', apt([host])])
            expect([code === 0, stderr]).toEqual([false, expect.stringMatching(refusal)])
          }
        },
      )
    })
  }

  test('nothing arrived at a host that is not allowed', () => {
    expect(lab.internet.output()).toContain('asked GET registry.npmjs.org /greeting')
    expect(lab.internet.output()).not.toContain('evil')
  })
})

/** One package of these repositories, with folders of the caller's own. */
function apt(hosts: readonly string[]): string {
  const options = {
    'Dir::State': '$PWD/state',
    'Dir::Cache': '$PWD/cache',
    'Dir::Etc::SourceList': '$PWD/sources.list',
    'Dir::Etc::SourceParts': '/nowhere',
    'Dir::Etc::Parts': '/nowhere',
    'Dir::State::status': '$PWD/status',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '0',
    // The namespace knows no other user.
    'APT::Sandbox::User': 'root',
  }
  const words = Object.entries(options).map(([name, value]) => `-o ${name}="${value}"`)
  const get = `apt-get -q ${words.join(' ')}`
  return [
    'mkdir -p state/lists/partial cache/archives/partial && touch status',
    ...hosts.map((host) => `echo 'deb [trusted=yes] ${host} debian/' >> sources.list`),
    `${get} -o APT::Update::Error-Mode=any update`,
    `${get} download greeting`,
  ].join(' && ')
}

async function npmRegistry(folder: string): Promise<void> {
  await mkdir(join(folder, 'tarballs/package'), { recursive: true })
  const about = { name: 'greeting', version: '1.0.0', main: 'index.js' }
  await writeFile(join(folder, 'tarballs/package/package.json'), JSON.stringify(about))
  await writeFile(join(folder, 'tarballs/package/index.js'), 'module.exports = "hello"\n')
  spawnSync('tar', ['czf', 'greeting-1.0.0.tgz', 'package'], { cwd: join(folder, 'tarballs') })
  const tarball = await readFile(join(folder, 'tarballs/greeting-1.0.0.tgz'))
  const dist = {
    tarball: 'https://open.test/tarballs/greeting-1.0.0.tgz',
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
  }
  const versions = { '1.0.0': { ...about, dist } }
  const packument = { name: 'greeting', 'dist-tags': { latest: '1.0.0' }, versions }
  await writeFile(join(folder, 'greeting'), JSON.stringify(packument))
}

/** An index whose files are at another host, as PyPI's are. */
async function pythonIndex(folder: string): Promise<void> {
  const wheel = 'greeting-1.0-py3-none-any.whl'
  const index = join(folder, 'everywhere/simple/greeting')
  const files = join(folder, 'files.pythonhosted.org')
  for (const path of [index, files]) await mkdir(path, { recursive: true })
  const link = `<a href="https://files.pythonhosted.org/${wheel}">${wheel}</a>`
  await writeFile(join(index, 'index.html'), `<!DOCTYPE html><html><body>${link}</body></html>`)
  const program = `
import zipfile
about = 'greeting-1.0.dist-info'
with zipfile.ZipFile('${wheel}', 'w') as wheel:
    wheel.writestr('greeting.py', 'word = "hello"')
    wheel.writestr(f'{about}/METADATA', 'Metadata-Version: 2.1\\nName: greeting\\nVersion: 1.0\\n')
    wheel.writestr(f'{about}/WHEEL', 'Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(f'{about}/RECORD', f'greeting.py,,\\n{about}/METADATA,,\\n{about}/WHEEL,,\\n{about}/RECORD,,\\n')
`
  spawnSync('python3', ['-c', program], { cwd: files })
}

async function debianRepository(folder: string): Promise<void> {
  await mkdir(join(folder, 'package/DEBIAN'), { recursive: true })
  const control = 'Package: greeting\nVersion: 1.0\nArchitecture: all\nMaintainer: a <a@b>\n'
  await writeFile(join(folder, 'package/DEBIAN/control'), `${control}Description: hello\n`)
  const file = 'greeting_1.0_all.deb'
  spawnSync('dpkg-deb', ['--build', '--root-owner-group', 'package', file], { cwd: folder })
  const deb = await readFile(join(folder, file))
  const described = `${control}Filename: debian/${file}\nSize: ${deb.length}\nSHA256: ${sha256(deb)}\n`
  const packages = Buffer.from(`${described}Description: hello\n`)
  await writeFile(join(folder, 'Packages'), packages)
  const date = new Date().toUTCString()
  const sums = `SHA256:\n ${sha256(packages)} ${packages.length} Packages\n`
  await writeFile(join(folder, 'Release'), `Suite: debian/\nDate: ${date}\n${sums}`)
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
