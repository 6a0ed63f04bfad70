import { Transform, type TransformCallback } from 'node:stream'
import type { CanonicalHost } from '../../../policy/host.ts'
import { LeaseFound, LeaseWatch } from '../leases/lease-scan.ts'
import type { Guard } from '../refusal.ts'
import { type ClientHello, readClientHello } from '../tls/client-hello.ts'
import { type Wrong, whatIsWrong } from './hello-check.ts'

/** A ClientHello on its way asks for another host. */
export class WrongHello extends Error {
  readonly guard: Guard
  constructor({ guard, reason }: Wrong) {
    super(reason)
    this.guard = guard
  }
}

const LONGEST_HELLO = 16 * 1024
/** The kind of the handshake message within its record (RFC 8446 §4). */
const HELLO_BYTE = 5
const CLIENT_HELLO = 1

/**
 * What a client sends through a tunnel to a port that is not 443. The policy names host and port, so any protocol may
 * pass, also one in which the server speaks first; but when it is TLS then to this host, and it may hold no lease.
 */
export class FirstWords extends Transform {
  readonly #host: CanonicalHost
  #begun: Buffer | undefined = Buffer.alloc(0)
  readonly #watch = new LeaseWatch()

  constructor(host: CanonicalHost) {
    super()
    this.#host = host
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let bytes = chunk
    if (this.#begun !== undefined) {
      bytes = Buffer.concat([this.#begun, chunk])
      const hello = readClientHello(bytes)
      if (hello.kind === 'incomplete' && bytes.length < LONGEST_HELLO) {
        this.#begun = bytes
        done()
        return
      }
      const wrong = this.#whatIsWrong(hello, bytes)
      if (wrong !== undefined) {
        done(new WrongHello(wrong))
        return
      }
      this.#begun = undefined
    }
    this.#pass(bytes, done)
  }

  /** A hello without a name passes here, for the host is named already; one that cannot be read may hold another. */
  #whatIsWrong(hello: ClientHello, bytes: Buffer): Wrong | undefined {
    if (hello.kind === 'not-tls') return undefined
    if (hello.kind === 'hello' && hello.serverName === undefined && !hello.encrypted)
      return undefined
    // Other protocols, too, may begin as a record of TLS does.
    if (hello.kind !== 'hello' && bytes.length > HELLO_BYTE && bytes[HELLO_BYTE] !== CLIENT_HELLO)
      return undefined
    return whatIsWrong(hello.kind === 'incomplete' ? { kind: 'too-long' } : hello, this.#host)
  }

  override _flush(done: TransformCallback): void {
    if (this.#begun !== undefined && this.#begun.length > 0) this.#pass(this.#begun, done)
    else done()
  }

  #pass(bytes: Buffer, done: TransformCallback): void {
    if (this.#watch.completes(bytes)) done(new LeaseFound())
    else done(null, bytes)
  }
}
