import type { Socket } from 'node:net'

/**
 * Takes a connection apart into lines of UTF-8. What is longer than it may be ends the connection: nobody who means well
 * sends it.
 *
 * @param longest in bytes
 */
export function onLines(socket: Socket, longest: number, take: (line: string) => void): void {
  let held: Buffer[] = []
  let length = 0
  socket.on('data', (chunk: Buffer) => {
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const piece = chunk.subarray(from, end)
      from = end + 1
      if (length + piece.length > longest) {
        socket.destroy()
        return
      }
      take((held.length === 0 ? piece : Buffer.concat([...held, piece])).toString('utf8'))
      held = []
      length = 0
    }
    if (from === chunk.length) return
    held.push(chunk.subarray(from))
    length += chunk.length - from
    if (length > longest) socket.destroy()
  })
}
