import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  canonicalAuthority,
  canonicalHost,
  formatAuthority,
  isAddress,
} from '../../../policy/host.ts'

describe('one host has one spelling', () => {
  test.each([
    // case and trailing dot
    ['ok.test', 'ok.test'],
    ['OK.TeSt', 'ok.test'],
    ['ok.test.', 'ok.test'],
    ['OK.TEST.', 'ok.test'],
    ['a', 'a'],
    ['my_service', 'my_service'],
    ['r3---sn-4g5e6nez.googlevideo.com', 'r3---sn-4g5e6nez.googlevideo.com'],
    ['_dmarc.example.com', '_dmarc.example.com'],
    ['123.example.com', '123.example.com'],
    ['1a', '1a'],
    ['-1', '-1'],
    ['127.0.0.1.nip.io', '127.0.0.1.nip.io'],
    // names that look like hexadecimal or IPv6 are names
    ['db', 'db'],
    ['cafe', 'cafe'],
    ['dead.beef', 'dead.beef'],
    ['0xdb.test', '0xdb.test'],
    // Unicode forms
    ['ｏｋ.test', 'ok.test'],
    ['ok。test', 'ok.test'],
    ['ok．test', 'ok.test'],
    ['ok｡test。', 'ok.test'],
    ['so\u00adft.test', 'soft.test'],
    ['ok\u200b.test', 'ok.test'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['faß.de', 'xn--fa-hia.de'],
    ['K.test', 'k.test'],
    // IPv4 in every spelling that a URL parser takes
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1.', '127.0.0.1'],
    ['127.1', '127.0.0.1'],
    ['127.0.1', '127.0.0.1'],
    ['2130706433', '127.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['0X7F.0.0.0x1', '127.0.0.1'],
    ['0x7f000001', '127.0.0.1'],
    ['0177.0.0.1', '127.0.0.1'],
    ['017700000001', '127.0.0.1'],
    ['0xa9fea9fe', '169.254.169.254'],
    ['169.254.43518', '169.254.169.254'],
    ['0', '0.0.0.0'],
    ['0x', '0.0.0.0'],
    ['1.2.3.0x', '1.2.3.0'],
    ['4294967295', '255.255.255.255'],
    ['１２７.０.０.１', '127.0.0.1'],
    ['①②⑦.⓪.⓪.①', '127.0.0.1'],
    // IPv6
    ['::1', '::1'],
    ['[::1]', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::ffff:169.254.169.254', '::ffff:a9fe:a9fe'],
    ['::127.0.0.1', '::7f00:1'],
    ['::0.0.0.0', '::'],
    ['[::ffff:127.0.0.1]', '::ffff:7f00:1'],
    ['64:ff9b::169.254.169.254', '64:ff9b::a9fe:a9fe'],
  ])('%j is %j', (text, expected) => {
    expect(canonicalHost(text)).toBe(expected)
  })
})

describe('what is not exactly one host is refused', () => {
  test.each([
    '',
    '.',
    '..',
    'a..b',
    '.ok.test',
    'ok.test..',
    '127.0.0.1..',
    'ok.test。.',
    // brackets
    '[ok.test]',
    '[[::1]]',
    '[::1',
    '::1]',
    '[]',
    '[127.0.0.1]',
    '[169.254.169.254]',
    // zone ids
    'fe80::1%eth0',
    '[fe80::1%25eth0]',
    '::ffff:1.2.3.4%x.wild.test',
    '[::ffff:1.2.3.4%x.wild.test]',
    // control characters and white space
    'evil.test\0.wild.test',
    'ok.test\r\nX: y',
    'ok.test\n',
    ' ok.test',
    'ok .test',
    'o\tk.test',
    'ok.test\u007f',
    'ok\u00a0.test',
    'ok\u2028.test',
    // percent-encoding
    '%6fk.test',
    'ok%2etest',
    'ok.test%00',
    // userinfo, paths, schemes, ports
    'ok.test@evil.test',
    'user:pass@ok.test',
    'ok.test:443',
    'http://ok.test',
    'ok.test/',
    'evil.test#@ok.test',
    'ok.test?x',
    'evil.test\\@ok.test',
    'evil.test\\.ok.test',
    // characters that Unicode mapping turns into the above
    'evil.test／.ok.test',
    'evil.test＃.ok.test',
    'evil.test＠ok.test',
    'a℀b.test',
    'ok％2etest',
    // characters that the mapping of other scripts undoes or cuts at, where a label has some
    'é%41.test',
    'é%2etest',
    'é/.ok.test',
    'é#.ok.test',
    'é?.ok.test',
    'é\\.ok.test',
    'é\t.test',
    'é*.test',
    'ok：443',
    // characters that URL parsers let through and DNS does not know
    '*',
    '*.ok.test',
    'a!b.test',
    "a'b.test",
    'a,b.test',
    'a;b.test',
    'a=b.test',
    'a~b.test',
    'a+b.test',
    'a&b.test',
    'a(b).test',
    'a"b.test',
    'a`b.test',
    'a{b}.test',
    '$' + '{VAR}.test',
    '$$.test',
    // IPv4 that is none, though it ends in a number
    '256.0.0.1',
    '1.2.3.256',
    '1.2.3.4.5',
    '1.2.3.08',
    '4294967296',
    '0x100000000',
    '127.0.0x0.0.1',
    'foo.0x4',
    'foo.1',
    'ok.test.127',
    '1..2',
    // IPv6 that is none
    ':',
    ':::',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1.2.3',
    '::ffff:0177.0.0.1',
    '::ffff:256.0.0.1',
    '::ffff:0x7f.0.0.1',
    '1.2.3.4::',
    'g::1',
    '::1/128',
    // Punycode that decodes to nothing
    'xn--.test',
    'xn--a.test',
    // lengths
    `${'a'.repeat(64)}.test`,
    `${'a.'.repeat(127)}com`,
    'a'.repeat(5000),
  ])('%j', (text) => {
    expect(canonicalHost(text)).toBeUndefined()
  })
})

/** The WHATWG URL parser of this runtime, written by others: the oracle. */
function urlHost(text: string): string | undefined {
  try {
    const { hostname } = new URL(`http://${text}/`)
    return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  } catch {
    return undefined
  }
}

const hostText = fc.oneof(
  fc
    .array(
      fc.oneof(
        fc.constantFrom('.', ':', '::', '0x', '0', '127', '1', 'ffff', 'a', 'Z', '-', '_', 'xn--'),
        fc.constantFrom('。', 'ｏ', 'ß', '\u00ad', 'é', '٣', '１', '[', ']', '%', '@', '/', ' '),
        fc.string({ unit: 'grapheme', maxLength: 2 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
  fc.ipV4Extended(),
  fc.ipV6(),
  fc.domain(),
)

describe('against the WHATWG URL parser', () => {
  it('never reads a host otherwise than a browser does', () => {
    fc.assert(
      fc.property(hostText, (text) => {
        const ours = canonicalHost(text)
        if (ours === undefined) return
        const bracketed = text.includes(':') && !text.startsWith('[') ? `[${text}]` : text
        expect(ours).toBe(urlHost(bracketed))
      }),
      { numRuns: 5000 },
    )
  })

  it('accepts every domain and address that a browser accepts', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.ipV4Extended()), (text) => {
        expect(canonicalHost(text)).toBe(urlHost(text))
      }),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        expect(canonicalHost(`[${text}]`)).toBe(urlHost(`[${text}]`))
      }),
      { numRuns: 2000 },
    )
  })

  it('gives a form that is its own canonical form', () => {
    fc.assert(
      fc.property(hostText, (text) => {
        const once = canonicalHost(text)
        if (once !== undefined) expect(canonicalHost(once)).toBe(once)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('an authority is a host and a port', () => {
  test.each([
    ['ok.test:443', undefined, 'ok.test:443'],
    ['OK.test.:443', undefined, 'ok.test:443'],
    ['[::1]:80', undefined, '[::1]:80'],
    ['[2001:DB8::1]:65535', undefined, '[2001:db8::1]:65535'],
    ['0x7f.1:1', undefined, '127.0.0.1:1'],
    ['ok.test', 80, 'ok.test:80'],
    ['[::1]', 443, '[::1]:443'],
    ['ok.test:8080', 80, 'ok.test:8080'],
  ])('%j with default %j is %j', (text, defaultPort, expected) => {
    const authority = canonicalAuthority(text, defaultPort)
    expect(authority && formatAuthority(authority.host, authority.port)).toBe(expected)
  })

  test.each([
    'ok.test',
    'ok.test:',
    ':443',
    ':',
    '',
    'ok.test:0',
    'ok.test:0443',
    'ok.test:+443',
    'ok.test:-1',
    'ok.test: 443',
    'ok.test:443 ',
    'ok.test:443x',
    'ok.test:0x1bb',
    'ok.test:4e2',
    'ok.test:65536',
    'ok.test:4294967739',
    'ok.test:443:80',
    '::1:80',
    '::1',
    '[::1]',
    '[::1]80',
    '[::1]:',
    '[::1]:80]:90',
    '[evil.test]:443',
    '[[::1]]:443',
    'user@ok.test:443',
    'ok.test:443@evil.test:443',
    'ok.test:443/',
    '[::ffff:1.2.3.4%x.wild.test]:443',
    'ok.test:４４３',
  ])('%j without a default is refused', (text) => {
    expect(canonicalAuthority(text)).toBeUndefined()
  })

  test.each(['ok.test:', '::1', '[::1', 'ok.test:443x', ''])(
    '%j is refused even with a default',
    (text) => {
      expect(canonicalAuthority(text, 443)).toBeUndefined()
    },
  )
})

it('tells addresses from names', () => {
  expect(['127.0.0.1', '::1', '2001:db8::1'].every(isAddress)).toBe(true)
  expect(['db', 'cafe', '127.0.0.1.nip.io', 'a.1b'].some(isAddress)).toBe(false)
})
