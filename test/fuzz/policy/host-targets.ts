import { BlockList, isIP } from 'node:net'
import { classifyAddress, unwrapAddress } from '../../../policy/address.ts'
import { canonicalAuthority, canonicalHost } from '../../../policy/host.ts'
import type { Random } from '../random.ts'
import { promise, type Target } from '../target.ts'

const pieces = [
  ...[
    'ok',
    'test',
    'Evil',
    'xn--mnchen-3ya',
    'ü',
    'ß',
    'ｏｋ',
    '。',
    '．',
    '\u00ad',
    '\u200d',
    'İ',
    'ﬁ',
  ],
  ...[
    '.',
    '..',
    '-',
    '_',
    ':',
    '@',
    '%',
    '%2e',
    '/',
    '\\',
    '#',
    '?',
    '[',
    ']',
    ' ',
    '\t',
    '\0',
    '\r\n',
  ],
  ...[
    '127',
    '0',
    '0x7f',
    '0177',
    '1',
    '255',
    '256',
    '4294967296',
    '2130706433',
    '0x',
    '08',
    '1e3',
    '+1',
  ],
  ...[
    '::',
    'ffff',
    'fe80',
    '::1',
    '%eth0',
    '64:ff9b::',
    '2002:',
    '443',
    '80',
    '0443',
    '65536',
    '-1',
  ],
]

function text(random: Random): string {
  if (random.oneIn(4)) {
    const label = () => random.pick(['a', 'ok', 'x-1', 'A', '0x1', '9', 'xn--p1ai', 'a_b'])
    const host = Array.from({ length: 1 + random.below(4) }, label).join('.')
    return random.oneIn(3) ? `${host}:${random.below(70_000)}` : host
  }
  if (random.oneIn(4)) {
    const group = () => random.pick(['0', '1', 'ffff', '7f00', 'a9fe', '', '::', '1.2.3.4'])
    const address = Array.from({ length: 1 + random.below(9) }, group).join(':')
    return random.oneIn(2) ? `[${address}]` : address
  }
  return Array.from({ length: 1 + random.below(7) }, () => random.pick(pieces)).join('')
}

/** The host as the URL Standard reads it; undefined where it reads none, or reads something besides a host. */
function whatwg(authority: string): { host: string; port: string } | undefined {
  let url: URL
  try {
    url = new URL(`http://${authority}/`)
  } catch {
    return undefined
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return undefined
  if (url.username !== '' || url.password !== '') return undefined
  return { host: url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, ''), port: url.port || '80' }
}

/** What is accepted as a host is the host that the URL Standard reads, and says the same when it is read again. */
const host: Target = (random) => {
  const asked = text(random)
  const ours = canonicalHost(asked)
  const bare = asked.includes(':') && !asked.startsWith('[')
  const theirs = whatwg(bare ? `[${asked}]` : asked)
  if (ours !== undefined) {
    promise(theirs?.host === ours, 'read differently:', asked, ours, theirs)
    promise(canonicalHost(ours) === ours, 'another reading of the same:', asked, ours)
    promise(/^[a-z0-9_.:-]+$/.test(ours), 'not in one spelling:', asked, ours)
    promise(isIP(ours) !== 0 || !/^[0-9.]+$/.test(ours), 'an address that is none:', asked, ours)
  } else if (
    /^([a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?\.)*[a-z]{2,9}$/.test(asked) &&
    !/xn--/.test(asked)
  )
    throw new Error(`a plain name is refused: ${JSON.stringify(asked)}`)
}

/** The same for a host with its port. */
const authority: Target = (random) => {
  const asked = random.oneIn(2) ? text(random) : `${text(random)}:${random.pick(pieces)}`
  const ours = canonicalAuthority(asked, 80)
  if (ours === undefined) return
  const theirs = whatwg(asked)
  promise(
    theirs?.host === ours.host && theirs.port === String(ours.port),
    'read differently:',
    asked,
    ours,
    theirs,
  )
  promise(ours.port >= 1 && ours.port <= 65_535, 'not a port:', asked, ours)
}

/** Written down a second time, as plain networks for Node's own list; what is not here may be public. */
const closed = new BlockList()
for (const [network, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
  ] as const),
  ...([
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
    ['168.63.129.16', 32],
  ] as const),
  ...([
    ['192.88.99.0', 24],
    ['192.80.8.124', 32],
  ] as const),
] as const)
  closed.addSubnet(network, bits, 'ipv4')

function closedFour(bytes: readonly number[]): boolean {
  return closed.check(bytes.join('.'), 'ipv4')
}

/** An IPv6 address in one of its many spellings. */
function spell(groups: readonly number[], random: Random): string {
  const hex = (group: number) => group.toString(16).padStart(random.oneIn(3) ? 4 : 1, '0')
  const [high = 0, low = 0] = groups.slice(6)
  const tail = random.oneIn(4)
    ? [[high >> 8, high & 255, low >> 8, low & 255].join('.')]
    : [hex(high), hex(low)]
  const parts = [...groups.slice(0, 6).map(hex), ...tail]
  const written = parts.join(':')
  const zeros = random.oneIn(2) ? written.replace(/(^|:)(0+(:|$)){2,}/, '::') : written
  return random.oneIn(4) ? zeros.toUpperCase() : zeros
}

/** No address that leads inward is taken for a public one, in whatever form and spelling it comes. */
const address: Target = (random) => {
  const four = random.oneIn(2)
    ? [...random.bytes(4)]
    : [
        random.pick([0, 10, 100, 127, 169, 172, 192, 198, 224, 255, 8]),
        random.pick([0, 64, 100, 127, 254, 16, 31, 168, 18, 19, 8]),
        random.pick([0, 169, 170, 129, 99, 8, 100]),
        random.below(256),
      ]
  const plain = four.join('.')
  promise(
    classifyAddress(plain).public === !closedFour(four),
    'judged differently:',
    plain,
    classifyAddress(plain),
  )
  const [a = 0, b = 0, c = 0, d = 0] = four
  const [high, low] = [(a << 8) | b, (c << 8) | d]
  const wrapped: readonly [string, number[]][] = [
    ['mapped', [0, 0, 0, 0, 0, 0xffff, high, low]],
    ['translated', [0x64, 0xff9b, 0, 0, 0, 0, high, low]],
    ['stateless', [0, 0, 0, 0, 0xffff, 0, high, low]],
    ['6to4', [0x2002, high, low, random.below(65_536), 0, 0, 0, 1]],
    ['teredo', [0x2001, 0, 0x4136, 0xe378, 0x8000, 0, high ^ 0xffff, low ^ 0xffff]],
    ['compatible', [0, 0, 0, 0, 0, 0, high, low]],
  ]
  const [form, groups] = random.pick(wrapped)
  const written = spell(groups, random)
  const judged = classifyAddress(written)
  if (closedFour(four)) promise(!judged.public, 'leads inward:', form, written, judged)
  if (form === 'mapped') promise(unwrapAddress(written) === plain, 'unwrapped wrongly:', written)

  const six = Array.from({ length: 8 }, () => random.pick([0, 0, 1, random.below(65_536)]))
  six[0] = random.pick([0xfc00, 0xfd00, 0xfdff, 0xfe80, 0xfebf, 0xfec0, 0xff02, 0x2001, 0x2a00, 0])
  const spelled = spell(six, random)
  const inward = (six[0] & 0xe000) !== 0x2000
  const alike = classifyAddress(spelled)
  promise(isIP(spelled) === 6, 'the target itself is wrong:', spelled)
  if (inward && six[0] !== 0) promise(!alike.public, 'leads inward:', spelled, alike)
  promise(
    alike.public === classifyAddress(spell(six, random)).public,
    'another spelling, another verdict:',
    spelled,
  )
}

export const hostTargets: ReadonlyMap<string, Target> = new Map([
  ['policy/host', host],
  ['policy/authority', authority],
  ['policy/address', address],
])
