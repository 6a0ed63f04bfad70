/** A ClientHello written by hand, so that a test can write it wrongly. */
export interface HelloParts {
  serverName?: string | Buffer | undefined
  extensions?: [number, Buffer][]
}

const vector = (lengthOfLength: 1 | 2, bytes: Buffer) => {
  const length = Buffer.alloc(lengthOfLength)
  length.writeUIntBE(bytes.length, 0, lengthOfLength)
  return Buffer.concat([length, bytes])
}

export function serverNameExtension(...names: (string | Buffer)[]): [number, Buffer] {
  const list = names.map((name) =>
    Buffer.concat([
      Buffer.from([0]),
      vector(2, Buffer.isBuffer(name) ? name : Buffer.from(name, 'latin1')),
    ]),
  )
  return [0, vector(2, Buffer.concat(list))]
}

/** The handshake message, without a record around it. */
export function helloMessage({ serverName, extensions = [] }: HelloParts): Buffer {
  const all: [number, Buffer][] = [
    ...(serverName === undefined ? [] : [serverNameExtension(serverName)]),
    [43, vector(1, Buffer.from([3, 4, 3, 3]))],
    [10, vector(2, Buffer.from([0, 29]))],
    ...extensions,
  ]
  const encoded = all.map(([type, body]) => {
    const head = Buffer.alloc(2)
    head.writeUInt16BE(type)
    return Buffer.concat([head, vector(2, body)])
  })
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    vector(1, Buffer.alloc(32, 8)),
    vector(2, Buffer.from([0x13, 0x01])),
    vector(1, Buffer.from([0])),
    vector(2, Buffer.concat(encoded)),
  ])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(0x01000000 + body.length)
  return Buffer.concat([head, body])
}

/** The message in records of at most this many bytes each. */
export function records(message: Buffer, size = 16_384): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < message.length; at += size)
    parts.push(Buffer.concat([Buffer.from([22, 3, 1]), vector(2, message.subarray(at, at + size))]))
  return Buffer.concat(parts)
}

export function hello(parts: HelloParts): Buffer {
  return records(helloMessage(parts))
}
