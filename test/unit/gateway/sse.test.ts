import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createEventReader,
  EventError,
  type ServerEvent,
  writeEvent,
} from '../../../sidecars/gateway/sse.ts'

function read(...chunks: string[]): ServerEvent[] {
  const reader = createEventReader(1_000_000)
  return chunks.flatMap((chunk) => reader.push(chunk))
}
const dataOf = (events: ServerEvent[]): string[] => events.map(({ data }) => data)

describe('server-sent events', () => {
  it.each([
    ['line feeds', 'data: a\n\ndata: b\n\n'],
    ['carriage returns alone', 'data: a\r\rdata: b\r\r'],
    ['both', 'data: a\r\n\r\ndata: b\r\n\r\n'],
    ['a mix', 'data: a\r\r\ndata: b\n\r'],
    ['a byte order mark first', '\ufeffdata: a\n\ndata: b\n\n'],
    ['comments', ': hello\ndata: a\n:\n\n:x\n\ndata: b\n\n'],
    ['no space behind the colon', 'data:a\n\ndata:b\n\n'],
    ['fields that nobody knows', 'foo: x\ndata: a\nbar\n\ndata: b\n\n'],
  ])('reads events with %s', (_, text) => {
    expect(dataOf(read(text))).toEqual(['a', 'b'])
    expect(dataOf(read(...text))).toEqual(['a', 'b'])
  })

  it('joins data lines, and takes one leading space away', () => {
    expect(dataOf(read('data: {"a":\ndata:  1}\ndata\n\n'))).toEqual(['{"a":\n 1}\n'])
  })

  it('does not deliver what the stream did not finish', () => {
    expect(read('data: a\n')).toEqual([])
  })

  it('knows ids, names and the time to wait', () => {
    const reader = createEventReader(1_000)
    expect(reader.push('id: 1\nevent: endpoint\ndata: x\nretry: 250\n\n')).toEqual([
      { id: '1', event: 'endpoint', data: 'x' },
    ])
    expect(reader.push('data: y\n\n')).toEqual([{ id: '1', event: 'message', data: 'y' }])
    expect(reader.retry()).toBe(250)
    reader.push('id: a\0b\ndata: z\nretry: soon\n\n')
    expect(reader.lastId()).toBe('1')
    expect(reader.retry()).toBe(250)
  })

  it('bounds a line without an end and an event without an end', () => {
    const line = createEventReader(1_000)
    expect(() => {
      for (let i = 0; i < 100; i += 1) line.push('x'.repeat(100))
    }).toThrow(EventError)
    const event = createEventReader(1_000)
    expect(() => {
      for (let i = 0; i < 100; i += 1) event.push(`data: ${'x'.repeat(50)}\n`)
    }).toThrow(EventError)
  })

  it('reads the same however the text is cut', () => {
    const piece = fc.constantFrom(
      'data: a',
      'data:b',
      'data',
      'id: 7',
      'event: e',
      ':c',
      '\n',
      '\r',
      '\r\n',
      '\n\n',
      'retry: 5',
      '\ufeff',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.array(fc.nat(5), { maxLength: 60 }),
        (pieces, cuts) => {
          const text = pieces.join('')
          const parts: string[] = []
          let at = 0
          for (const cut of cuts) {
            parts.push(text.slice(at, at + cut))
            at += cut
          }
          parts.push(text.slice(at))
          expect(read(...parts)).toEqual(read(text))
        },
      ),
      { numRuns: 1_500 },
    )
  })

  it('reads back what it writes, for any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(dataOf(read(writeEvent(JSON.stringify(JSON.parse(json)), '1_2')))).toEqual([
          JSON.stringify(JSON.parse(json)),
        ])
      }),
      { numRuns: 2_000 },
    )
  })
})
