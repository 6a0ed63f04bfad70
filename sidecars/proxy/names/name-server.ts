import dgram from 'node:dgram'
import { once } from 'node:events'
import net from 'node:net'
import dnsPacket from 'dns-packet'
import type { Decision } from '../../../policy/decision.ts'
import { canonicalHost } from '../../../policy/host.ts'
import { type Governed, holdsLease } from '../governed.ts'
import type { Limits } from '../limits.ts'
import { ownNames } from '../own-addresses.ts'
import { guardRefusal } from '../refusal.ts'

/** What the name server answers with. */
export interface OwnPlaces {
  /** The proxy, on this service's sandbox network. */
  proxy: string
  /** The gateway there; absent for a service that may not call tools. */
  gateway?: string | undefined
}

/** How long a client may keep an answer: a new policy is felt soon. */
const TTL_SECONDS = 5
const QUERY = 0x8000
const NO_ERROR = 0
const FORMAT_ERROR = 1
const NAME_ERROR = 3
const NOT_IMPLEMENTED = 4
const REFUSED = 5
/** Queries waiting on one TCP connection. */
const TCP_IDLE_MILLISECONDS = 10_000

/**
 * Answers the names of one governed service. It asks nobody: an allowed name is the proxy's own address, whatever the
 * world says of it, and every other name does not exist. So a look-up leaves no trace outside, and carries nothing out.
 */
export class NameServer {
  readonly #governed: Governed
  readonly #own: OwnPlaces
  readonly #limits: Limits
  #second = 0
  #asked = 0

  constructor(governed: Governed, own: OwnPlaces, limits: Limits) {
    this.#governed = governed
    this.#own = own
    this.#limits = limits
  }

  /** @returns the answer, or nothing for what is no question */
  async answer(message: Buffer): Promise<Buffer | undefined> {
    if (message.length < 12) return undefined
    const flags = message.readUInt16BE(2)
    // An answer is never answered: two name servers could talk to each other for ever.
    if ((flags & QUERY) !== 0) return undefined
    const id = message.readUInt16BE(0)
    if (((flags >> 11) & 15) !== 0) return head(id, flags, NOT_IMPLEMENTED)
    const question = readQuestion(message)
    if (question === undefined) return head(id, flags, FORMAT_ERROR)
    if (await this.#tooMany(question.name)) return head(id, flags, REFUSED)
    const { code, answers } = await this.#judge(question)
    return dnsPacket.encode({
      id,
      type: 'response',
      // authoritative answer, recursion desired as asked; recursion available is not
      flags: 0x0400 | (flags & 0x0100) | code,
      questions: [question as dnsPacket.Question],
      answers,
      ...(question.edns
        ? {
            additionals: [
              { type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [] } as never,
            ],
          }
        : {}),
    })
  }

  async #judge({
    name,
    type,
    class: group,
  }: Question): Promise<{ code: number; answers: dnsPacket.Answer[] }> {
    const nothing = { code: NO_ERROR, answers: [] }
    const address = group === 'IN' ? this.#ownAddress(name) : undefined
    if (address === undefined) {
      if (group === 'IN' && this.#isServiceOfAllowed(name)) return nothing
      const back = type === 'PTR' ? this.#pointer(name) : undefined
      if (back === undefined) return { code: NAME_ERROR, answers: await this.#none(name, type) }
      return {
        code: NO_ERROR,
        answers: [{ type: 'PTR', name, ttl: TTL_SECONDS, data: back } as dnsPacket.Answer],
      }
    }
    const family = net.isIP(address) === 6 ? 'AAAA' : 'A'
    if (type !== family) return nothing
    return {
      code: NO_ERROR,
      answers: [
        { type: family, name, class: 'IN', ttl: TTL_SECONDS, data: address } as dnsPacket.Answer,
      ],
    }
  }

  /** The address that a name has here, when it has one. */
  #ownAddress(name: string): string | undefined {
    const host = canonicalHost(name)
    if (host === undefined || net.isIP(host) !== 0) return undefined
    if (host === 'governance-gateway') return this.#own.gateway
    if (ownNames.has(host)) return host === 'governance-proxy' ? this.#own.proxy : undefined
    if (holdsLease(name)) return undefined
    return this.#governed.decisions.resolve(host).decision === 'blocked'
      ? undefined
      : this.#own.proxy
  }

  /**
   * Programs that mean to reach an allowed host ask first where its service is (RFC 2782, RFC 9460 §2.3): apt does it
   * each time. It is where the host is, and no attempt at anything.
   */
  #isServiceOfAllowed(name: string): boolean {
    const [service, host] = /^_[^.]+\._[^.]+\.(.+)$/.exec(name) ?? []
    return service !== undefined && !holdsLease(name) && this.#ownAddress(host ?? '') !== undefined
  }

  #pointer(name: string): string | undefined {
    const own = new Map([[reverse(this.#own.proxy), 'governance-proxy']])
    if (this.#own.gateway !== undefined) own.set(reverse(this.#own.gateway), 'governance-gateway')
    return own.get(name.toLowerCase().replace(/\.$/, ''))
  }

  /** Records a name that does not exist here. */
  async #none(name: string, type: string): Promise<[]> {
    const host = canonicalHost(name)
    const { decisions } = this.#governed
    const decision: Decision =
      host === undefined || ownNames.has(host) || holdsLease(name)
        ? guardRefusal(
            'authority',
            decisions.name,
            'The name that was asked for is not one that anybody has.',
          ).decision
        : decisions.resolve(host)
    const resource = name.replace(/[^\x21-\x7e]/g, '?').slice(0, 253)
    try {
      await this.#governed.record({
        action: 'resolve',
        resource,
        decision: decision.decision === 'blocked' ? decision : { ...decision, decision: 'blocked' },
        details: { type },
      })
    } catch {
      // A refusal that cannot be recorded stays a refusal.
    }
    return []
  }

  /** Many names in a second are a way to fill the trail, and nothing that a program needs. */
  async #tooMany(name: string): Promise<boolean> {
    const second = Math.floor(Date.now() / 1_000)
    if (second !== this.#second) {
      this.#second = second
      this.#asked = 0
    }
    this.#asked += 1
    const { namesPerSecond } = this.#limits
    if (this.#asked === namesPerSecond + 1)
      await this.#governed.refuseBy(
        'limits.namesPerSecond',
        { action: 'resolve', resource: name.slice(0, 253) },
        `More than ${namesPerSecond} names were asked for within a second; the rest of them is refused.`,
      )
    return this.#asked > namesPerSecond
  }
}

interface Question {
  name: string
  type: string
  class: string
  edns: boolean
}

/** Exactly one question, as every resolver sends it. */
function readQuestion(message: Buffer): Question | undefined {
  if (
    message.readUInt16BE(4) !== 1 ||
    message.readUInt16BE(6) !== 0 ||
    message.readUInt16BE(8) !== 0
  )
    return undefined
  if (!hasPlainName(message)) return undefined
  try {
    const { questions = [], additionals = [] } = dnsPacket.decode(message)
    const [question] = questions
    if (question === undefined || question.name === '') return undefined
    const { name, type } = question
    const edns = additionals.some((record) => record.type === 'OPT')
    return { name, type, class: (question as { class?: string }).class ?? 'IN', edns }
  } catch {
    return undefined
  }
}

/**
 * Whether the name of the question is written out, label by label. A dot within a label would be taken for a border
 * between two, and the name for another one.
 */
function hasPlainName(message: Buffer): boolean {
  let at = 12
  for (;;) {
    const length = message[at]
    if (length === 0) return true
    if (length === undefined || length > 63) return false
    if (message.subarray(at + 1, at + 1 + length).includes('.')) return false
    at += 1 + length
  }
}

/** An answer without a question, for messages that could not be read. */
function head(id: number, flags: number, code: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt16BE(id, 0)
  bytes.writeUInt16BE(QUERY | (flags & 0x7900) | code, 2)
  return bytes
}

function reverse(address: string): string {
  return `${address.split('.').reverse().join('.')}.in-addr.arpa`
}

/** Listens for questions over UDP. */
export async function listenUdp(
  server: NameServer,
  address: string,
  port: number,
): Promise<dgram.Socket> {
  const socket = dgram.createSocket(net.isIP(address) === 6 ? 'udp6' : 'udp4')
  socket.on('message', (message, from) => {
    // Nobody listens on port 0, and Node does not send there but throws.
    if (from.port === 0) return
    server.answer(message).then(
      (answer) => {
        if (answer !== undefined) socket.send(answer, from.port, from.address, () => {})
      },
      () => {},
    )
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, address, () => {
      socket.off('error', reject).on('error', () => {})
      resolve()
    })
  })
  return socket
}

/** Answers questions on one TCP connection: each with its length before it (RFC 1035 §4.2.2), one after the other. */
export async function serveTcp(server: NameServer, client: net.Socket): Promise<void> {
  client.setTimeout(TCP_IDLE_MILLISECONDS, () => client.destroy())
  let bytes: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of client) {
      bytes = Buffer.concat([bytes, chunk])
      while (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) {
        const length = bytes.readUInt16BE(0)
        const answer = await server.answer(bytes.subarray(2, 2 + length))
        bytes = bytes.subarray(2 + length)
        if (answer === undefined) return void client.destroy()
        const framed = Buffer.alloc(2)
        framed.writeUInt16BE(answer.length, 0)
        // Who does not read its answers is not asked for more questions.
        if (!client.write(Buffer.concat([framed, answer]))) await once(client, 'drain')
      }
    }
    client.end()
  } catch {
    client.destroy()
  }
}
