import { spawnSync } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClientSpace, openClientSpace, ways } from './client-space.ts'
import { canUnshare } from './namespace.ts'

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: agent-policy-001 }
spec:
  network:
    allowedDomains: [open.test, read.test]
    http: [{ host: read.test, methods: [GET], paths: ["/read/**"] }]
`
const programs = join(import.meta.dirname, 'clients')
const python = ['/usr/bin/python3', 'python3']

const allowed = [
  'http://open.test/a',
  'https://open.test/b',
  'http://read.test/read/c',
  'https://read.test/read/d',
]
const refused = ['https://read.test/write/e', 'http://evil.test/f', 'https://evil.test/g']
/** What would have to change, in the words of a refusal. */
const mend = 'matches nothing in allowedDomains; add it to allowedDomains of agent-policy-001'
const noSuchName = /not known|ENOTFOUND|no such host|UnknownHost|UnresolvedAddress/

interface Said {
  url: string
  status?: number
  body?: string
  error?: string
}

interface Client {
  name: string
  /** How much it shows of a refused CONNECT; `names`: it does not ask for a proxy by itself. Default: the reason. */
  shows?: 'status' | 'names'
  /** What makes it, in the folder of the namespace. */
  build?: string[]
  /** Gets the URLs as arguments. */
  command: string[]
}

/** A client that is installed; says plainly which is left out where it is not. */
function client(name: string, tools: string[][], rest: Omit<Client, 'name'>): Client[] {
  const missing = tools.find(
    ([tool = '', ...words]) => spawnSync(tool, words, { stdio: 'ignore' }).status !== 0,
  )
  if (missing === undefined) return [{ name, ...rest }]
  console.warn(`left out: ${name} through the proxy (${missing.join(' ')} does not run here)`)
  return []
}

function pythonClient(module: string): Client[] {
  const words = [join(programs, 'fetch.py'), module]
  const found = python.find((one) => spawnSync(one, words, { stdio: 'ignore' }).status === 0)
  const tool = [found ?? 'python3', ...words]
  return client(`Python ${module}`, [tool], { command: tool })
}

const java = (which: string) =>
  client(`Java ${which}`, [['javac', '--version']], {
    build: ['javac', '-d', '.', 'Fetch.java'],
    command: ['java', '-XX:TieredStopAtLevel=1', '-cp', '.', 'Fetch', which],
    ...(which === 'HttpClient' && { shows: 'status' }),
  })

const clients: Client[] = [
  ...client('Go net/http', [['go', 'version']], {
    build: ['go', 'build', '-o', 'fetch-go', 'fetch.go'],
    command: ['./fetch-go'],
  }),
  ...java('HttpClient'),
  ...java('HttpsURLConnection'),
  ...['urllib', 'requests', 'httpx', 'aiohttp'].flatMap(pythonClient),
  { name: 'Node fetch', command: ['node', 'fetch.mjs'], shows: 'names' },
]

describe.runIf(canUnshare)('clients that are told nothing but their environment', () => {
  let lab: ClientSpace
  const directory = () => lab.space.directory
  const made = new Map<string, Promise<void>>()

  beforeAll(async () => {
    lab = await openClientSpace({
      policy,
      hosts: {
        'open.test': ['203.0.113.10'],
        'read.test': ['203.0.113.20'],
        'evil.test': ['203.0.113.66'],
      },
    })
    for (const file of ['fetch.go', 'Fetch.java', 'fetch.mjs'])
      await copyFile(join(programs, file), join(directory(), file))
  }, 60_000)
  afterAll(() => lab?.close())

  /** Once for all tests: a compiler takes seconds. */
  function make(build: string[] | undefined): Promise<void> {
    if (build === undefined) return Promise.resolve()
    const key = build.join(' ')
    const [program = '', ...words] = build
    const making =
      made.get(key) ??
      Promise.resolve().then(() => {
        const { status, stderr } = spawnSync(program, words, { cwd: directory(), encoding: 'utf8' })
        if (status !== 0) throw new Error(stderr)
      })
    made.set(key, making)
    return making
  }

  for (const way of ways) {
    for (const { name, build, command, shows } of clients) {
      test(`${name}, with ${way}`, async () => {
        await make(build)
        const { stdout } = await lab.space.run(
          ['sh', '-c', 'cd "$0" && exec "$@"', directory(), ...command, ...allowed, ...refused],
          { env: lab.ways[way] },
        )
        const lines = stdout.trim().split('\n')
        const said: Said[] = lines.map((line) => JSON.parse(line))
        expect(said.map(({ url }) => url)).toEqual([...allowed, ...refused])

        for (const { url, status, body = '', error } of said.slice(0, allowed.length)) {
          expect([url, error, status]).toEqual([url, undefined, 200])
          const { host, url: path } = JSON.parse(body)
          expect(url.endsWith(`://${host}${path}`)).toBe(true)
        }
        const [path, clear, secure] = said.slice(allowed.length)
        expect(JSON.parse(path?.body ?? '')).toMatchObject({
          rule: 'network.http[0].paths',
          detail: expect.stringContaining('agent-policy-001'),
        })
        if (way === 'HTTP_PROXY' && shows !== 'names') {
          expect(JSON.parse(clear?.body ?? '').detail).toContain(mend)
          expect(secure?.error).toContain(shows === 'status' ? '403' : mend)
        } else {
          for (const { error } of [clear, secure] as Said[]) expect(error).toMatch(noSuchName)
        }
      })
    }
  }

  test('nothing arrived at a host that is not allowed, and nobody outside was asked for it', () => {
    expect(lab.internet.output()).toContain('asked GET open.test /a')
    expect(lab.internet.output()).not.toMatch(/evil|write/)
  })
})
