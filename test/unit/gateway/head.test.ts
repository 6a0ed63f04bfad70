import { describe, expect, it } from 'vitest'
import {
  checkContent,
  checkNames,
  HeadError,
  readAccept,
  readHeaders,
} from '../../../sidecars/gateway/client/head.ts'

const own = { hosts: new Set(['governance-gateway', '198.18.0.3']), port: 8811 }
const headers = (values: Record<string, string>): ReadonlyMap<string, string> =>
  new Map(Object.entries(values))

describe('the head of a request', () => {
  it.each([
    [{ host: 'governance-gateway:8811' }],
    [{ host: 'GOVERNANCE-GATEWAY' }],
    [{ host: '198.18.0.3:8811', origin: 'http://governance-gateway:8811' }],
  ])('takes our own names %j', (values) => {
    expect(() => checkNames(headers(values), own)).not.toThrow()
  })

  it.each([
    [{}],
    [{ host: '' }],
    [{ host: 'evil.test' }],
    [{ host: 'evil.test:8811' }],
    [{ host: 'governance-gateway:80' }],
    [{ host: 'governance-gateway.evil.test' }],
    [{ host: 'x@governance-gateway' }],
    [{ host: 'governance-gateway, evil.test' }],
    [{ host: 'governance-gateway', origin: 'null' }],
    [{ host: 'governance-gateway', origin: '' }],
    [{ host: 'governance-gateway', origin: 'http://evil.test' }],
    [{ host: 'governance-gateway', origin: 'https://governance-gateway:8811' }],
    [{ host: 'governance-gateway', origin: 'http://governance-gateway:8811 http://evil.test' }],
  ])('refuses foreign names %j', (values) => {
    expect(() => checkNames(headers(values as Record<string, string>), own)).toThrow(HeadError)
  })

  it.each([
    'Host',
    'Origin',
    'Mcp-Session-Id',
    'Content-Type',
    'MCP-Protocol-Version',
    'Mcp-Name',
    'mcp-param-region',
  ])('refuses two of %s', (name) => {
    expect(() => readHeaders([name, 'a', name.toUpperCase(), 'a'])).toThrow(HeadError)
  })

  it.each([
    'text/plain',
    'application/json-rpc',
    'application/jsonp',
    'application/json, text/plain',
    'application/json; charset=utf-16',
    'multipart/form-data',
    '',
  ])('refuses the content type %j', (type) => {
    expect(() => checkContent(headers({ 'content-type': type }))).toThrow(HeadError)
  })

  it('refuses an encoded body', () => {
    expect(() =>
      checkContent(headers({ 'content-type': 'application/json', 'content-encoding': 'gzip' })),
    ).toThrow(HeadError)
    expect(() =>
      checkContent(
        headers({
          'content-type': 'application/json; charset=UTF-8',
          'content-encoding': 'identity',
        }),
      ),
    ).not.toThrow()
  })

  it('knows what a client can read', () => {
    expect(readAccept(headers({ accept: 'application/json, text/event-stream;q=0.5' }))).toEqual({
      json: true,
      events: true,
    })
    expect(readAccept(headers({ accept: 'text/html' }))).toEqual({ json: false, events: false })
    expect(readAccept(headers({}))).toEqual({ json: true, events: true })
  })
})
