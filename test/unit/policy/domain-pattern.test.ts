import { parse } from 'tldts'
import { describe, expect, it, test } from 'vitest'
import {
  coversPattern,
  type DomainPattern,
  formatDomainPattern,
  parseDomainPattern,
} from '../../../policy/domain-pattern.ts'
import { publicSuffixOf } from '../../../policy/public-suffix.ts'
import {
  exceptionsSuffixes,
  icannSuffixes,
  privateSuffixes,
} from '../../../schemas/generated/public-suffixes.ts'
import { host } from './policies.ts'

function pattern(text: string): DomainPattern {
  const result = parseDomainPattern(text)
  if (!result.ok) throw new Error(`${text}: ${result.problem}`)
  return result.pattern
}

describe('a pattern has one spelling', () => {
  test.each([
    ['ok.test', 'ok.test'],
    ['OK.Test.', 'ok.test'],
    ['ok.test:8443', 'ok.test:8443'],
    ['*.OK.test', '*.ok.test'],
    ['*.ok.test:22', '*.ok.test:22'],
    ['*', '*'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['*.bücher.example', '*.xn--bcher-kva.example'],
    ['postgres', 'postgres'],
    ['0x7f.1', '127.0.0.1'],
    ['[2001:DB8::1]', '[2001:db8::1]'],
    ['[2001:db8::1]:8443', '[2001:db8::1]:8443'],
  ])('%j is %j', (text, expected) => {
    expect(formatDomainPattern(pattern(text))).toBe(expected)
    expect(formatDomainPattern(pattern(expected))).toBe(expected)
  })
})

describe('what is no pattern is refused, with what was probably meant', () => {
  test.each([
    ['', undefined],
    ['.', undefined],
    ['a..b', undefined],
    ['.example.com', '*.example.com'],
    ['**', undefined],
    ['**.example.com', '*.example.com'],
    ['*.*', undefined],
    ['*example.com', undefined],
    ['api.*.example.com', undefined],
    ['*.*.example.com', undefined],
    ['api-*.example.com', undefined],
    ['example.*', undefined],
    ['*:443', undefined],
    ['*.', undefined],
    ['*.10.0.0.1', undefined],
    ['*.[::1]', undefined],
    ['10.0.0.*', undefined],
    ['10.0.0.0/8', '10.0.0.0'],
    ['0.0.0.0/0', '0.0.0.0'],
    ['https://api.example.com', 'api.example.com'],
    ['https://api.example.com/v1', 'api.example.com'],
    ['https://*.example.com', '*.example.com'],
    ['http://example.com:8080/x', 'example.com:8080'],
    ['user@example.com', 'example.com'],
    ['example.com/', 'example.com'],
    [' example.com', 'example.com'],
    ['example.com\n', 'example.com'],
    ['a b', undefined],
    ['example.com:', undefined],
    ['example.com:0', undefined],
    ['example.com:https', undefined],
    ['example.com:1-9', undefined],
    ['example.com:65536', undefined],
    ['2001:db8::1', '[2001:db8::1]'],
    ['[example.com]', undefined],
    ['%2a.example.com', undefined],
    ['"example.com"', undefined],
    ['$' + '{HOST}', undefined],
    ['example.com#x', 'example.com'],
    ['evil.test\0.wild.test', undefined],
  ])('%j', (text, suggestion) => {
    const result = parseDomainPattern(text)
    expect(result.ok).toBe(false)
    if (!result.ok) {
      expect(result.suggestion).toBe(suggestion)
      expect(result.problem).toMatch(/^\S/)
    }
  })
})

describe('one pattern covers another', () => {
  test.each([
    ['*', 'ok.test', true],
    ['*', '*.ok.test', true],
    ['*', '*', true],
    ['*.ok.test', '*', false],
    ['*.ok.test', 'ok.test', true],
    ['*.ok.test', 'a.ok.test', true],
    ['*.ok.test', '*.a.ok.test', true],
    ['ok.test', '*.ok.test', false],
    ['ok.test', 'ok.test', true],
    ['ok.test', 'ok.test:443', true],
    ['ok.test:443', 'ok.test', false],
    ['ok.test', 'ok.test:22', false],
    ['*', 'postgres', false],
    ['*', '10.0.0.1', false],
  ])('%s covers %s: %j', (outer, inner, expected) => {
    expect(coversPattern(pattern(outer), pattern(inner))).toBe(expected)
  })
})

describe('public suffixes', () => {
  test.each(['com', 'uk', 'co.uk', 'anything.ck', 'xn--p1ai', 'gov.br', 'k12.ca.us', 'io'])(
    '%s belongs to a registry',
    (name) => {
      expect(publicSuffixOf(host(name))).toBe('icann')
    },
  )
  test.each(['github.io', 'pages.dev', 's3.amazonaws.com', 'ngrok.io', 'herokuapp.com'])(
    'names below %s belong to strangers',
    (name) => {
      expect(publicSuffixOf(host(name))).toBe('private')
    },
  )
  test('the flat list answers as tldts does, for every ninth name of it, above and below', () => {
    const names = [icannSuffixes, privateSuffixes, exceptionsSuffixes]
      .join('')
      .split('\n')
      .filter((name, index) => name !== '' && index % 9 === 0)
    for (const name of names.map((each) => each.replace('*', 'any')))
      for (const asked of [name, `a.${name}`, name.slice(name.indexOf('.') + 1)]) {
        const all = parse(asked, { allowPrivateDomains: true })
        const icann = parse(asked, { allowPrivateDomains: false })
        const isIcann = icann.isIcann && icann.publicSuffix === asked
        const isPrivate = all.isPrivate && all.publicSuffix === asked
        const expected = isIcann ? 'icann' : isPrivate ? 'private' : undefined
        if (publicSuffixOf(host(asked)) !== expected)
          expect.fail(`${asked}: ${publicSuffixOf(host(asked))}, by tldts ${expected}`)
      }
  })
  test.each(['github.com', 'test', 'internal', 'acme.co.uk', 'x.github.io', 'www.ck', 'postgres'])(
    '%s is none',
    (name) => {
      expect(publicSuffixOf(host(name))).toBeUndefined()
    },
  )
})

it('takes a host that merely looks like an address for a name', () => {
  expect(pattern('127.0.0.1.nip.io').kind).toBe('exact')
})
