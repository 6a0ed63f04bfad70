import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ClientSpace, openClientSpace, PROXY, type Way, ways } from './client-space.ts'
import { canUnshare } from './namespace.ts'

const full = process.env.LOAD === 'full'
/** The default fits into every run; full is gigabytes. */
const MEGABYTES = full ? 2_048 : 16
const MILLISECONDS = full ? 300_000 : 30_000
/** What the proxy may take beside what it takes when idle, however much passes. */
const MORE_MEGABYTES = 96

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: agent-policy-001 }
spec:
  network:
    allowedDomains: [open.test, "open.test:9000", read.test, key.test, six.test, both.test]
    http: [{ host: read.test, methods: [GET, PUT], paths: ["/**"] }]
  credentials:
    allowedKeys: [KEY]
    maxExpirationHours: 1
    bindings: { KEY: { hosts: [key.test], header: X-Api-Key } }
`

const programs = join(import.meta.dirname, 'clients')

describe.runIf(canUnshare)(`${MEGABYTES} MB by real clients`, () => {
  let lab: ClientSpace
  let expected: string
  let idle: number
  const at = (name: string) => join(lab.space.directory, name)

  beforeAll(async () => {
    lab = await openClientSpace({
      policy,
      hosts: {
        'open.test': ['203.0.113.10'],
        'read.test': ['203.0.113.20'],
        'key.test': ['203.0.113.30'],
        'six.test': ['2001:db8::10'],
        'both.test': ['2001:db8::11'],
      },
      others: { 'both.test': ['203.0.113.99'] },
      secrets: { KEY: 'TheRealSecretOfKeyTest0123456789' },
      large: 'large',
    })
    await run('HTTP_PROXY', `head -c ${MEGABYTES}M /dev/urandom > ${at('large')}`)
    expected = (await run('HTTP_PROXY', `sha256sum < ${at('large')}`)).stdout
    // What is loaded once is loaded, and counts as idle.
    for (const host of ['open.test', 'read.test', 'key.test'])
      await run('HTTP_PROXY', `curl -sS -H "X-Api-Key: $KEY" https://${host}/warm`)
    idle = await megabytes('VmRSS')
  }, MILLISECONDS)
  afterAll(() => lab?.close())
  beforeEach(() => writeFile(`/proc/${lab.proxy.pid}/clear_refs`, '5'))

  const run = (way: Way, script: string) =>
    lab.space.run(['sh', '-c', script], { env: lab.ways[way], milliseconds: MILLISECONDS })

  async function megabytes(what: 'VmRSS' | 'VmHWM'): Promise<number> {
    const status = await readFile(`/proc/${lab.proxy.pid}/status`, 'utf8')
    return Number(new RegExp(`^${what}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024
  }

  async function expectLittleMemory(rates = ''): Promise<void> {
    const peak = await megabytes('VmHWM')
    if (full) {
      const { currentTestName } = expect.getState()
      console.log(`${currentTestName}: ${rates} at most ${peak.toFixed()} MB of memory`)
    }
    expect(peak - idle).toBeLessThan(MORE_MEGABYTES)
  }

  const hosts = [
    ['a tunnel', 'https://open.test', '--http1.1'],
    ['plain HTTP', 'http://open.test', '--http1.1'],
    ['an opened host over HTTP/1.1', 'https://read.test', '--http1.1'],
    ['an opened host over HTTP/2', 'https://read.test', '--http2'],
    ['a host that was told a secret', 'https://key.test', '--http1.1 -H "X-Api-Key: $KEY"'],
  ] as const

  for (const way of ways) {
    // Behind the way in, the two ways are one: what costs more than it tells is left to the full run.
    const tried = way === 'HTTP_PROXY' || full ? hosts : [hosts[0], hosts[3]]
    for (const [through, origin, options] of tried) {
      const curl = `curl -sS --fail ${options}`
      test(`${through}, with ${way}: both ways, with a length and without`, {
        timeout: 4 * MILLISECONDS,
      }, async () => {
        const seconds: number[] = []
        const timed = async (script: string) => {
          const began = Date.now()
          const ran = await run(way, script)
          seconds.push((Date.now() - began) / 1_000)
          return ran
        }
        for (const path of ['/large', '/large-chunked']) {
          const { stdout, stderr } = await timed(`${curl} ${origin}${path} | sha256sum`)
          expect([path, stderr, stdout]).toEqual([path, '', expected])
        }
        for (const body of [at('large'), `- < ${at('large')}`]) {
          const { stdout, stderr } = await timed(`${curl} ${origin}/up -T ${body}`)
          expect([body, stderr]).toEqual([body, ''])
          const { sha256, bytes } = JSON.parse(stdout)
          expect([`${sha256}  -\n`, bytes]).toEqual([expected, (await stat(at('large'))).size])
        }
        const rates = seconds.map((taken) => (MEGABYTES / taken).toFixed())
        await expectLittleMemory(`${rates.join(', ')} MB/s`)
      })
    }
  }
  test.each(['https://open.test', 'https://read.test'])(
    'the faster end waits for the slower one, and the proxy for both: %s',
    async (origin) => {
      const rate = `--limit-rate ${full ? 200 : MEGABYTES}M`
      const down = await run('HTTP_PROXY', `curl -sS ${rate} ${origin}/large | sha256sum`)
      expect([down.stderr, down.stdout]).toEqual(['', expected])
      const up = await run('HTTP_PROXY', `curl -sS -T ${at('large')} ${origin}/slow`)
      expect(`${JSON.parse(up.stdout).sha256}  -\n`).toBe(expected)
      await expectLittleMemory()
    },
    MILLISECONDS,
  )

  test.each(ways)(
    'a client that has ended its half still gets the answer, with %s',
    async (way) => {
      const proxy = way === 'HTTP_PROXY' ? PROXY : ''
      const words = `${join(programs, 'half-close.mjs')} ${at('large')} ${proxy}`
      const { stdout, stderr } = await run(way, `node ${words}`)
      expect([stderr, `${stdout}  -\n`]).toEqual(['', expected])
      await expectLittleMemory()
    },
    MILLISECONDS,
  )

  test.each(ways)('server-sent events wait for nothing, with %s', async (way) => {
    const script = join(programs, 'events.sh')
    for (const call of [
      'http://open.test --http1.1',
      'https://open.test --http2',
      'https://read.test --http1.1',
      'https://read.test --http2',
    ]) {
      const { stdout, stderr } = await run(way, `sh ${script} ${call}`)
      expect([call, stderr, stdout]).toEqual([call, '', '123'])
    }
  })

  test.each(ways)('hosts that have IPv6 alone, or an IPv4 that is silent, with %s', async (way) => {
    await lab.space.run(['ip', 'route', 'replace', '203.0.113.99/32', 'dev', 'lo'])
    for (const url of ['http://six.test/a', 'https://six.test/a', 'https://both.test/a']) {
      const { stdout, stderr } = await run(way, `curl -sS --max-time 5 ${url}`)
      expect([url, stderr]).toEqual([url, ''])
      expect(JSON.parse(stdout).url).toBe('/a')
    }
  })
})
