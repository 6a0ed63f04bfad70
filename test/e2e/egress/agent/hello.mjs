import { createServer } from 'node:net'
import tls from 'node:tls'

/** The ClientHello record of a real client for this name. */
export function clientHello(servername) {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', (record) => {
        socket.destroy()
        server.close()
        resolve(record)
      })
    })
    server.listen(0, '127.0.0.1', () => {
      tls
        .connect({
          port: server.address().port,
          host: '127.0.0.1',
          servername,
          rejectUnauthorized: false,
        })
        .on('error', () => {})
    })
  })
}

/** The same record with one more extension; lengths of record, handshake and extensions follow. */
export function withExtension(record, type, data) {
  const extension = Buffer.alloc(4 + data.length)
  extension.writeUInt16BE(type, 0)
  extension.writeUInt16BE(data.length, 2)
  data.copy(extension, 4)
  const grown = Buffer.concat([record, extension])
  const more = extension.length
  grown.writeUInt16BE(record.readUInt16BE(3) + more, 3)
  grown.writeUIntBE(record.readUIntBE(6, 3) + more, 6, 3)
  let at = 5 + 4 + 2 + 32
  at += 1 + (record[at] ?? 0)
  at += 2 + record.readUInt16BE(at)
  at += 1 + (record[at] ?? 0)
  grown.writeUInt16BE(record.readUInt16BE(at) + more, at)
  return grown
}

/** The same handshake message in two records. */
export function inTwoRecords(record) {
  const message = record.subarray(5)
  const half = Math.ceil(message.length / 2)
  return Buffer.concat(
    [message.subarray(0, half), message.subarray(half)].flatMap((part) => {
      const head = Buffer.from(record.subarray(0, 5))
      head.writeUInt16BE(part.length, 3)
      return [head, part]
    }),
  )
}
