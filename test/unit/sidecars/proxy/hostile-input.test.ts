import { Duplex } from 'node:stream'
import v8 from 'node:v8'
import vm from 'node:vm'
import { describe, expect, test, vi } from 'vitest'
import type { CanonicalHost } from '../../../../policy/host.ts'
import { composeLease } from '../../../../sidecars/broker/exchange.ts'
import { withoutLeases } from '../../../../sidecars/proxy/governed.ts'
import type { RequestHead } from '../../../../sidecars/proxy/http/request-head.ts'
import { decoders } from '../../../../sidecars/proxy/http/response-head.ts'
import { fitTrailers } from '../../../../sidecars/proxy/http/trailers.ts'
import { findAwsSignature } from '../../../../sidecars/proxy/leases/aws-signature.ts'
import { swapBody } from '../../../../sidecars/proxy/leases/bound-body.ts'
import { SentSecrets } from '../../../../sidecars/proxy/leases/redact.ts'
import {
  listenUdp,
  type NameServer,
  serveTcp,
} from '../../../../sidecars/proxy/names/name-server.ts'
import { nearness } from '../../../../sidecars/proxy/own-addresses.ts'

/** Processor time that work takes, in milliseconds. */
function processorTime(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

v8.setFlagsFromString('--expose-gc')
const collect = vm.runInNewContext('gc') as () => void

/** Memory that is still needed, in bytes. */
function used(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const head: RequestHead = {
  method: 'GET',
  scheme: 'https',
  host: 'any.test' as CanonicalHost,
  port: 443,
  rawPath: '/',
  path: '/',
  query: '',
  headers: [],
  body: { kind: 'none' },
  upgrade: undefined,
  expectsContinue: false,
  takesTrailers: false,
}

/** One thread serves everybody: what takes a second for one request takes it from all. Seconds, once; now next to nothing. */
describe('a head of 64 KiB takes no time to speak of', () => {
  test.each([
    ['one word that is no lease, then one that is', `/${'a'.repeat(64_000)}\u00a0GOVLEASE`],
    ['thousands of leases', Array.from({ length: 4_000 }, (_, at) => `govlease0zz${at}`).join('')],
  ])('when it is cleaned for the trail: %s', (_, text) => {
    let clean = ''
    expect(processorTime(() => (clean = withoutLeases(text)))).toBeLessThan(50)
    expect(clean.toLowerCase()).not.toContain('govlease')
  })

  test('when a signature is looked for: one name all over', () => {
    const headers = Array.from({ length: 32_000 }, (_, at) => (at % 2 === 0 ? 'a' : ''))
    expect(processorTime(() => findAwsSignature({ ...head, headers }))).toBeLessThan(100)
  })
})

test('a lease at the end of what is kept is cleaned as well', () => {
  for (let before = 1_980; before < 2_060; before += 1)
    expect(withoutLeases(`${'a'.repeat(before)} ghp_govlease40P8HMgZkNh`)).not.toContain('HMg')
})

/** Up to 4 MiB are read where a credential is bound into a body: a second and a half, once, and 350 MB. */
test.each([
  ['numbers', Array(1_900_000).fill('0').join(',')],
  ['objects', Array(1_300_000).fill('{}').join(',')],
])('a body that holds millions of values takes little time: %s', async (_, values) => {
  const lease = composeLease('', 'Q1w2E3r4T5y6U7i8O9p0')
  const swapper = {
    sent: [{ lease, secret: 'secret', key: 'KEY' }],
    swap: async () => 'secret',
    refuse: (_guard: string, reason: string) => {
      throw new Error(reason)
    },
  }
  const text = (member: string) => Buffer.from(`{"key":"${member}","other":[${values}]}`)
  const before = process.cpuUsage()
  const swapped = await swapBody(text(lease), 'application/json', swapper as never)
  const { user, system } = process.cpuUsage(before)

  expect((user + system) / 1000).toBeLessThan(700)
  expect(swapped.equals(text('secret'))).toBe(true)
})

test('a form of more fields than servers read carries no lease', async () => {
  const refuse = (_guard: string, reason: string) => {
    throw new Error(reason)
  }
  const form = (fields: number) => Buffer.from(`${'a=&'.repeat(fields)}key=govlease0zz`)
  const swapper = { sent: [], swap: async () => 'secret', refuse } as never
  const type = 'application/x-www-form-urlencoded'
  await expect(swapBody(form(1_000), type, swapper)).rejects.toThrow('1000 fields')
  expect(String(await swapBody(form(999), type, swapper))).toContain('key=secret')
})

test('a trailer does not ask to be taken for another request, however its name is written', () => {
  for (const name of ['X-HTTP-Method-Override', 'x_http_method', 'X-Original_URI'])
    expect(() => fitTrailers([name, '/'], 1_000)).toThrow('must not come after the body')
})

test('a body that is compressed again and again is not undone (CVE-2022-32206)', () => {
  expect(decoders('gzip, br')).toHaveLength(2)
  expect(decoders(Array(5).fill('br').join(','))).toBeUndefined()
})

describe('hosts without end that were told a secret', () => {
  const [secret, lease] = [
    'ghp_SecretOfGithub0123456789abcdefABCDEF',
    'ghp_govlease4aaaaaaaaaaaaaaaaa',
  ]
  const told = (hosts: number) => {
    const sent = new SentSecrets()
    sent.remember('first.test', secret, lease)
    for (let host = 0; host < hosts; host += 1) sent.remember(`${host}.wild.test`, secret, lease)
    return sent
  }

  test('take little memory each', () => {
    const before = used()
    const sent = told(4_000)
    const grown = used() - before
    expect(grown / 4_000).toBeLessThan(1_000)
    expect(sent.redactorFor('7.wild.test', false)?.text(secret)).toBe(lease)
  })

  test('and the first of them still cannot give it back', () => {
    const sent = told(11_000)
    for (const host of ['first.test', '10999.wild.test', 'never.told'])
      expect(sent.redactorFor(host, false)?.text(secret)).toBe(lease)
  })
})

describe('the proxy itself', () => {
  test.each(['0.0.0.0', '::', '::ffff:0.0.0.0', '64:ff9b::7f00:1', '::ffff:0:7f00:1'])(
    'is not reached as %s, whatever a policy opens',
    (address) => expect(nearness(['127.0.0.1'])(address)).toBe('own'),
  )
})

describe('the name server', () => {
  test('does not stop over a question from port 0, where nobody can be answered', async () => {
    const answer = vi.fn(async () => Buffer.alloc(12))
    const socket = await listenUdp({ answer } as unknown as NameServer, '127.0.0.1', 0)
    socket.emit('message', Buffer.alloc(12), {
      port: 0,
      address: '127.0.0.1',
      family: 'IPv4',
      size: 12,
    })
    socket.close()
    expect(answer).not.toHaveBeenCalled()
  })

  test('asks no more of a client that does not read its answers', async () => {
    const answer = vi.fn(async () => Buffer.alloc(12))
    const client = new Duplex({ read() {}, write() {}, writableHighWaterMark: 100 })
    Object.assign(client, { setTimeout: () => client })
    const question = Buffer.concat([Buffer.from([0, 12]), Buffer.alloc(12)])
    client.push(Buffer.concat(Array(1_000).fill(question)))
    void serveTcp({ answer } as unknown as NameServer, client as never)
    await new Promise((go) => setTimeout(go, 100))
    expect(answer.mock.calls.length).toBeLessThan(20)
    client.destroy()
  })
})
