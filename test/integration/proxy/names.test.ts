import net from 'node:net'
import dnsPacket from 'dns-packet'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Lab, startLab, until } from './lab.ts'

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network:
    allowedDomains: ["ok.test", "*.wild.test", "db.test:5432"]
    deniedDomains: ["no.wild.test"]
    allowedLocal: ["postgres:5432"]
`
let lab: Lab
beforeAll(async () => {
  lab = await startLab(policy, { limits: { namesPerSecond: 300 } })
})
afterAll(() => lab?.close())
beforeEach(() => {
  lab.events.length = 0
})

type Asked = {
  flag_aa: boolean
  rcode: string
  answers: { type: string; data: unknown; ttl: number }[]
  additionals: { type: string }[]
}

/** Asks over TCP framing. */
async function ask(name: string, type = 'A', more: object = {}): Promise<Asked> {
  const [message] = await exchange([
    dnsPacket.encode({
      type: 'query',
      id: 7,
      flags: dnsPacket.RECURSION_DESIRED,
      questions: [{ name, type: type as 'A' }],
      ...more,
    }),
  ])
  if (message === undefined) throw new Error('No answer.')
  return dnsPacket.decode(message) as unknown as Asked
}

function exchange(messages: Buffer[], chunk = 65_536): Promise<Buffer[]> {
  return new Promise((resolve) => {
    const socket = net.connect(lab.ports.names, '127.0.0.1')
    let bytes = Buffer.alloc(0)
    const answers: Buffer[] = []
    const framed = Buffer.concat(
      messages.map((message) => {
        const length = Buffer.alloc(2)
        length.writeUInt16BE(message.length)
        return Buffer.concat([length, message])
      }),
    )
    for (let at = 0; at < framed.length; at += chunk) socket.write(framed.subarray(at, at + chunk))
    // Some questions are not answered: it has ended when nothing has come for a while.
    const silence = setTimeout(() => socket.destroy(), 800)
    socket.on('data', (data) => {
      silence.refresh()
      bytes = Buffer.concat([bytes, data])
      while (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) {
        answers.push(bytes.subarray(2, 2 + bytes.readUInt16BE(0)))
        bytes = bytes.subarray(2 + bytes.readUInt16BE(0))
      }
      if (answers.length === messages.length) socket.end()
    })
    socket.on('close', () => resolve(answers)).on('error', () => {})
  })
}

describe('what has an address', () => {
  test.each([
    'ok.test',
    'OK.Test',
    'a.b.wild.test',
    'wild.test',
    'db.test',
    'postgres',
    'governance-proxy',
    'governance-gateway',
  ])('%s is here, at once and without asking anybody', async (name) => {
    const { rcode, answers } = await ask(name)
    expect([rcode, answers.map(({ type, data }) => [type, data])]).toEqual([
      'NOERROR',
      [['A', '127.0.0.1']],
    ])
    expect(lab.lookedUp).toEqual([])
  })

  test.each(['AAAA', 'HTTPS', 'SVCB', 'TXT', 'MX', 'NS', 'CNAME', 'SOA', 'ANY', 'NULL'])(
    'an allowed name has no %s, and so no ECH key',
    async (type) => {
      const { rcode, answers } = await ask('ok.test', type)
      expect([rcode, answers]).toEqual(['NOERROR', []])
    },
  )

  test.each([
    ['_http._tcp.ok.test', 'SRV'],
    ['_8443._https.a.wild.test', 'HTTPS'],
  ])('%s %s, asked before an allowed host, is nowhere else, and no refusal', async (name, type) => {
    const { rcode, answers } = await ask(name, type)
    expect([rcode, answers]).toEqual(['NOERROR', []])
    expect([lab.events, lab.lookedUp]).toEqual([[], []])
  })

  test('EDNS is understood', async () => {
    const { additionals } = await ask('ok.test', 'A', {
      additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 4096, flags: 0, options: [] }],
    })
    expect(additionals.map(({ type }) => type)).toEqual(['OPT'])
  })

  test('the own addresses have names', async () => {
    const { answers } = await ask('1.0.0.127.in-addr.arpa', 'PTR')
    expect(answers.map(({ data }) => data)).toHaveLength(1)
  })
})

describe('what does not exist', () => {
  test.each([
    ['evil.test', 'A'],
    ['no.wild.test', 'A'],
    ['notok.test', 'AAAA'],
    ['c2VjcmV0.evil.test', 'TXT'],
    ['secret.evil.test', 'MX'],
    ['secret.evil.test', 'NULL'],
    ['_http._tcp.evil.test', 'SRV'],
    ['_http._tcp.governance-broker', 'SRV'],
    ['_secret.ok.test', 'SRV'],
    ['redis', 'A'],
    ['governance-broker', 'A'],
    ['8.8.8.8.in-addr.arpa', 'PTR'],
    ['127.0.0.1', 'A'],
    ['ok.test\0.wild.test', 'A'],
  ])('case 27: %s %s is NXDOMAIN, recorded once, and nobody is asked', async (name, type) => {
    const { rcode, answers } = await ask(name, type)
    expect([rcode, answers]).toEqual(['NXDOMAIN', []])
    expect(lab.events).toMatchObject([{ kind: 'network', action: 'resolve', decision: 'blocked' }])
    expect(lab.lookedUp).toEqual([])
  })

  test('a lease in a name is not answered and not written down', async () => {
    const lease = lab.leases.get('GITHUB_TOKEN') ?? ''
    for (const name of [`${lease}.wild.test`, `_${lease}._tcp.ok.test`])
      expect((await ask(name)).rcode).toBe('NXDOMAIN')
    expect(lab.events.map(({ rule }) => rule)).toEqual(Array(2).fill('proxy.authority'))
    expect(JSON.stringify(lab.events).toLowerCase()).not.toContain('govlease')
  })
})

describe('messages', () => {
  test('several questions on one connection, a byte at a time', async () => {
    const messages = [1, 2, 3].map((id) =>
      dnsPacket.encode({ type: 'query', id, questions: [{ name: 'ok.test', type: 'A' }] }),
    )
    const answers = await exchange(messages, 1)
    expect(answers.map((answer) => dnsPacket.decode(answer).id)).toEqual([1, 2, 3])
  })

  test.each<[string, Buffer]>([
    ['no question', Buffer.from([0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
    [
      'a name that points at itself',
      Buffer.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1]),
    ],
    [
      'a dot within a label',
      Buffer.from([
        0,
        1,
        1,
        0,
        0,
        1,
        0,
        0,
        0,
        0,
        0,
        0,
        7,
        ...Buffer.from('ok.test'),
        0,
        0,
        1,
        0,
        1,
      ]),
    ],
    ['a name that is cut off', Buffer.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 63, 65])],
  ])('%s is a format error', async (_, message) => {
    const [answer] = await exchange([message])
    expect((answer?.[3] ?? 0) & 15).toBe(1)
  })

  test('another operation is not implemented; an answer is not answered', async () => {
    const [answer] = await exchange([
      Buffer.from([0, 1, 0x28, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1]),
    ])
    expect((answer?.[3] ?? 0) & 15).toBe(4)
    expect(
      await exchange([Buffer.from([0, 1, 0x81, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1])]),
    ).toEqual([])
  })

  test('two questions in one message are a format error', async () => {
    const message = dnsPacket.encode({
      type: 'query',
      id: 1,
      questions: [
        { name: 'ok.test', type: 'A' },
        { name: 'evil.test', type: 'A' },
      ],
    })
    const [answer] = await exchange([message])
    expect((answer?.[3] ?? 0) & 15).toBe(1)
  })
})

test('case 45: a flood of names is refused, and on record once', async () => {
  await new Promise((go) => setTimeout(go, 1_000 - (Date.now() % 1_000)))
  const messages = Array.from({ length: 400 }, (_, id) =>
    dnsPacket.encode({ type: 'query', id, questions: [{ name: `x${id}.evil.test`, type: 'A' }] }),
  )
  const answers = await exchange(messages)
  expect(answers.filter((answer) => ((answer[3] ?? 0) & 15) === 5).length).toBeGreaterThan(50)
  await until(() => lab.events.some(({ rule }) => rule === 'proxy.limits.namesPerSecond'))
  expect(
    lab.events.filter(({ rule }) => rule === 'proxy.limits.namesPerSecond').length,
  ).toBeLessThanOrEqual(2)
})
