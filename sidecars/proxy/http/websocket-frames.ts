/** The head of one frame (RFC 6455 §5.2). */
export interface Frame {
  opcode: number
  /** The last of its message. */
  final: boolean
}

export const CONTINUATION = 0
export const CLOSE = 8
/** A message that violates the policy of whoever received it (RFC 6455 §7.4.1). */
export const POLICY_VIOLATION = 1008
const LONGEST_CONTROL = 125

/** Bytes that are no frames, or frames of an extension that nobody agreed to. */
export class BadFrame extends Error {
  override name = 'BadFrame'
}

export interface FrameSink {
  /** Bytes of a frame's content, unmasked, in order. They are valid until the sink returns. */
  payload(bytes: Buffer, frame: Frame): void
  /** The frame is whole. */
  end(frame: Frame): void
}

/** Reads frames from bytes that arrive in any pieces, without holding any content. */
export class FrameReader {
  readonly #masked: boolean
  readonly #sink: FrameSink
  #head: Buffer = Buffer.alloc(0)
  #frame: Frame | undefined
  #mask: Buffer | undefined
  #left = 0
  #read = 0
  #inMessage = false

  /** @param masked whether the frames are a client's, which are masked, or a server's, which are not */
  constructor(masked: boolean, sink: FrameSink) {
    this.#masked = masked
    this.#sink = sink
  }

  /** Whether the last frame is whole and no next one has begun. */
  get between(): boolean {
    return this.#frame === undefined && this.#head.length === 0
  }

  /** @throws BadFrame */
  push(chunk: Buffer): void {
    let bytes = chunk
    while (bytes.length > 0 || this.#frame !== undefined) {
      const frame = this.#frame
      if (frame === undefined) {
        bytes = this.#begin(bytes)
        if (this.#frame === undefined) return
        continue
      }
      const piece = bytes.subarray(0, this.#left)
      bytes = bytes.subarray(piece.length)
      this.#left -= piece.length
      if (piece.length > 0) this.#sink.payload(this.#unmasked(piece), frame)
      if (this.#left > 0) return
      this.#frame = undefined
      this.#sink.end(frame)
    }
  }

  /** Takes what belongs to a head from the bytes, and gives back the rest. */
  #begin(bytes: Buffer): Buffer {
    const all = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes])
    const size = headSize(all)
    if (size === undefined || all.length < size) {
      this.#head = Buffer.from(all)
      return Buffer.alloc(0)
    }
    this.#head = Buffer.alloc(0)
    this.#open(all.subarray(0, size))
    return all.subarray(size)
  }

  #open(head: Buffer): void {
    const first = head[0] ?? 0
    const second = head[1] ?? 0
    const opcode = first & 0x0f
    const final = (first & 0x80) !== 0
    if ((first & 0x70) !== 0) throw new BadFrame('It uses an extension that was not agreed.')
    if (![0, 1, 2, 8, 9, 10].includes(opcode)) throw new BadFrame('It has an unknown kind.')
    if (((second & 0x80) !== 0) !== this.#masked)
      throw new BadFrame('Its mask is not as it must be.')
    const short = second & 0x7f
    const length =
      short < 126 ? short : short === 126 ? head.readUInt16BE(2) : Number(head.readBigUInt64BE(2))
    if (!Number.isSafeInteger(length)) throw new BadFrame('It is longer than anything can be.')
    if (opcode >= CLOSE && (!final || length > LONGEST_CONTROL))
      throw new BadFrame('A control frame is in parts, or too long.')
    if (opcode < CLOSE) {
      if ((opcode === CONTINUATION) !== this.#inMessage)
        throw new BadFrame('Its message has no beginning, or no end.')
      this.#inMessage = !final
    }
    this.#mask = this.#masked ? Buffer.from(head.subarray(head.length - 4)) : undefined
    this.#left = length
    this.#read = 0
    this.#frame = { opcode, final }
  }

  #unmasked(piece: Buffer): Buffer {
    const mask = this.#mask
    if (mask === undefined) return piece
    const plain = Buffer.allocUnsafe(piece.length)
    const shift = this.#read & 3
    for (let at = 0; at < piece.length; at++)
      plain[at] = (piece[at] as number) ^ (mask[(at + shift) & 3] as number)
    this.#read += piece.length
    return plain
  }
}

/** How long the head is that these bytes begin; unknown until there are two. */
function headSize(bytes: Buffer): number | undefined {
  const second = bytes[1]
  if (second === undefined) return undefined
  const short = second & 0x7f
  return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + ((second & 0x80) === 0 ? 0 : 4)
}

/** A frame as a server sends it, without a mask. */
export function serverFrame({ opcode, final }: Frame, payload: Buffer): Buffer {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = (final ? 0x80 : 0) | opcode
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}

/** What ends a WebSocket, with its reason for the person at the other end. */
export function closeFrame(code: number, reason: string): Buffer {
  const payload = Buffer.alloc(2)
  payload.writeUInt16BE(code)
  const text = Buffer.from(reason).subarray(0, LONGEST_CONTROL - 2)
  return serverFrame({ opcode: CLOSE, final: true }, Buffer.concat([payload, text]))
}
