import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessageError, readMessages, writeMessage } from '../../../sidecars/gateway/messages.ts'

const strict = { depth: 64, values: 500_000, foldKeys: true }
const read = (text: string): unknown => readMessages(text, strict)

describe('JSON-RPC messages', () => {
  it.each([
    ['no version', '{"id":1,"method":"ping"}'],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"ping"}'],
    ['a foreign key in the envelope', '{"jsonrpc":"2.0","id":1,"method":"ping","Method":"x"}'],
    ['a key that the envelope does not have', '{"jsonrpc":"2.0","id":1,"method":"ping","extra":1}'],
    ['a second key that looks like method', '{"jsonrpc":"2.0","id":1,"Method":"tools/call"}'],
    ['request and answer in one', '{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}'],
    [
      'result and error in one',
      '{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":""}}',
    ],
    ['a null id', '{"jsonrpc":"2.0","id":null,"method":"ping"}'],
    ['an id with a fraction', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}'],
    ['an id written as a float', '{"jsonrpc":"2.0","id":1.0,"method":"ping"}'],
    ['an id that no float holds', '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}'],
    ['an object as id', '{"jsonrpc":"2.0","id":{},"method":"ping"}'],
    ['a huge id', `{"jsonrpc":"2.0","id":"${'x'.repeat(257)}","method":"ping"}`],
    ['a method that is no name', '{"jsonrpc":"2.0","id":1,"method":"tools/call "}'],
    ['a method with a NUL', '{"jsonrpc":"2.0","id":1,"method":"tools/call\\u0000"}'],
    ['a number as method', '{"jsonrpc":"2.0","id":1,"method":1}'],
    ['an array of params', '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}'],
    ['null as params', '{"jsonrpc":"2.0","id":1,"method":"ping","params":null}'],
    [
      'Name instead of name',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"Name":"x"}}',
    ],
    [
      'arguments with a long s',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","argument\u017f":{}}}',
    ],
    ['a string', '"ping"'],
    ['a nested batch', '[[{"jsonrpc":"2.0","id":1,"method":"ping"}]]'],
    ['an array as result', '{"jsonrpc":"2.0","id":1,"result":[]}'],
    ['an error without a code', '{"jsonrpc":"2.0","id":1,"error":{"message":"x"}}'],
  ])('refuses %s', (_, text) => {
    expect(() => read(text)).toThrow(MessageError)
  })

  it('tells requests, notifications and answers apart', () => {
    expect(read('{"jsonrpc":"2.0","id":"a","method":"ping"}')).toMatchObject({
      kind: 'request',
      id: 'a',
    })
    expect(read('{"jsonrpc":"2.0","method":"notifications/x"}')).toMatchObject({
      kind: 'notification',
    })
    expect(read('{"jsonrpc":"2.0","id":0,"result":{}}')).toMatchObject({ kind: 'result', id: 0 })
    expect(
      read('{"jsonrpc":"2.0","id":null,"error":{"code":-1,"message":"m","data":[1]}}'),
    ).toMatchObject({ kind: 'error', id: undefined })
  })

  it('never fails in another way, and what it takes it writes so that it reads the same', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('2.0', 1, 'ping', {}, null),
    )
    const message = fc.dictionary(
      fc.constantFrom('jsonrpc', 'id', 'method', 'params', 'result', 'error', 'Method'),
      value,
    )
    fc.assert(
      fc.property(message, (object) => {
        let ours: ReturnType<typeof readMessages>
        try {
          ours = readMessages(JSON.stringify({ jsonrpc: '2.0', ...object }), strict)
        } catch (error) {
          expect(error).toBeInstanceOf(MessageError)
          return
        }
        if (Array.isArray(ours)) return
        expect(readMessages(writeMessage(ours), strict)).toEqual(ours)
      }),
      { numRuns: 1_500 },
    )
  })
})
