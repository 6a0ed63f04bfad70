import { Transform, type TransformCallback } from 'node:stream'
import { isSameSignature, type Scope, signChunk, signTrailers } from './sigv4.ts'

/** Who signs the chunks of a body: each signature covers the one before, the first that of the head. */
export interface Signer {
  key: Buffer
  /** The signature of the head, hexadecimal. */
  seed: string
}

export interface ChunkSignatures extends Scope {
  /** Whether trailers follow the chunks, with a signature of their own. */
  trailers: boolean
  /** The agent, with its leases. */
  lease: Signer
  real: Signer
}

/** A body that is not in signed chunks as its head says, or not signed by whom its head names. */
export class UnfitChunk extends Error {
  override name = 'UnfitChunk'
}

/** Longer than any client makes a chunk (64 or 128 KiB), since one is held until its signature is there. */
export const LONGEST_CHUNK = 4 * 1024 * 1024
const LONGEST_LINE = 1024
const LONGEST_TRAILERS = 16 * 1024
const CRLF = Buffer.from('\r\n')

/**
 * Checks a body that is signed chunk by chunk and signs it anew, chunk by chunk. Its length stays what it was. What is
 * wrong ends it with UnfitChunk, and nothing of that chunk goes on.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and sigv4-streaming-trailers.html
 */
export class SignedChunks extends Transform {
  readonly #about: ChunkSignatures
  #before: { lease: string; real: string }
  #step: () => boolean = this.#head
  #held: Buffer[] = []
  #length = 0
  /** Until there are that many bytes there is nothing to do. */
  #needs = 1
  #chunk = { size: 0, written: '', signature: '' }
  #trailers = ''
  #trailersAsSent = ''

  constructor(about: ChunkSignatures) {
    super()
    this.#about = about
    this.#before = { lease: about.lease.seed, real: about.real.seed }
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#held.push(piece)
    this.#length += piece.length
    try {
      while (this.#length >= this.#needs && this.#step());
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.#step === this.#end ? null : new UnfitChunk('The body ends within a chunk.'))
  }

  /** `SIZE;chunk-signature=SIGNATURE` */
  #head(): boolean {
    const line = this.#line()
    if (line === undefined) return false
    const match = /^([0-9a-fA-F]{1,8});chunk-signature=([0-9a-f]{64})$/.exec(line)
    if (match === null) throw new UnfitChunk('A chunk does not begin with its size and signature.')
    const [, written = '', signature = ''] = match
    const size = Number.parseInt(written, 16)
    if (size > LONGEST_CHUNK)
      throw new UnfitChunk(`A chunk may have ${LONGEST_CHUNK} bytes, this one has ${size}.`)
    this.#chunk = { size, written, signature }
    // Trailers stand where the empty chunk at the end would have its line break.
    const isBare = size === 0 && this.#about.trailers
    this.#next(isBare ? this.#bareEnd : this.#data, isBare ? 0 : size + CRLF.length)
    return true
  }

  #data(): boolean {
    const { size } = this.#chunk
    const data = this.#take(size)
    if (!this.#take(CRLF.length).equals(CRLF))
      throw new UnfitChunk('A chunk is not as long as it says.')
    this.#pass(data)
    this.push(data)
    this.push(CRLF)
    this.#next(size === 0 ? this.#end : this.#head, 1)
    return true
  }

  #bareEnd(): boolean {
    this.#pass(Buffer.alloc(0))
    this.#next(this.#trailer, 1)
    return true
  }

  /** Checks the chunk and writes its head anew. */
  #pass(data: Buffer): void {
    const { lease, real } = this.#about
    const { written, signature } = this.#chunk
    const expected = signChunk(lease.key, this.#about, this.#before.lease, data)
    if (!isSameSignature(expected, signature))
      throw new UnfitChunk('A chunk is not signed with the lease of its access key.')
    const signed = signChunk(real.key, this.#about, this.#before.real, data)
    this.#before = { lease: signature, real: signed }
    this.push(`${written};chunk-signature=${signed}\r\n`)
  }

  /** One line of the trailers; all go on together, when the last of them has signed the others. */
  #trailer(): boolean {
    const line = this.#line()
    if (line === undefined) return false
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    if (name !== 'x-amz-trailer-signature') {
      if (line.trim() !== '') this.#trailers += `${name}:${value}\n`
      this.#trailersAsSent += `${line}\r\n`
      if (this.#trailersAsSent.length > LONGEST_TRAILERS)
        throw new UnfitChunk('The trailers are too long.')
      return true
    }
    const { lease, real } = this.#about
    const expected = signTrailers(lease.key, this.#about, this.#before.lease, this.#trailers)
    if (!isSameSignature(expected, value))
      throw new UnfitChunk('The trailers are not signed with the lease of their access key.')
    const signed = signTrailers(real.key, this.#about, this.#before.real, this.#trailers)
    this.push(Buffer.from(`${this.#trailersAsSent}${name}:${signed}\r\n`, 'latin1'))
    this.#next(this.#end, 1)
    return true
  }

  /** Nothing but a line break may follow. */
  #end(): boolean {
    const rest = this.#take(this.#length)
    if (!/^[\r\n]{0,2}$/.test(rest.toString('latin1')))
      throw new UnfitChunk('Something follows the last chunk.')
    this.push(rest)
    return false
  }

  #next(step: () => boolean, needs: number): void {
    this.#step = step
    this.#needs = needs
  }

  /** The next line without its end; undefined while that is not there. */
  #line(): string | undefined {
    const held = this.#whole()
    const end = held.indexOf(10)
    if (end > LONGEST_LINE || (end < 0 && held.length > LONGEST_LINE))
      throw new UnfitChunk('A line between the chunks is too long.')
    if (end < 0) {
      this.#needs = held.length + 1
      return undefined
    }
    this.#needs = 1
    return this.#take(end + 1)
      .toString('latin1')
      .replace(/\r?\n$/, '')
  }

  #whole(): Buffer {
    const [first, ...others] = this.#held
    if (first === undefined) return Buffer.alloc(0)
    if (others.length === 0) return first
    const whole = Buffer.concat(this.#held)
    this.#held = [whole]
    return whole
  }

  #take(length: number): Buffer {
    const whole = this.#whole()
    const rest = whole.subarray(length)
    this.#held = rest.length === 0 ? [] : [rest]
    this.#length = rest.length
    return whole.subarray(0, length)
  }
}
