/**
 * Reads what a TLS client says first, without being a TLS server: the name it asks for (RFC 6066 §3) and whether it
 * hides another one behind it (Encrypted Client Hello). Tolerates any fragmentation over TCP segments and TLS records
 * (RFC 8446 §5.1), because a client can choose it and a name that is not seen cannot be judged.
 */
export type ClientHello =
  | { kind: 'incomplete' }
  | { kind: 'not-tls' }
  | { kind: 'malformed'; reason: string }
  | {
      kind: 'hello'
      /** As sent; absent when the client sent none. */
      serverName?: string
      encrypted: boolean
      protocols: string[]
    }

const HANDSHAKE_RECORD = 22
const CLIENT_HELLO = 1
const SERVER_NAME = 0
const APPLICATION_PROTOCOLS = 16
/** encrypted_client_hello (RFC 9849) and the names of its drafts (encrypted_server_name, draft 02 to 04). */
const ENCRYPTED = new Set([0xfe0d, 0xffce, 0xff02, 0xff03, 0xfe08, 0xfe09, 0xfe0a])
const MAXIMUM_RECORD = 16 * 1024

class Malformed extends Error {}

/** Bytes with a place to read from; every read beyond the end is a malformed message. */
class Reader {
  #bytes: Buffer
  #at = 0
  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }
  get left(): number {
    return this.#bytes.length - this.#at
  }
  number(length: 1 | 2 | 3): number {
    if (this.left < length) throw new Malformed('a field is cut short')
    const value = this.#bytes.readUIntBE(this.#at, length)
    this.#at += length
    return value
  }
  bytes(length: number): Buffer {
    if (this.left < length) throw new Malformed('a field is cut short')
    const part = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return part
  }
  /** A vector: its length, then that many bytes. */
  vector(lengthOfLength: 1 | 2): Reader {
    return new Reader(this.bytes(this.number(lengthOfLength)))
  }
}

/**
 * @param bytes all that the client sent so far, from its first byte on
 * @returns `incomplete` as long as the bytes may still become a ClientHello; the caller bounds size and time
 */
export function readClientHello(bytes: Buffer): ClientHello {
  if (bytes.length === 0) return { kind: 'incomplete' }
  if (bytes[0] !== HANDSHAKE_RECORD) return { kind: 'not-tls' }
  if (bytes.length > 1 && bytes[1] !== 3) return { kind: 'not-tls' }
  try {
    const message = handshakeMessage(bytes)
    return message === undefined ? { kind: 'incomplete' } : readMessage(message)
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'malformed', reason: error.message }
    throw error
  }
}

/** Joins the handshake message over its records. */
function handshakeMessage(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = []
  let have = 0
  let need = 4
  let at = 0
  while (have < need) {
    if (bytes.length - at < 5) return undefined
    if (bytes[at] !== HANDSHAKE_RECORD || bytes[at + 1] !== 3)
      throw new Malformed('another record stands inside the ClientHello')
    const length = bytes.readUInt16BE(at + 3)
    if (length === 0 || length > MAXIMUM_RECORD) throw new Malformed('a record has a bad length')
    const part = bytes.subarray(at + 5, at + 5 + length)
    parts.push(part)
    have += part.length
    if (need === 4 && have >= 4) {
      const head = Buffer.concat(parts).subarray(0, 4)
      if (head[0] !== CLIENT_HELLO) throw new Malformed('the first message is not a ClientHello')
      need = 4 + head.readUIntBE(1, 3)
    }
    at += 5 + length
  }
  return Buffer.concat(parts).subarray(4, need)
}

function readMessage(message: Buffer): ClientHello {
  const hello = new Reader(message)
  hello.bytes(2 + 32)
  hello.vector(1)
  hello.vector(2)
  hello.vector(1)
  let serverName: string | undefined
  let encrypted = false
  let protocols: string[] = []
  const seen = new Set<number>()
  if (hello.left > 0) {
    const extensions = hello.vector(2)
    if (hello.left > 0) throw new Malformed('bytes follow the extensions')
    while (extensions.left > 0) {
      const type = extensions.number(2)
      const body = extensions.vector(2)
      // Two server names could be read differently here and upstream.
      if (seen.has(type)) throw new Malformed('an extension stands twice')
      seen.add(type)
      if (type === SERVER_NAME) serverName = readServerName(body)
      if (type === APPLICATION_PROTOCOLS) protocols = readProtocols(body)
      if (ENCRYPTED.has(type)) encrypted = true
    }
  }
  return {
    kind: 'hello',
    ...(serverName === undefined ? {} : { serverName }),
    encrypted,
    protocols,
  }
}

/** Exactly one name, of type host_name: a list of several could be read differently here and upstream. */
function readServerName(body: Reader): string {
  const list = body.vector(2)
  const type = list.number(1)
  const name = list.vector(2)
  if (type !== 0 || list.left > 0 || body.left > 0)
    throw new Malformed('the server name is not one host name')
  const text = name.bytes(name.left).toString('latin1')
  if (text === '') throw new Malformed('the server name is empty')
  return text
}

function readProtocols(body: Reader): string[] {
  const list = body.vector(2)
  const protocols: string[] = []
  while (list.left > 0) {
    const name = list.vector(1)
    protocols.push(name.bytes(name.left).toString('latin1'))
  }
  return protocols
}
