import { randomBytes } from 'node:crypto'

/** A frame as a client of WebSocket sends it, masked (RFC 6455 §5.3). */
export function clientFrame(
  content: string | Buffer,
  { opcode = 1, final = true, mask = randomBytes(4) as Buffer, reserved = 0 } = {},
): Buffer {
  const payload = Buffer.from(content)
  const size = payload.length
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10)
  head[0] = (final ? 0x80 : 0) | (reserved << 4) | opcode
  head[1] = 0x80 | (size < 126 ? size : size < 65_536 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(size, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(size), 2)
  for (let at = 0; at < size; at++) payload[at] = (payload[at] as number) ^ (mask[at & 3] as number)
  return Buffer.concat([head, mask, payload])
}
