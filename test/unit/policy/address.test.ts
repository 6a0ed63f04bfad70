import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it, test } from 'vitest'
import { type AddressScope, classifyAddress, unwrapAddress } from '../../../policy/address.ts'

const table: [AddressScope, string[]][] = [
  [
    'public',
    [
      '1.1.1.1',
      '8.8.8.8',
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '126.255.255.255',
      '128.0.0.1',
      '172.15.255.255',
      '172.32.0.0',
      '192.0.1.0',
      '192.167.255.255',
      '192.169.0.0',
      '198.17.255.255',
      '198.20.0.0',
      '223.255.255.255',
      '168.63.129.15',
      // documentation ranges stand in for the internet
      '192.0.2.1',
      '198.51.100.1',
      '203.0.113.1',
      '2001:db8::1',
      '2001:db8:ffff::1',
      '2606:4700::1111',
      '2a00:1450:4001:81b::200e',
      // a translator delivers to the public address inside
      '::ffff:8.8.8.8',
      '::ffff:808:808',
      '64:ff9b::8.8.8.8',
      '::ffff:0:8.8.8.8',
    ],
  ],
  ['unspecified', ['0.0.0.0', '0.1.2.3', '::', '::ffff:0.0.0.0', '64:ff9b::']],
  ['loopback', ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::127.0.0.1']],
  ['loopback', ['64:ff9b::7f00:1', '2002:7f00:1::', '::ffff:0:127.0.0.1', '2002:7f00:1:2::3']],
  ['private', ['10.0.0.1', '10.9.9.9', '172.16.0.1', '172.31.255.255', '192.168.0.1']],
  ['private', ['::ffff:10.9.9.9', '64:ff9b::10.9.9.9', '2002:a09:909::', '::10.9.9.9', 'fec0::1']],
  ['link-local', ['169.254.0.1', 'fe80::1', 'febf::1', '::ffff:169.254.1.1']],
  ['shared', ['100.64.0.1', '100.127.255.255', '::ffff:100.64.0.1']],
  ['benchmarking', ['198.18.0.1', '198.19.255.255', '::ffff:198.18.0.1', '2001:2::1']],
  ['reserved', ['192.0.0.1', '192.88.99.1', '240.0.0.1', '254.1.1.1', '100::1', '3fff::1']],
  ['reserved', ['64:ff9b:1::1', '2001:10::1', '2001:20::1', '5f00::1', '4000::1', '::1:0:0:1']],
  ['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1', '::ffff:224.0.0.1']],
  ['broadcast', ['255.255.255.255', '::ffff:255.255.255.255']],
  ['unique-local', ['fc00::1', 'fd12:3456::1']],
  // a tunnel with a public address inside goes through a relay that nobody chose
  ['tunnel', ['2002:808:808::1', '::8.8.8.8', '2001:0:808:808:0:0:f7f7:f7f7']],
  // Teredo: the server in the clear, the client inverted
  ['loopback', ['2001:0:7f00:1::', '2001:0:808:808:0:0:80ff:fffe']],
  // ISATAP under a public prefix
  ['private', ['2606:4700::5efe:10.0.0.1', '2606:4700::200:5efe:192.168.1.1']],
  ['public', ['2606:4700::5efe:8.8.8.8']],
  [
    'metadata',
    [
      '169.254.169.254',
      '169.254.169.253',
      '169.254.170.2',
      '169.254.170.23',
      '169.254.0.23',
      '169.254.42.42',
      '100.100.100.200',
      '168.63.129.16',
      '192.0.0.192',
      '192.80.8.124',
      'fd00:ec2::254',
      'fd00:ec2::23',
      'fd20:ce::254',
      'fd00:c1::a9fe:a9fe',
      'fd00:42::42',
      'fe80::a9fe:a9fe',
      'fe80::1234:5678:9abc',
      '::ffff:169.254.169.254',
      '::ffff:a9fe:a9fe',
      '::169.254.169.254',
      '64:ff9b::a9fe:a9fe',
      '64:ff9b::168.63.129.16',
      '2002:a9fe:a9fe::',
      '2001:0:a9fe:a9fe::',
      '2001:0:808:808:0:0:5601:5601',
      '2606:4700::5efe:169.254.169.254',
      // other spellings of the same
      '0xa9fea9fe',
      '2852039166',
      '0251.0376.0251.0376',
    ],
  ],
  ['invalid', ['', 'ok.test', 'fe80::1%eth0', '::ffff:1.2.3.4%x', '1.2.3.4.5', '10.0.0.0/8']],
]

describe('what kind of place an address is', () => {
  for (const [scope, addresses] of table) {
    test.each(addresses)(`%s is ${scope}`, (address) => {
      expect(classifyAddress(address)).toEqual({ scope, public: scope === 'public' })
    })
  }
})

const ipv4 = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 255 })))

describe('no wrapper makes an address more public', () => {
  const wrappers: [string, (a: string, hex: string) => string][] = [
    ['mapped', (a) => `::ffff:${a}`],
    ['translated', (a) => `::ffff:0:${a}`],
    ['compatible', (a) => `::${a}`],
    ['NAT64', (a) => `64:ff9b::${a}`],
    ['6to4', (_, hex) => `2002:${hex}::1`],
    ['Teredo server', (_, hex) => `2001:0:${hex}::`],
    ['ISATAP', (a) => `2606:4700::5efe:${a}`],
  ]
  test.each(wrappers)('%s', (_, wrap) => {
    fc.assert(
      fc.property(ipv4, (bytes) => {
        const [a = 0, b = 0, c = 0, d = 0] = bytes
        const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
        const inside = classifyAddress(bytes.join('.'))
        if (!inside.public) expect(classifyAddress(wrap(bytes.join('.'), hex)).public).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })
})

/** What another library calls these ranges: an oracle for the direction that matters. */
it('calls nothing public that ipaddr.js calls special, but documentation and translators', () => {
  const exceptions = ['reserved', 'ipv4Mapped', 'rfc6145', 'rfc6052', 'unicast']
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const { public: isPublic } = classifyAddress(text)
      if (isPublic) expect(exceptions).toContain(ipaddr.parse(text).range())
    }),
    { numRuns: 5000 },
  )
})

test.each([
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['64:ff9b::a00:1', '10.0.0.1'],
  ['10.0.0.1', '10.0.0.1'],
  ['2001:DB8::1', '2001:db8::1'],
  ['2002:a00:1::', '2002:a00:1::'],
  ['nonsense', 'nonsense'],
])('packets for %s end at %s', (wrapped, inside) => {
  expect(unwrapAddress(wrapped)).toBe(inside)
})
