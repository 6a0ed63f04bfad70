// biome-ignore-all lint/suspicious/noTemplateCurlyInString: edits are pieces of source
// Each of the 52 known attacks on egress proxies and further ones, the guard that stops it, and the test that notices when
// the guard is gone. Where several guards stand behind each other, each has a line of its own with a test that sees it
// alone, or they go together, and the line says so. Over-blocking (what must not be stopped) is in here too: there the
// "guard" is the code that lets a legal request pass. Attacks that only the topology stops are tried in real containers.
// An edit replaces a text that stands in the file exactly once.
const proxy = 'sidecars/proxy/'
const http = `${proxy}http/`
const head = `${http}request-head.ts`
const judge = `${http}judge.ts`
const tunnels = `${proxy}tunnel/tunnels.ts`
const hello = `${proxy}tls/client-hello.ts`
const helloCheck = `${proxy}tunnel/hello-check.ts`
const admission = `${proxy}admission.ts`
const names = `${proxy}names/name-server.ts`
const host = 'policy/host.ts'
const address = 'policy/address.ts'
const domains = 'policy/domain-index.ts'
const network = 'policy/network-judge.ts'
const path = 'policy/path.ts'

const integration = 'test/integration/proxy/'
const oneHost = `${integration}one-host.test.ts`
const addresses = `${integration}addresses.test.ts`
const requests = `${integration}http.test.ts`
const streams = `${integration}http2.test.ts`
const nameTests = `${integration}names.test.ts`
const limits = `${integration}limits.test.ts`
const leases = `${integration}credentials.test.ts`
const corporate = `${integration}corporate-proxy.test.ts`
const clients = `${integration}real-clients.test.ts`
const trailerTests = `${integration}trailers.test.ts`
const connectRequests = 'test/unit/sidecars/proxy/connect-request.test.ts'
const proxyCredential = 'test/unit/compose-transform/upstream-proxy.test.ts'
const webSockets = `${integration}websocket.test.ts`
const authority = `${integration}authority.test.ts`
const openings = 'test/integration/cli/written-openings.test.ts'
const heads = 'test/unit/proxy/request-head.test.ts'
const unit = 'test/unit/policy/'
const hostTests = `${unit}host.test.ts`
const addressTests = `${unit}address.test.ts`
const pathTests = `${unit}path.test.ts`
const decisions = `${unit}decisions.test.ts`

const transform = 'compose-transform/'
const container = `${transform}verify/container.ts`
const topology = `${transform}verify/topology.ts`
const proof = 'test/unit/compose-transform/verify.test.ts'
const rules = 'test/unit/compose-transform/rules.test.ts'
const engines = 'test/e2e/egress/egress.test.ts'

const never = 'if (Math.random() > 2)'

/** The same edit wherever one function keeps several attacks out. */
const anyHost = [head, 'if (host !== first.host || stated !== port)', never]
const anyServerName = [helloCheck, 'if (host === undefined || canonicalHost(name) !== host)', never]
const noVerdict = [admission, "if (decision.decision === 'blocked')\n", `${never}\n`]
const looseLabels = [host, '/^[a-z0-9_-]{1,63}$/', '/^[^.]{1,63}$/']
const anyText = [host, 'if (forbidden.test(text)) return undefined', '']
const onlyFirstRequest = [
  judge,
  'const admitted = await admitHost(governed, host, port, entry)\n    if (!admitted.ok) return admitted\n    let',
  'const known = session as { admitted?: ReturnType<typeof admitHost> }\n    known.admitted ??= admitHost(governed, host, port, entry)\n    const admitted = await known.admitted\n    if (!admitted.ok) return admitted\n    let',
]

const noProof = [
  `${transform}transform.ts`,
  'findings.push(...verify(text, plan, inspection.excepted))',
  'verify(text, plan, inspection.excepted)',
]
/**
 * All that keeps a container in, taken out together: it is on the networks that its file asks for, with the name server,
 * names and rights that it wants, and nobody proves the file. What is left is the proxy, which nobody has to use.
 */
const nothingCloses = [
  noProof,
  [
    `${transform}harden/sandbox.ts`,
    '{ [network]: null },',
    '{ [network]: null, default: null, internet: null },',
  ],
  [
    `${transform}harden/sandbox.ts`,
    "draft.set(\n    [...path, 'dns'],\n    [addresses.proxy],\n    place,\n    'names are answered by the proxy, by policy',\n  )",
    '',
  ],
  [`${transform}harden/sandbox.ts`, 'for (const key of placement) {', 'for (const key of []) {'],
  [
    `${transform}harden/privileges.ts`,
    "draft.set([...path, 'cap_drop'], ['ALL'], place, 'every capability is taken away')",
    '',
  ],
  [
    `${transform}harden/privileges.ts`,
    'kept.sort(),',
    "[...kept, 'NET_ADMIN', 'NET_RAW', 'SYS_ADMIN'].sort(),",
  ],
  [`${transform}harden/certificates.ts`, '        read_only: true,\n', ''],
]
/** A network that is merely one of its own: no option closes it, and nobody tries whether it is closed. */
const openNetwork = [
  noProof,
  [`${transform}harden/names.ts`, '  internal: true,\n', '  internal: false,\n'],
  [
    `${transform}harden/names.ts`,
    "bridge.inhibit_ipv4': 'true',",
    "bridge.inhibit_ipv4': 'false',",
  ],
  [
    `${transform}harden/names.ts`,
    "bridge.gateway_mode_ipv4': 'isolated',",
    "bridge.gateway_mode_ipv4': 'nat',",
  ],
  [
    `${transform}harden/names.ts`,
    "bridge.gateway_mode_ipv6': 'isolated',",
    "bridge.gateway_mode_ipv6': 'nat',",
  ],
]

const line = (attack, guard, test, ...edits) => ({ attack, guard, edits, test })

/** @type {{ attack: string, guard: string, edits: [string, string, string][], test: [string, string] }[]} */
export const guards = [
  line(
    '1: the server name is not the host of CONNECT',
    'they are compared',
    [oneHost, 'case 1: a server name other'],
    anyServerName,
  ),
  line(
    '1: the same on a host that is opened',
    'they are compared before it is opened',
    [oneHost, 'case 1: also on a host whose TLS is opened'],
    [
      tunnels,
      'const wrong = whatIsWrong(peeked, host)\n    if (wrong !== undefined) {',
      `const wrong = whatIsWrong(peeked, host)\n    ${never} {`,
    ],
  ),
  line(
    '1: the same where the policy enforces',
    'only monitor mode lets it pass',
    [oneHost, 'case 1: a server name other'],
    [tunnels, "if (mode !== 'monitor') {", `${never} {`],
  ),
  line(
    '1: the same on a port that is not 443',
    'the first words of a tunnel are looked at',
    [oneHost, 'TLS on such a port has to be for the host that was named'],
    [`${proxy}tunnel/first-words.ts`, 'if (wrong !== undefined) {', `${never} {`],
  ),
  line(
    '2: no server name',
    'a name is required',
    [oneHost, 'case 2: no server name is refused'],
    [helloCheck, 'if (host !== undefined && isAddress(host)) return undefined', 'return undefined'],
  ),
  line(
    '2: a ClientHello in pieces',
    'it is put together over segments and records',
    [oneHost, 'case 2: a ClientHello in five segments'],
    [hello, 'if (bytes.length - at < 5) return undefined', 'if (bytes.length - at < 5) break'],
  ),
  line(
    '2: (over-blocking) a ClientHello in records of one byte',
    'it is put together over records',
    [oneHost, 'case 2: an allowed host is reached'],
    [hello, 'while (have < need) {', 'do {'],
    [hello, 'at += 5 + length\n  }', 'at += 5 + length\n  } while (Math.random() > 2)'],
  ),
  line(
    '2: two server names',
    'a list of exactly one',
    [oneHost, 'read in two ways is refused: two names'],
    [hello, 'if (type !== 0 || list.left > 0 || body.left > 0)', never],
  ),
  line(
    '2: the extension twice',
    'no extension stands twice',
    [oneHost, 'read in two ways is refused: the extension twice'],
    [hello, 'if (seen.has(type))', never],
  ),
  line(
    '2: an empty server name',
    'a name that is one',
    [oneHost, 'read in two ways is refused: an empty name'],
    [hello, "if (text === '')", never],
  ),
  line(
    '3: the inner Host is not the server name',
    'every claim is compared',
    [oneHost, 'case 3: a Host other'],
    anyHost,
  ),
  line(
    '3: two Hosts',
    'one alone',
    [oneHost, 'case 3: two Hosts'],
    [head, 'if (hosts.length > 1)', never],
  ),
  line(
    '3: no Host',
    'one at least',
    [oneHost, 'case 3: two Hosts'],
    [
      head,
      "if (hosts.length === 0 && request.authority === undefined && request.httpVersion !== '1.0')",
      never,
    ],
  ),
  line(
    '3: another :authority in HTTP/2',
    ':authority is a claim',
    [streams, 'the same verdict for every stream another :authority'],
    [head, "[':authority', said.authority],", ''],
  ),
  line(
    '3: :authority and Host disagree in HTTP/2',
    'Host is a claim beside it',
    [streams, 'the same verdict for every stream another Host'],
    [head, "['Host', said.hostField],", ''],
  ),
  line(
    '4: a secret follows a spoofed Host',
    'the claims are compared before anything is exchanged',
    [leases, 'case 28: the secret does not follow'],
    anyHost,
  ),
  line(
    '4: a secret goes to a host that it is not bound to',
    'the binding',
    [decisions, 'and never to api.openai.com'],
    ['policy/credential-judge.ts', 'if (!bound.matches(target.host, target.port)) {', `${never} {`],
  ),
  line(
    '5: the URL and Host disagree',
    'the URL is a claim, and so is Host',
    [oneHost, 'case 5: http://ok.test/ with Host evil.test'],
    ['sidecars/proxy/http/request-head.ts', "['Host', said.hostField],", ''],
  ),
  line(
    '5: the same the other way round',
    'the URL is a claim',
    [oneHost, 'case 5: http://evil.test/ with Host ok.test'],
    [head, "['the URL', authorityText],", ''],
  ),
  line(
    '6: more dots than one at the end',
    'no label is empty',
    [oneHost, 'CONNECT ok.test..:443'],
    [host, '/^[a-z0-9_-]{1,63}$/', '/^[a-z0-9_-]{0,63}$/'],
  ),
  line(
    '6: (over-blocking) the dot at the end of a whole name',
    'it is taken off',
    [oneHost, 'cases 6 and 7: ok.test.:443'],
    [host, "ascii.endsWith('.') ? ascii.slice(0, -1) : ascii", 'ascii'],
  ),
  line(
    '7: (over-blocking) capital letters in a host',
    'one spelling, in lower case',
    [oneHost, 'cases 6 and 7: OK.TeSt'],
    [host, 'const lower = text.toLowerCase()', 'const lower = text'],
  ),
  line(
    '8: a name in brackets',
    'only addresses stand in brackets',
    [oneHost, 'CONNECT \\[evil.test\\]:443'],
    [host, 'return canonicalIPv6(text.slice(1, -1))', 'return canonicalHost(text.slice(1, -1))'],
  ),
  line(
    '9: NUL, line ends and white space in a host',
    'what may stand in a host, and in a label (both: each alone keeps them out)',
    [hostTests, 'not exactly one host is refused "o\\\\tk.test"'],
    anyText,
    looseLabels,
  ),
  line(
    '9: a NUL in the host of a CONNECT, escaped',
    'what may stand in a host, and in a label (both)',
    [oneHost, 'CONNECT ok.test%00.wild.test:443'],
    anyText,
    looseLabels,
  ),
  line(
    '10: a zone id',
    'an address holds none',
    [hostTests, 'not exactly one host is refused "fe80::1%eth0"'],
    [host, '!/^[0-9a-f:]+$/i.test(groups) || ', ''],
  ),
  line(
    '11: other spellings of IPv4',
    'they are read as browsers read them',
    [addresses, 'cases 11 and 16: 0x7f.1 '],
    [host, 'if (endsInNumber(labels)) return canonicalIPv4(labels)', ''],
  ),
  line(
    '11: an address under a policy that allows everything public',
    'a star stands for no address',
    [decisions, 'takes a lone star for public names'],
    ['policy/domain-pattern.ts', "if (isAddress(host) || !host.includes('.')) return false", ''],
  ),
  line(
    '11: an address that is private and allowed literally',
    'it is judged as an address too',
    [decisions, 'blocks a private address that is allowed literally'],
    [network, 'if (isAddress(host)) {', `${never} {`],
  ),
  line(
    '12: mapped IPv4',
    'it is unwrapped',
    [decisions, 'cloud metadata at ::ffff:a9fe:a9fe'],
    [
      address,
      "{ range: range('::ffff:0:0/96'), kind: 'translator', inside: (b) => [b.slice(12)] },",
      '',
    ],
  ),
  line(
    '12: translated IPv4 (SIIT)',
    'it is unwrapped',
    [addressTests, '::ffff:0:'],
    [
      address,
      "{ range: range('::ffff:0:0:0/96'), kind: 'translator', inside: (b) => [b.slice(12)] },",
      '',
    ],
  ),
  line(
    '12: NAT64',
    'it is unwrapped',
    [addressTests, '64:ff9b::'],
    [
      address,
      "{ range: range('64:ff9b::/96'), kind: 'translator', inside: (b) => [b.slice(12)] },",
      '',
    ],
  ),
  line(
    '12: 6to4',
    'it is unwrapped',
    [addresses, '2002:7f00:1:: is not dialled'],
    [address, "{ range: range('2002::/16'), kind: 'tunnel', inside: (b) => [b.slice(2, 6)] },", ''],
  ),
  line(
    '12: Teredo',
    'it is unwrapped',
    [addressTests, 'is metadata'],
    [address, "range: range('2001::/32'),", "range: range('100::/128'),"],
  ),
  line(
    '12: IPv4-compatible addresses',
    'they are unwrapped',
    [addressTests, 'is metadata'],
    [address, "{ range: range('::/96'), kind: 'tunnel', inside: (b) => [b.slice(12)] },", ''],
  ),
  line(
    '12: ISATAP',
    'it is unwrapped',
    [addressTests, 'ISATAP'],
    [address, "return inside === 'public' ? undefined : inside", 'return undefined'],
  ),
  line(
    '12: a tunnel to a public address',
    'a relay that nobody chose is refused',
    [addressTests, 'is tunnel'],
    [address, "(wrapper.kind === 'tunnel' ? 'tunnel' : 'public')", "'public'"],
  ),
  // Not in here: ::/128 and 64:ff9b:1::/48, of which the lines for ::/96 and ::/0 say the same.
  ...[
    ['unspecified', '0.0.0.0/8', '0.0.0.0'],
    ['private', '10.0.0.0/8', '10.9.9.9'],
    ['shared', '100.64.0.0/10', '100.64.0.1'],
    ['loopback', '127.0.0.0/8', '127.0.0.1'],
    ['link-local', '169.254.0.0/16', '169.254.0.1'],
    ['private', '172.16.0.0/12', '172.16.0.1'],
    ['reserved', '192.0.0.0/24', '192.0.0.1'],
    ['reserved', '192.88.99.0/24', '192.88.99.1'],
    ['private', '192.168.0.0/16', '192.168.0.1'],
    ['benchmarking', '198.18.0.0/15', '198.18.0.1'],
    ['multicast', '224.0.0.0/4', '224.0.0.1'],
    ['broadcast', '255.255.255.255/32', '255.255.255.255'],
    ['reserved', '240.0.0.0/4', '240.0.0.1'],
    ['loopback', '::1/128', '::1 is loopback'],
    ['benchmarking', '2001:2::/48', '2001:2::1'],
    ['reserved', '2001::/23', '2001:10::1'],
    ['reserved', '3fff::/20', '3fff::1'],
    ['unique-local', 'fc00::/7', 'fc00::1'],
    ['link-local', 'fe80::/10', 'fe80::1'],
    ['private', 'fec0::/10', 'fec0::1'],
    ['multicast', 'ff00::/8', 'ff02::1'],
    ['reserved', '::/0', '4000::1'],
  ].map(([scope, range, one]) =>
    line(
      `13: ${range} (${scope})`,
      'its line in the table',
      [addressTests, `what kind of place an address is ${one}`],
      [address, `['${scope}', '${range}'],`, ''],
    ),
  ),
  line(
    '14: an allowed name that leads inside',
    'every address is judged',
    [addresses, '10.9.9.9 is not dialled'],
    [
      admission,
      "({ decision }) => decision !== 'own' && decision.decision !== 'blocked',",
      '() => true,',
    ],
  ),
  line(
    '14: a mixed answer',
    'only what was let pass is dialled',
    [addresses, 'case 14: of a mixed answer'],
    [admission, 'fewOf(open.map(({ address }) => address))', 'found'],
  ),
  line(
    '14: the same through a corporate proxy',
    'the addresses are judged before it is asked',
    [corporate, 'the guard over addresses holds'],
    [
      admission,
      "({ decision }) => decision !== 'own' && decision.decision !== 'blocked',",
      '() => true,',
    ],
  ),
  line(
    '14: a corporate proxy chooses the address',
    'it is told the checked address',
    [corporate, 'go by CONNECT to the checked address'],
    [
      `${proxy}upstream/corporate-proxy.ts`,
      'const name = proxy.names ? host : address',
      'const name = host',
    ],
  ),
  line(
    '14: past a corporate proxy that refuses',
    'nothing public goes past it',
    [corporate, 'one that refuses: nothing goes past it'],
    [
      `${proxy}upstream/open.ts`,
      'return await dialThrough(proxy, host, port, far, connect, dialMilliseconds)',
      'return await dialThrough(proxy, host, port, far, connect, dialMilliseconds).catch(() => dialFirst(addresses, port, connect, dialMilliseconds))',
    ],
  ),
  line(
    '15: a name that turns between two requests',
    'what is known of a name is known of its address',
    [addresses, 'case 15: a name that moves inside'],
    [admission, 'const asked = `${address} ${port} ${host}`', 'const asked = `${port} ${host}`'],
  ),
  line(
    '15: a name that turns between the check and the dial, in a tunnel',
    'what was checked is dialled',
    [oneHost, 'cases 6 and 7: OK.TeSt'],
    [`${proxy}tunnel/dial.ts`, 'dialable.addresses, upstream', '[host], upstream'],
  ),
  line(
    '15: the same for a request',
    'what was checked is dialled',
    [addresses, 'exactly the address that was judged is dialled'],
    [`${proxy}upstream/http1-agent.ts`, 'await addresses()', '(await addresses(), [host])'],
  ),
  line(
    '15: the same for a stream of HTTP/2',
    'what was checked is dialled',
    [streams, 'an upstream that says goodbye is connected to again'],
    [
      `${proxy}upstream/http2-connection.ts`,
      'await addresses()',
      '(await addresses(), [this.#host])',
    ],
  ),
  line(
    '15: a name reaches the dialler',
    'it looks nothing up',
    [`${integration}dial.test.ts`, 'looks no name up'],
    [`${proxy}upstream/dial.ts`, 'lookup: noLookup,', ''],
  ),
  line(
    '15: a kept connection after a new policy',
    'its address is judged again with every request',
    [addresses, 'a kept upstream connection of http/1.1'],
    [
      judge,
      'kept !== undefined && stillAdmitted(governed, kept, host, port, guard)',
      'kept !== undefined',
    ],
  ),
  line(
    '15: the same in HTTP/2',
    'its address is judged again with every stream',
    [addresses, 'a kept upstream connection of h2'],
    [
      judge,
      'kept !== undefined && stillAdmitted(governed, kept, host, port, guard)',
      'kept !== undefined',
    ],
  ),
  line(
    '16: metadata under a policy that opens local networks, and in monitor mode',
    'a refusal that nothing lifts',
    [addresses, 'metadata addresses stay closed'],
    [network, 'denyAlways(metadataRule, `${place}; it', 'deny(metadataRule, `${place}; it'],
  ),
  line(
    '16: metadata by its name',
    'its names are not looked up',
    [decisions, 'the name metadata.google.internal is never resolved'],
    [network, 'if (isMetadataHost(host)) return refuseMetadata(authority)', ''],
  ),
  ...[
    ['169.254.169.0/24', '169.254.169.254'],
    ['169.254.170.0/24', '169.254.170.2'],
    ['169.254.0.23/32', '169.254.0.23'],
    ['169.254.42.42/32', '169.254.42.42'],
    ['100.100.100.200/32', '100.100.100.200'],
    ['168.63.129.16/32', '168.63.129.16'],
    ['192.0.0.192/32', '192.0.0.192'],
    ['192.80.8.124/32', '192.80.8.124'],
    ['fd00:ec2::/32', 'fd00:ec2::254'],
    ['fd20:ce::254/128', 'fd20:ce::254'],
    ['fd00:c1::a9fe:a9fe/128', 'fd00:c1::a9fe:a9fe'],
    ['fd00:42::42/128', 'fd00:42::42'],
    ['fe80::a9fe:a9fe/128', 'fe80::a9fe:a9fe'],
    ['fe80::1234:5678:9abc/128', 'fe80::1234:5678:9abc'],
  ].map(([range, one]) =>
    line(
      `16: metadata at ${one}`,
      'its line in the table',
      [addressTests, `what kind of place an address is ${one} is metadata`],
      [address, `'${range}',`, ''],
    ),
  ),
  line(
    '17: an address in CONNECT, a name in the ClientHello',
    'they are compared',
    [oneHost, 'case 17: an address in CONNECT and a name'],
    anyServerName,
  ),
  line(
    '17: an address that is not allowed',
    'the list',
    [oneHost, 'case 17: an address that is not allowed'],
    noVerdict,
  ),
  line(
    '17: an address below a pattern',
    'no pattern stands on an address',
    [`${unit}domain-pattern.test.ts`, 'what is no pattern is refused'],
    ['policy/domain-pattern.ts', 'if (isAddress(host)) return refuse', `${never} return refuse`],
  ),
  line(
    '17: an address for a server name',
    'a server name is a name',
    [oneHost, 'a server name with an address that is allowed'],
    [tunnels, 'if (host === undefined || isAddress(host))', 'if (host === undefined)'],
  ),
  line(
    '18: another port of an allowed host',
    'an entry has its ports',
    [oneHost, 'case 18: port 22 '],
    [domains, 'if (!entry.ports.includes(port)) otherPorts', `${never} otherPorts`],
  ),
  line(
    '19: a port that overflows',
    'no more than 65535',
    [hostTests, '65536'],
    [host, 'return port <= 65535 ? port : undefined', 'return port % 65536'],
  ),
  line(
    '19: a port in another spelling',
    'plain decimal alone',
    [oneHost, 'CONNECT ok.test:0443'],
    [host, '/^[1-9][0-9]{0,4}$/.test(text)', '/^[0-9]+$/.test(text)'],
  ),
  line(
    '19: no port',
    'CONNECT says one',
    [oneHost, 'CONNECT ok.test is refused'],
    [
      tunnels,
      'const authority = canonicalAuthority(text)\n',
      'const authority = canonicalAuthority(text, 443)\n',
    ],
  ),
  line(
    '19: what follows a port',
    'a port is all that follows the colon',
    [oneHost, 'CONNECT ok.test:443x'],
    [host, '/^[1-9][0-9]{0,4}$/.test(text)', '/^[1-9][0-9]{0,4}/.test(text)'],
    [host, 'const port = Number(text)', 'const port = Number.parseInt(text, 10)'],
  ),
  line(
    '20: a length and chunks',
    'the strict parser, and a look at what it let through (both)',
    [requests, 'is refused a length and chunks'],
    [`${http}http1-front.ts`, 'insecureHTTPParser: false', 'insecureHTTPParser: true'],
    [head, 'if (lengths.length > 0)', never],
  ),
  line(
    '20: a coding behind another',
    'chunked alone',
    [requests, 'is refused two codings'],
    [head, "if (encodings.length > 1 || encodings[0]?.trim().toLowerCase() !== 'chunked')", never],
  ),
  line(
    '20: chunks in HTTP/1.0',
    'HTTP/1.0 has no chunks',
    [requests, 'is refused chunks in HTTP/1.0'],
    [head, "if (httpVersion !== '1.1') return", `${never} return`],
  ),
  line(
    '20: two lengths, lists and signs, if a parser lets them through',
    'one length alone',
    [heads, 'whatever a parser let through two lengths'],
    [
      head,
      'if (lengths.length > 1 || length === undefined || !/^[0-9]{1,15}$/.test(length))',
      never,
    ],
  ),
  line(
    '20: a CONNECT with a body',
    'it has none',
    [oneHost, 'case 20: a CONNECT with Content-Length'],
    [tunnels, 'return announcesBody ? {', 'return Math.random() > 2 ? {'],
  ),
  line(
    '20: the same where a CONNECT is read without an HTTP parser',
    'what is out of the ordinary is left to the parser',
    [oneHost, 'case 20: a CONNECT with Transfer-Encoding'],
    [`${proxy}tunnel/connect-request.ts`, 'if (UNCOMMON.test(headers)) return undefined', ''],
  ),
  line(
    '20: bare line feeds',
    'the strict parser',
    [requests, 'a bare line feed in a chunk'],
    [`${http}http1-front.ts`, 'insecureHTTPParser: false', 'insecureHTTPParser: true'],
  ),
  line(
    '20: a folded line',
    'the strict parser',
    [requests, 'is refused a folded header'],
    [`${http}http1-front.ts`, 'insecureHTTPParser: false', 'insecureHTTPParser: true'],
  ),
  line(
    '20: an upstream with two lengths or bare line feeds',
    'the strict parser towards upstreams',
    [requests, 'harms nobody'],
    [`${http}http1-forward.ts`, 'insecureHTTPParser: false', 'insecureHTTPParser: true'],
  ),
  line(
    '21: a second request in the same write',
    'each request is judged',
    [oneHost, 'case 21'],
    onlyFirstRequest,
  ),
  line(
    '22: another host on a kept connection',
    'each request is judged',
    [oneHost, 'case 22'],
    onlyFirstRequest,
  ),
  line(
    '22: the same inside of a tunnel',
    'the host of a tunnel is a claim of each request',
    [oneHost, 'case 28: the second request of a tunnel'],
    [head, "if (place.kind === 'origin' && place.host !== undefined)\n", `${never}\n`],
  ),
  line(
    '22: the same through CONNECT to port 80',
    'what is inside is read',
    [oneHost, 'HTTP through CONNECT to port 80'],
    [tunnels, 'intercepts(host, port) || port === 80', 'intercepts(host, port)'],
  ),
  line(
    '23: a path with two readings',
    'it is refused where paths are judged',
    [requests, 'case 23: method and path rules GET /public/../private'],
    [judge, 'if (head.path === undefined)', never],
  ),
  line(
    '23: a path that no rule names',
    'the verdict of the rules',
    [requests, 'case 23: method and path rules GET /private'],
    [judge, "if (rule.decision === 'blocked')", never],
  ),
  line(
    '23: what is judged is not what is sent',
    'the canonical path goes on',
    [requests, 'the path that is sent is the one that was judged'],
    [judge, "opened ? (head.path ?? '') : head.rawPath", 'head.rawPath'],
  ),
  line(
    '23: (over-blocking) a path that nobody judges',
    'it is carried as it is',
    [requests, 'a path on a host without rules'],
    [judge, "opened ? (head.path ?? '') : head.rawPath", "head.path ?? ''"],
  ),
  line(
    '23: dot segments in any spelling',
    'none is hidden',
    [pathTests, 'servers read in different ways'],
    [path, 'return hidesDotSegment(path) ? undefined : path', 'return path'],
  ),
  line(
    '23: dot segments that are escaped twice',
    'it is decoded until nothing changes',
    [requests, 'GET /public/%252e%252e%252fprivate'],
    [path, 'round < 4', 'round < 1'],
    [path, '}\n  return true\n}', '}\n  return false\n}'],
  ),
  line(
    '23: parameters of a segment',
    'they are taken off',
    [requests, 'GET /public/..;/private'],
    [path, "segment.split(';', 1)[0]", 'segment'],
  ),
  line(
    '23: backslashes',
    'no path holds one',
    [pathTests, 'servers read in different ways'],
    [path, '/[\\\\#]/.test(raw)', '/[#]/.test(raw)'],
  ),
  line(
    '23: control characters and overlong UTF-8',
    'no path holds them',
    [requests, 'GET /one%00'],
    [path, 'if (forbiddenOctets.test(path)) return undefined', ''],
  ),
  line(
    '23: an escaped slash',
    'a path matches in every reading',
    [pathTests, 'does not match'],
    [
      path,
      'if (!asWritten || (decoded === path && pattern.decoded === pattern.segments)) return asWritten',
      'if (asWritten || !asWritten) return asWritten',
    ],
  ),
  line(
    '23: an empty segment',
    'a star is never one',
    [pathTests, 'globs'],
    [
      path,
      "return segment === '' ? part === '' : matchesWildcard(part, segment)",
      'return matchesWildcard(part, segment)',
    ],
  ),
  line(
    '24: something else than TLS in a tunnel',
    'only TLS is carried to 443',
    [oneHost, 'case 24: SSH'],
    [helloCheck, "case 'not-tls':\n      return {", "case 'not-tls':\n      return undefined && {"],
  ),
  line(
    '24: a handshake that is no ClientHello',
    'the first message is one',
    [oneHost, 'case 24: a handshake that is no ClientHello'],
    [hello, 'if (head[0] !== CLIENT_HELLO)', never],
    [
      helloCheck,
      "case 'malformed':\n      return {",
      "case 'malformed':\n      return undefined && {",
    ],
  ),
  line(
    '25: an upgrade to something else',
    'WebSocket alone',
    [requests, 'is refused another upgrade'],
    [judge, 'if (head.upgrade !== undefined && !isWebSocket(head))', never],
  ),
  line(
    '25: an upgrade with a body',
    'a handshake has none',
    [requests, 'is refused an upgrade with a body'],
    [`${http}websocket.ts`, "&& head.body.kind === 'none'", ''],
  ),
  line(
    '25: free bytes after an upgrade that the upstream never agreed to',
    'its answer has to fit the handshake',
    [requests, 'WebSocket: both ways'],
    [
      `${http}websocket.ts`,
      "headers['sec-websocket-accept'] === acceptOf(key) &&",
      'acceptOf(key) !== undefined &&',
    ],
  ),
  line(
    '25: an extension that nobody offered',
    'none is agreed to',
    [webSockets, 'a server that agrees to an extension'],
    [`${http}websocket.ts`, "headers['sec-websocket-extensions'] === undefined", 'true'],
  ),
  line(
    '25: (over-blocking) an offer of h2c',
    'it is passed over',
    [requests, 'an offer of HTTP/2 in the clear'],
    [`${http}http1-front.ts`, "if (/^h2c$/i.test(request.headers.upgrade ?? '')) {", `${never} {`],
  ),
  line(
    '25: an extended CONNECT in HTTP/2',
    'it is not announced, and no pseudo-field but the four is read',
    [streams, 'an extended CONNECT is not taken'],
    [
      `${proxy}upstream/http2-connection.ts`,
      'enableConnectProtocol: false',
      'enableConnectProtocol: true',
    ],
    [`${http}stream-head.ts`, '|| !pseudoFields.has(name)', ''],
    [head, "new Set(['TRACE', 'TRACK', 'CONNECT', 'PRI'])", "new Set(['TRACE', 'TRACK', 'PRI'])"],
  ),
  line(
    '26: TRACE',
    'methods that echo are refused',
    [leases, 'case 32: TRACE'],
    [head, "new Set(['TRACE', 'TRACK', 'CONNECT', 'PRI'])", "new Set(['CONNECT', 'PRI'])"],
  ),
  line(
    '26: Connection takes away what was judged',
    'what it must not name',
    [leases, 'case 36: Connection cannot strip'],
    [head, 'if (stripped !== undefined)', never],
  ),
  line(
    '26: fields of one hop go on',
    'what Connection names is dropped',
    [leases, 'case 36: Connection cannot strip'],
    [head, "new Set([...hopByHop, ...connection, 'host'])", "new Set([...hopByHop, 'host'])"],
  ),
  ...[
    'keep-alive',
    'proxy-connection',
    'proxy-authorization',
    'proxy-authenticate',
    'proxy_authorization',
    'te',
    'http2-settings',
  ].map((field) =>
    line(
      `26: ${field} goes on`,
      'fields of one hop are dropped',
      [leases, 'case 36: no field of one hop'],
      [head, `  '${field}',\n`, ''],
    ),
  ),
  line(
    '27: names that carry data out',
    'what is not allowed does not exist',
    [nameTests, 'case 27: c2VjcmV0.evil.test TXT'],
    [
      names,
      "return this.#governed.decisions.resolve(host).decision === 'blocked'",
      "return this.#governed.decisions.resolve(host).decision === ('never' as string)",
    ],
  ),
  line(
    '27: a lease in a name below an allowed one',
    'no name holds a lease',
    [nameTests, 'a lease in a name'],
    [names, 'if (holdsLease(name)) return undefined', ''],
  ),
  line(
    '27: a name with a dot in a label',
    'labels are written out',
    [nameTests, 'a dot within a label'],
    [names, "if (message.subarray(at + 1, at + 1 + length).includes('.')) return false", ''],
  ),
  line(
    '27: several questions at once',
    'exactly one',
    [nameTests, 'two questions in one message'],
    [names, 'message.readUInt16BE(4) !== 1 ||', ''],
  ),
  line(
    '27: an answer in place of a question',
    'answers are not answered',
    [nameTests, 'an answer is not answered'],
    [names, 'if ((flags & QUERY) !== 0) return undefined', ''],
  ),
  line(
    '27: names that are not on record',
    'every name that does not exist is recorded',
    [nameTests, 'case 27: evil.test A'],
    [
      names,
      'await this.#governed.record({',
      'if (Math.random() > 2) await this.#governed.record({',
    ],
  ),
  line(
    '28: a name server over HTTPS, by its address or its name',
    'it is a host like any other',
    [oneHost, 'case 17: an address that is not allowed'],
    noVerdict,
  ),
  line(
    '29: a name is looked up before the verdict, in a tunnel',
    'the verdict comes first',
    [oneHost, 'case 29'],
    [
      tunnels,
      'const { action, details } = about\n',
      'const { action, details } = about\n    await this.#options.guard.resolve(host)\n',
    ],
  ),
  line(
    '29: the same for a request',
    'the verdict comes first',
    [oneHost, 'case 29'],
    [
      judge,
      'const admitted = await admitHost(governed, host, port, entry)\n    if (!admitted.ok) return admitted\n',
      'await guard.resolve(host)\n    const admitted = await admitHost(governed, host, port, entry)\n    if (!admitted.ok) return admitted\n',
    ],
  ),
  line(
    '29: the same without settings',
    'the verdict comes first',
    [oneHost, 'case 29'],
    [
      tunnels,
      "const admitted = await admitHost(governed, host, port, { action: 'connect', details })\n    if (!admitted.ok) return shut(client, peeked)",
      "await this.#options.guard.resolve(host)\n    const admitted = await admitHost(governed, host, port, { action: 'connect', details })\n    if (!admitted.ok) return shut(client, peeked)",
    ],
  ),
  line(
    '34: the proxy leads to the sidecars by name',
    'their names are their own',
    [oneHost, 'case 34'],
    [admission, 'if (ownNames.has(host))', never],
  ),
  line(
    '34: the proxy leads to the sidecars by address',
    'their networks are out of reach under every policy',
    [clients, 'case 34'],
    [admission, "if (near === 'own' || (near === 'attached' && !opened)) return 'own'", ''],
  ),
  line(
    '34: the proxy leads to a network that it merely stands on',
    'allowedLocal alone opens it',
    [clients, 'case 34'],
    [admission, "(near === 'attached' && !opened)", 'Math.random() > 2'],
  ),
  line(
    '34: the proxy leads to itself by loopback',
    'loopback is its own',
    [clients, 'case 34'],
    [
      `${proxy}own-addresses.ts`,
      "['loopback', 'unspecified'].includes(ip.range())",
      'Math.random() > 2',
    ],
  ),
  line(
    '34: the name server leads to the broker',
    'agents have no name for it',
    [nameTests, 'case 27: governance-broker A'],
    [
      names,
      "if (ownNames.has(host)) return host === 'governance-proxy' ? this.#own.proxy : undefined",
      'if (ownNames.has(host)) return this.#own.proxy',
    ],
  ),
  line(
    '37: the key of the authority is readable by others',
    'its mode',
    [authority, 'case 37'],
    [
      `${proxy}tls/authority.ts`,
      'authority.key + authority.certificate, 0o600)',
      'authority.key + authority.certificate, 0o644)',
    ],
  ),
  line(
    '37: the key stands beside the certificate',
    'services are given the certificate alone',
    [authority, 'case 37'],
    [
      `${proxy}tls/authority.ts`,
      'await writeTrustFiles(authority.certificate, trust)',
      'await writeTrustFiles(authority.certificate + authority.key, trust)',
    ],
  ),
  line(
    '39: a name that ends like an allowed one',
    'whole labels are compared',
    [oneHost, 'case 39: notok.test'],
    [
      domains,
      'consider(exact.get(host))',
      'for (const [name, entries] of exact) if (host.endsWith(name)) consider(entries)',
    ],
  ),
  line(
    '39: a name that begins like an allowed one',
    'whole names are compared',
    [oneHost, 'case 39: ok.test.evil.test'],
    [
      domains,
      'consider(exact.get(host))',
      'for (const [name, entries] of exact) if (host.startsWith(name)) consider(entries)',
    ],
  ),
  line(
    '39: a name that ends like a pattern',
    'a pattern stands below a dot',
    [oneHost, 'case 39: xwild.test'],
    [
      domains,
      'consider(below.get(name))\n',
      'for (const [under, entries] of below) if (name.endsWith(under)) consider(entries)\n',
    ],
  ),
  line(
    '40: a host before an @',
    'userinfo is refused',
    [oneHost, 'case 40: http://ok.test@evil.test/'],
    [head, '([^/?#]*)(.*)$/i', '([^/?#@]*)(.*)$/i'],
  ),
  line(
    '40: a fragment',
    'a target holds none',
    [requests, 'is refused a fragment'],
    [head, "if (origin.includes('#'))", never],
  ),
  line(
    '40: another scheme',
    'HTTP alone goes this way',
    [requests, 'a plain request to the proxy port'],
    [head, "if (place.kind === 'forward' && scheme === 'https')", never],
  ),
  line(
    '40: a target that is neither a path nor a URL',
    'it is refused',
    [requests, 'is refused OPTIONS'],
    [head, "if (absolute === null && !target.startsWith('/'))", never],
  ),
  line(
    '41: what a mapping of other scripts undoes or cuts at',
    'what may stand in a host, before it is mapped',
    [hostTests, 'not exactly one host is refused "é'],
    anyText,
  ),
  line(
    '41: (over-blocking) a name that another spelling means',
    'it is mapped as URL parsers do',
    [decisions, 'ｏｋ.test:443 is allowed'],
    [host, 'return plain ? lower : domainToASCII(text)', 'return plain ? lower : text'],
  ),
  ...['a quote', 'a comment sign', 'a variable', 'a dollar', 'a space', 'a line end'].map((what) =>
    line(
      `42: a policy with ${what} in a host`,
      'what is no host is an error',
      [openings, `with ${what} opens nothing`],
      [
        'policy/domain-pattern.ts',
        'if (host === undefined) return refuse(text, describe(text))\n  if (!starred)',
        "if (host === undefined) return { ok: true, pattern: { kind: 'any', ports: defaultPorts } }\n  if (!starred)",
      ],
    ),
  ),
  line(
    '42: a variable in a policy, which Compose would fill in',
    'what goes into the emitted file is a text',
    ['test/unit/compose-transform/secrets.test.ts', 'by a variable in a policy'],
    [`${transform}emit/emit.ts`, "line.replaceAll('$', '$$$$')", 'line'],
  ),
  line(
    '42: a line end or a quote in the emitted file',
    'texts are quoted',
    ['test/unit/compose-transform/plain-yaml.test.ts', 'takes no text for another'],
    [
      `${transform}emit/scalar.ts`,
      'if (isPlain(value, inFlow)) return value',
      'if (value) return value',
    ],
  ),
  line(
    '43: a redirect to another host',
    'the client follows it, and is judged',
    [oneHost, 'case 43'],
    noVerdict,
  ),
  line(
    '44: an encrypted ClientHello',
    'it is refused',
    [oneHost, 'case 44'],
    [helloCheck, 'if (encrypted)', never],
  ),
  line(
    '44: a key for it',
    'an allowed name has an address and nothing else',
    [nameTests, 'an allowed name has no HTTPS'],
    [names, 'if (type !== family) return nothing', ''],
  ),
  line(
    '45: a head that is too long',
    'limits.headBytes',
    [limits, 'a head that is too long'],
    [`${http}http1-front.ts`, 'maxHeaderSize: limits.headBytes', 'maxHeaderSize: 1 << 20'],
  ),
  line(
    '45: a head that is too long, in HTTP/2',
    'limits.headBytes',
    [streams, 'a head that is too long is refused'],
    [`${http}http2-front.ts`, 'if (sectionBytes(raw) > limits.headBytes) {', `${never} {`],
  ),
  line(
    '45: a head that never ends',
    'limits.handshakeMilliseconds',
    [limits, 'a head that comes too slowly'],
    [`${http}http1-front.ts`, 'headersTimeout: limits.handshakeMilliseconds', 'headersTimeout: 0'],
  ),
  line(
    '45: a ClientHello that never ends',
    'limits.clientHelloBytes',
    [limits, 'a ClientHello that comes too slowly'],
    [
      `${proxy}tls/peek.ts`,
      "else if (bytes.length > limits.bytes) finish({ kind: 'too-long' })",
      '',
    ],
  ),
  line(
    '45: a ClientHello that never comes',
    'limits.handshakeMilliseconds',
    [limits, 'a ClientHello that comes too slowly'],
    [`${proxy}tls/peek.ts`, 'setTimeout(finish, limits.milliseconds', 'setTimeout(finish, 2 ** 30'],
  ),
  line(
    '45: a TLS handshake that never ends',
    'limits.handshakeMilliseconds',
    [limits, 'a TLS handshake that is never finished'],
    [`${proxy}tunnel/intercept.ts`, '}, limits.handshakeMilliseconds)', '}, 2 ** 30)'],
  ),
  line(
    '45: too many connections',
    'limits.connections',
    [limits, 'more connections than allowed'],
    [
      `${proxy}service-listeners.ts`,
      'if (this.#sockets.size < limits.connections) {',
      'if (limits.connections > 0) {',
    ],
  ),
  line(
    '45: one service uses up what all have',
    'each has connections of its own',
    [limits, 'one service cannot use up'],
    [
      `${proxy}service-listeners.ts`,
      'readonly #sockets = new Set<net.Socket>()',
      'readonly #sockets = all',
    ],
    [
      `${proxy}service-listeners.ts`,
      'export const PROXY_PORT = 3128',
      'const all = new Set<net.Socket>()\nexport const PROXY_PORT = 3128',
    ],
  ),
  line(
    '45: a tunnel that nobody uses',
    'limits.idleMilliseconds',
    [limits, 'a tunnel that both sides leave silent'],
    [
      `${proxy}tunnel/open-tunnels.ts`,
      'else if (now - tunnel.since > this.#idleMilliseconds) cut(tunnel)',
      '',
    ],
  ),
  line(
    '45: a connection between two requests that nobody uses',
    'limits.keepAliveMilliseconds',
    [limits, 'a connection that is left after its request'],
    [
      `${http}http1-front.ts`,
      'keepAliveTimeout: limits.keepAliveMilliseconds',
      'keepAliveTimeout: 0',
    ],
  ),
  line(
    '45: an answer that never ends',
    'limits.idleMilliseconds',
    [limits, 'a request that falls silent'],
    [`${http}http1-front.ts`, 'this.#server.timeout = limits.idleMilliseconds', ''],
  ),
  line(
    '45: an upstream that never answers the dial',
    'limits.dialMilliseconds',
    [`${integration}dial.test.ts`, 'gives up after its time'],
    [`${proxy}upstream/dial.ts`, '}, timeout)', '}, 2 ** 30)'],
  ),
  line(
    '45: an upstream that never finishes TLS',
    'limits.dialMilliseconds',
    [limits, 'an upstream that never finishes its handshake'],
    [`${proxy}upstream/open.ts`, '}, options.limits.dialMilliseconds)', '}, 2 ** 30)'],
  ),
  line(
    '45: a body that a credential is bound into and that never ends',
    'limits.boundBodyBytes',
    [limits, 'bound into and that never ends'],
    [`${http}whole-body.ts`, "if (bytes + chunk.length > this.#longest) return 'long'", ''],
  ),
  line(
    '45: the same with its length said',
    'limits.boundBodyBytes, before it is read',
    [limits, 'bound into and that says it is too long'],
    [
      `${http}http1-front.ts`,
      "if (body.kind === 'length' && body.bytes > limits.boundBodyBytes) return 'long'",
      '',
    ],
  ),
  line(
    '45: many such bodies at once',
    'limits.boundBodiesBytes',
    ['test/unit/sidecars/proxy/whole-body.test.ts', 'nor are too many at once'],
    [
      `${http}whole-body.ts`,
      'if (this.#hold(governed, chunk.length) > this.#together) {',
      'if (this.#hold(governed, chunk.length) < 0) {',
    ],
  ),
  line(
    '45: requests that are none, in HTTP/2',
    'limits.frames',
    [streams, 'requests that are none'],
    [
      `${http}http2-front.ts`,
      "if (floods.has(errno) || code.startsWith('ERR_HTTP2_TOO_MANY'))",
      never,
    ],
  ),
  line(
    '45: a flood of names',
    'limits.namesPerSecond',
    [nameTests, 'case 45'],
    [names, 'return this.#asked > namesPerSecond', 'return false'],
  ),
  line(
    '45: requests that are taken back',
    'limits.resetsPerSecond',
    [streams, 'requests that are taken back at once'],
    [
      `${http}http2-front.ts`,
      'if (session.resets.count() !== resetsPerSecond + 1) return',
      'if (resetsPerSecond > 0) return',
    ],
  ),
  line(
    '45: pings without end',
    'limits.controlFramesPerSecond',
    [streams, 'a flood of pings'],
    [
      `${http}http2-front.ts`,
      'if (session.controls.count() !== controlFramesPerSecond + 1) return',
      'if (controlFramesPerSecond > 0) return',
    ],
  ),
  line(
    '45: too many requests at once in HTTP/2',
    'limits.streams',
    [streams, 'no more requests at once than announced'],
    [`${proxy}upstream/http2-connection.ts`, 'maxConcurrentStreams: streams,', ''],
  ),
  line(
    '46: other versions',
    'the versions that are carried',
    [requests, 'is refused HTTP/0.9 by its name'],
    [head, 'if (!versions.includes(request.httpVersion))', never],
  ),
  line(
    '46: no host at all',
    'a request names one',
    [requests, 'is refused no Host'],
    [
      head,
      'if (first === undefined)',
      `${never} return { ok: true, scheme, host: 'ok.test' as CanonicalHost, port: 80, origin: target }\n  ${never}`,
    ],
    [head, 'const port = place.kind', 'const port = first === undefined ? 80 : place.kind'],
  ),
  line(
    '47: a list that is left out or null',
    'that allows nothing',
    [decisions, 'a list left out allows nothing'],
    ['policy/compile.ts', '(network?.allowedDomains ?? [])', "(network?.allowedDomains ?? ['*'])"],
  ),
  line(
    '47: a key that is spelt wrongly',
    'an unknown key is an error',
    [openings, 'a typing slip opens nothing'],
    [
      'policy/schema-findings.ts',
      "const base = { rule: 'unknown-key', severity: 'error',",
      "const base = { rule: 'unknown-key', severity: 'warning' as never,",
    ],
  ),
  line(
    '48: another host at the address that an allowed name has',
    'without settings the server name is judged',
    [oneHost, 'case 39: evil.test'],
    [
      tunnels,
      "const admitted = await admitHost(governed, host, port, { action: 'connect', details })\n    if (!admitted.ok) return shut(client, peeked)",
      "await admitHost(governed, host, port, { action: 'connect', details })",
    ],
  ),
  line(
    '49: the certificates after a restart',
    'the authority is kept',
    [authority, 'case 49'],
    [
      `${proxy}tls/authority.ts`,
      'let authority = await stored(stateDirectory)',
      'let authority: CertificateWithKey | undefined',
    ],
  ),
  line(
    '49: a new policy that cannot be used',
    'it is read whole before any of it holds',
    [limits, 'what cannot be put in force'],
    [
      `${proxy}start.ts`,
      'async reload(next) {\n',
      'async reload(next) {\n      for (const service of services.values()) service.putInForce(createDecisions({ mode: "enforce", names: ["p"], policies: [{ ...(Object.values(configuration.policies)[0] as never as { policies: never[] }).policies[0] as object, allowedDomains: [] }] } as never))\n',
    ],
  ),
  line(
    '49: a new policy of which a port cannot be listened on',
    'listeners come before the policy',
    [limits, 'a port that cannot be listened on'],
    [
      `${proxy}start.ts`,
      'for (const [service, next] of each) await service.openRelays(next)',
      'for (const [service, next] of each) service.putInForce(next)\n      for (const [service, next] of each) await service.openRelays(next)',
    ],
  ),
  line(
    '49: tunnels that a new policy forbids',
    'open tunnels are judged again',
    [limits, 'closes tunnels it forbids'],
    [`${proxy}start.ts`, 'await tunnels.open.judgeAgain()', ''],
  ),
  line(
    '49: streams that a new policy forbids',
    'open requests are judged again',
    [streams, 'ends one that is open'],
    [`${proxy}start.ts`, 'await inFlight.judgeAgain()', ''],
  ),
  line(
    '50: allowed and denied',
    'denied comes first',
    [decisions, 'lets deny win, whatever the order'],
    [
      network,
      'if (refusal.index !== undefined) return refuseDenied',
      `${never} return refuseDenied`,
    ],
  ),
  line(
    '50: a denied address behind an allowed name',
    'addresses are looked for among the denied',
    [decisions, 'lets a denied address win'],
    [
      network,
      "if (refusal?.index !== undefined && policy.deniedDomains[refusal.index] !== '*') {",
      `${never} {`,
    ],
  ),
  line(
    '50: a range that allows everything',
    'a range is no host',
    [`${unit}domain-pattern.test.ts`, 'what is no pattern is refused'],
    [
      'policy/domain-pattern.ts',
      'if (host === undefined) return refuse(text, describe(text))\n  if (!starred)',
      "if (host === undefined) return { ok: true, pattern: { kind: 'any', ports: defaultPorts } }\n  if (!starred)",
    ],
  ),
  line(
    '51: a lease in the path',
    'no lease stands in a URL',
    [leases, 'case 34: the path$'],
    [
      `${proxy}leases/swap-leases.ts`,
      'if (holdsLease(head.host) || leaseInUrl(head.rawPath))',
      never,
    ],
  ),
  line(
    '51: a lease in the name of a header',
    'names of headers are looked at',
    [leases, 'case 34: the name of a header'],
    [
      `${proxy}leases/swap-leases.ts`,
      "if (holdsLease(name))\n      swapper.refuse('leaseElsewhere', 'A lease stands in the name of a header.')",
      '',
    ],
  ),
  line(
    '51: a lease in Base64',
    'encoded leases are found',
    [leases, 'case 34: Base64 in a header'],
    [
      `${proxy}leases/swap-leases.ts`,
      "if (!holdsLeaseBytes(Buffer.from(value, 'latin1'))) return value",
      'if (value) return value',
    ],
  ),
  line(
    '51: a lease in a body',
    'bodies are searched on their way',
    [leases, 'case 34: a plain body'],
    [`${http}upstream-head.ts`, 'return [new LeaseScan(), ...(bodyStage', 'return [...(bodyStage'],
  ),
  line(
    '51: a lease in two pieces of a body',
    'what went by before is remembered',
    [leases, 'a lease split over two chunks'],
    [
      `${proxy}leases/lease-scan.ts`,
      'if (this.#before.length > 0 && holdsLeaseBytes',
      'if (Math.random() > 2 && holdsLeaseBytes',
    ],
  ),
  line(
    '51: a lease in a tunnel that is not HTTP',
    'its first words and all after them are searched',
    [leases, 'a lease in a raw tunnel'],
    [`${proxy}tunnel/first-words.ts`, 'if (this.#watch.completes(bytes))', never],
  ),
  line(
    '51: a lease in the host of a CONNECT',
    'no host holds a lease',
    [leases, 'case 27: the host of CONNECT'],
    [tunnels, 'if (holdsLease(target))', never],
  ),
  line(
    '51: a lease in a server name',
    'no host holds a lease',
    [leases, 'case 27: the host of CONNECT'],
    [tunnels, 'if (name !== undefined && holdsLease(name))', never],
  ),
  line(
    '51: the secret comes back',
    'answers of hosts that know it are searched',
    [leases, 'case 32: '],
    [
      judge,
      'redactor: sent.redactorFor(host, decisions.holdsCredentials(host, port)),',
      'redactor: undefined,',
    ],
  ),
  line(
    '51: a lease over HTTP in the clear to port 443',
    'TLS alone carries credentials there',
    [leases, 'goes out in the clear only to a port'],
    [`${proxy}leases/swap-leases.ts`, "if (scheme === 'http' && port === 443)", never],
  ),
  line(
    '51: a key of the attacker’s at a host that wants the key',
    'a request has to carry a lease',
    [leases, 'case 35'],
    [judge, "if (carried.decision === 'blocked')", never],
  ),
  line(
    '52: (over-blocking) a service named like an address',
    'a host without a colon is no IPv6 address',
    [hostTests, 'one host has one spelling "cafe"'],
    [
      host,
      "if (text.includes(':')) return canonicalIPv6(text)",
      'if (/^[0-9a-f:]+$/i.test(text)) return canonicalIPv6(text)',
    ],
  ),
  line(
    '52: (over-blocking) Expect: 100-continue',
    'the upstream’s answer to it is passed on',
    [requests, 'case 52: Expect'],
    [`${http}http1-forward.ts`, 'response.writeContinue()', 'void 0'],
  ),
  line(
    '52: (over-blocking) an expectation that is refused',
    'the refusal comes before the body',
    [requests, 'case 52: a refused expectation'],
    [
      `${http}http1-front.ts`,
      "this.#server.on('checkContinue', (request, response) => this.#handle(request, response))",
      '',
    ],
  ),
  line(
    '52: (over-blocking) a Host with its port or in capitals',
    'it is brought into one spelling before it is compared',
    [streams, 'case and the port that goes without saying'],
    [head, 'const stated = claimed ?? (', 'const stated = (claimed ?? -1) > 0 ? -1 : ('],
  ),
  line(
    '52: (over-blocking) a protocol in which the server speaks first',
    'a port that the policy names carries any protocol',
    [oneHost, 'a port that the policy names carries any protocol'],
    [tunnels, 'if (port !== 443) {', 'if (port < 0) {'],
  ),

  // What the topology stops: each part of the proof alone, which refuses the file; and everything together, in containers.
  line(
    '28: the Compose file names a name server',
    'the proof: the proxy answers names',
    [proof, 'fails for another name server'],
    [topology, 'if (dns.length !== 1 || dns[0] !== proxy)', never],
  ),
  line(
    '30: a network that leads out',
    'the proof: it is internal',
    [proof, 'fails for an open sandbox'],
    [topology, "network?.get('internal') === true &&", 'network !== undefined &&'],
  ),
  line(
    '30: a second network',
    'the proof: one network alone',
    [proof, 'fails for a second network'],
    [
      topology,
      'if (network === undefined || networks.length > 1) {',
      'if (network === undefined) {',
    ],
  ),
  line(
    '32: a network with IPv6',
    'the proof: it has none',
    [proof, 'fails for a sandbox with IPv6'],
    [topology, "network.get('enable_ipv6') !== true &&", ''],
  ),
  ...[
    ['inhibit_ipv4', 'true', 'a bridge with an address'],
    ['gateway_mode_ipv4', 'isolated', 'a bridge without gateway_mode_ipv4'],
    ['gateway_mode_ipv6', 'isolated', 'a bridge without gateway_mode_ipv6'],
  ].map(([option, value, what]) =>
    line(
      `33: the host by its bridge, without ${option}`,
      'the proof: the option is there',
      [proof, `fails for ${what}`],
      [topology, `options.get(\`\${prefix}.${option}\`) === '${value}' &&`, ''],
    ),
  ),
  line(
    '33: an engine that lets the host be reached',
    'nothing is started on it',
    ['test/unit/engine/guarantees.test.ts', 'does not hold when anything at all came back'],
    [
      'engine/guarantees.ts',
      "({ result }) => result !== 'silent'",
      "({ result }) => result === 'answered'",
    ],
  ),
  line(
    '36: capabilities that are kept',
    'the proof: all are dropped',
    [proof, 'fails for capabilities kept'],
    [container, "if (!texts(service.get('cap_drop')).includes('ALL'))", never],
  ),
  line(
    '36: a capability that is added',
    'the proof: none but those that images start with',
    [proof, 'fails for a capability$'],
    [container, 'if (!fine || escapingCapabilities.has(one))', never],
  ),
  line(
    '36: a program that gains rights by being started',
    'the proof: no-new-privileges',
    [proof, 'fails for new privileges'],
    [container, "if (!options.includes('no-new-privileges:true'))", never],
  ),
  line(
    '36: a kernel filter that is taken off',
    'the proof: none is',
    [proof, 'fails for no seccomp'],
    [
      container,
      "if (/unconfined|disable|false|writable/i.test(option) || !excepted('security-options')) {",
      `${never} {`,
    ],
  ),
  line(
    '36: a kernel setting for routing',
    'the proof: no such setting',
    [proof, 'fails for routing'],
    [container, "if (!fine.test(setting) && !excepted('no-kernel-setting'))", never],
  ),
  line(
    '37: what clients trust can be changed',
    'the proof: it is mounted read-only',
    [proof, 'fails for certificates it can change'],
    [container, 'if (!readOnly)', never],
  ),
  line(
    '37: the volume with the key',
    'the proof: it is the proxy’s alone',
    [proof, 'fails for the state of the proxy'],
    [
      container,
      "if (/^governance-|governance-audit|_governance-/.test(name) || source.startsWith('governance-')) {",
      `${never} {`,
    ],
  ),
  line(
    '37: the processes of the proxy',
    'the proof: nobody shares namespaces with it',
    [proof, 'fails for the processes of the proxy'],
    [topology, 'if (!alike(other)) complain(name, `it and ${other} share ${how}`)', ''],
  ),
  line(
    '38: another service on its network',
    'the proof: it reaches the sidecars alone',
    [proof, 'fails for a companion on the sandbox'],
    [
      topology,
      "} else if (!alike(other) || how.startsWith('the network')) {",
      '} else if (Math.random() > 2) {',
    ],
  ),
  ...[
    ['35', 'no-docker-socket'],
    ['35', 'no-api-socket'],
    ['35', 'no-host-path'],
    ['35', 'no-host-network'],
    ['35', 'no-external-network'],
    ['35', 'no-foreign-network'],
    ['35', 'no-external-links'],
    ['35', 'extra-hosts'],
    ['36', 'no-privileged'],
    ['36', 'no-added-capability'],
    ['36', 'no-escaping-capability'],
    ['36', 'no-kernel-setting'],
    ['37', 'no-foreign-namespace'],
    ['37', 'no-host-namespace'],
    ['37', 'no-sidecar-volume'],
  ].map(([number, rule]) =>
    line(
      `${number}: the Compose file asks for it (${rule})`,
      'the rule',
      [rules, `rule ${rule} finds its bad example`],
      [`${transform}inspect/rules/${rule}.ts`, '  check(', '  check: () => {},\n  was('],
    ),
  ),
  ...[27, 28, 30, 31, 32, 33, 35, 36, 37, 38, 49].map((number) =>
    line(
      `${number}: in a container`,
      'all that closes it, together',
      [engines, `Engine: case ${number}:`],
      ...nothingCloses,
    ),
  ),
  line(
    '27, 28, 30, 31: in a container, seen from outside',
    'all that closes it, together',
    [engines, 'Engine: nothing arrived'],
    ...nothingCloses,
  ),
  line(
    '33: in a container on a network of its own that is not closed',
    'the options of its network, together',
    [engines, 'Engine: case 33:'],
    ...openNetwork,
  ),

  // Further attacks.
  line(
    'a ClientHello with another record inside',
    'its records follow each other',
    [oneHost, 'a ClientHello with a second record of another kind'],
    [hello, 'if (bytes[at] !== HANDSHAKE_RECORD || bytes[at + 1] !== 3)', never],
  ),
  line(
    'a ClientHello with an empty record',
    'no record is empty',
    [oneHost, 'a ClientHello with an empty record'],
    [hello, 'if (length === 0 || length > MAXIMUM_RECORD)', never],
  ),
  line(
    'a ClientHello with bytes behind its extensions',
    'nothing follows them',
    [oneHost, 'a ClientHello with bytes behind'],
    [
      hello,
      "if (hello.left > 0) throw new Malformed('bytes",
      `${never} throw new Malformed('bytes`,
    ],
  ),
  line(
    'a lease in a WebSocket message',
    'frames are searched',
    [webSockets, 'a lease in one frame'],
    [`${http}websocket-relay.ts`, 'return this.#found ? ', 'return Math.random() > 2 ? '],
  ),
  line(
    'a secret in a WebSocket message of the server',
    'frames are searched',
    [webSockets, 'what the host was told comes back'],
    [
      `${http}websocket-relay.ts`,
      'const clean = this.#steps.push(bytes)',
      'const clean = Buffer.from(bytes)',
    ],
  ),
  ...[
    ['without a mask', 'if (((second & 0x80) !== 0) !== this.#masked)'],
    ['of an extension', 'if ((first & 0x70) !== 0)'],
    ['of an unknown kind', 'if (![0, 1, 2, 8, 9, 10].includes(opcode))'],
    ['that goes on with nothing', 'if ((opcode === CONTINUATION) !== this.#inMessage)'],
    ['of control in parts', 'if (opcode >= CLOSE && (!final || length > LONGEST_CONTROL))'],
  ].map(([what, guard]) =>
    line(
      `a WebSocket frame ${what}`,
      'frames are what the standard says',
      [webSockets, `a frame ${what} ends it`],
      [`${http}websocket-frames.ts`, guard, never],
    ),
  ),
  line(
    'a WebSocket that a new policy forbids',
    'open requests are judged again',
    [webSockets, 'a new policy ends one'],
    [`${proxy}start.ts`, 'await inFlight.judgeAgain()', ''],
  ),
  line(
    'an answer that cannot be searched',
    'it is not passed on',
    [leases, 'that cannot be searched, nothing comes back'],
    [
      `${http}response-head.ts`,
      'if (decoding === undefined || !inner.every((coding) => /^(identity)?$/i.test(coding)))\n    return undefined',
      'if (decoding === undefined || !inner.every((coding) => /^(identity)?$/i.test(coding)))\n    return []',
    ],
  ),
  line(
    'an answer in parts or compressed, by wish of the client',
    'what breaks the search is not asked for',
    [leases, 'case 32: identity is asked for'],
    [
      `${http}upstream-head.ts`,
      'if (redactor !== undefined && searchBreaking.has(lower)) continue',
      '',
    ],
  ),
  line(
    'a chunk that was changed after its lease signed it',
    'each chunk is verified',
    [`${integration}aws.test.ts`, 'is broken off when it is one that was changed'],
    [`${proxy}leases/signed-chunks.ts`, 'if (!isSameSignature(expected, signature))', never],
  ),
  line(
    'control characters in an answer',
    'they are taken out',
    [requests, 'harms nobody a control character'],
    [`${http}raw-fields.ts`, "text.replace(/[^\\t\\x20-\\x7e\\x80-\\xff]/g, '?')", 'text'],
  ),
  line(
    'a key that is not the authority’s',
    'key and certificate belong together',
    [authority, 'a damaged or foreign key'],
    [
      `${proxy}tls/authority.ts`,
      'return parsed.checkPrivateKey(createPrivateKey(key)) ?',
      'return createPrivateKey(key) ?',
    ],
  ),
  line(
    '(over-blocking) a private service beside a corporate proxy',
    'it is reached straight',
    [corporate, 'a private service that the policy opens is reached straight'],
    [
      `${proxy}upstream/corporate-proxy.ts`,
      'return classifyAddress(address).public',
      'return classifyAddress(address) !== undefined',
    ],
  ),
  line(
    'a port that several services have',
    'who does not say for which it is, is refused',
    [addresses, 'a port that two services have'],
    [tunnels, 'hosts.length === 1 && !open)', 'hosts.length > 0)'],
  ),
  line(
    'an upstream with a false certificate',
    'it is verified for exactly this name',
    [requests, 'an upstream certificate that does not hold'],
    [
      `${proxy}upstream/open.ts`,
      'secureContext: options.trust(),',
      'secureContext: options.trust(),\n    rejectUnauthorized: false,',
    ],
  ),
  line(
    'what cannot be recorded',
    'it does not happen',
    [addresses, 'what cannot be recorded'],
    [
      `${proxy}governed.ts`,
      'return { ok: false, refusal }\n    }\n  }\n}',
      "return refusal && { ok: true, auditId: '' }\n    }\n  }\n}",
    ],
  ),
  line(
    'Alt-Svc shows another way',
    'it is not passed on',
    [requests, 'Alt-Svc'],
    [`${http}response-head.ts`, "dropped.add('alt-svc')", ''],
  ),
  line(
    'a lease in the trail',
    'the trail is written without',
    [leases, 'a lease anywhere else is never sent on'],
    [
      `${proxy}governed.ts`,
      'if (!holdsLease(text)) return text\n  let clean',
      'if (text) return text\n  let clean',
    ],
  ),
  line(
    'another service’s policy',
    'who asks is told by the listener',
    [limits, 'one service cannot use up'],
    [`${proxy}start.ts`, 'new Governed(name, decided', "new Governed('agent', decided"],
  ),
  line(
    'a field for the head in a trailer',
    'what a head says cannot be said after the body',
    [trailerTests, 'is none'],
    [`${http}trailers.ts`, 'if (isForbidden(name))\n      throw', `${never} throw`],
  ),
  line(
    'a lease in a trailer',
    'it is refused',
    [trailerTests, 'a lease in one'],
    [
      `${http}trailers.ts`,
      "[name, value].some((text) => holdsLease(text) || holdsLeaseBytes(Buffer.from(text, 'latin1')))",
      "[name, value].includes('never')",
    ],
  ),
  line(
    'trailers without end',
    'they have a limit',
    [trailerTests, 'too many'],
    [
      `${http}trailers.ts`,
      'if (raw.length > 2 * MOST_FIELDS || sectionBytes(raw) > longest)',
      never,
    ],
  ),
  line(
    'a secret in a trailer of an answer',
    'it is taken out',
    [trailerTests, 'bring no secret back'],
    [
      `${http}trailers.ts`,
      "kept.push(redactor?.text(name) ?? name, fieldText(raw[at + 1] ?? '', redactor))",
      "kept.push(name, raw[at + 1] ?? '')",
    ],
  ),
  line(
    'who listens in front of a corporate proxy over TLS',
    'it is verified under its own name',
    [corporate, 'a certificate for another name'],
    [
      `${proxy}upstream/open.ts`,
      'secureContext: options.trust(),',
      'secureContext: options.trust(),\n    rejectUnauthorized: false,',
    ],
  ),
  line(
    'the credential of a corporate proxy for somebody else',
    'its lease is the proxy’s own, for that place',
    [corporate, 'its lease is worth nothing to anybody else'],
    [
      'sidecars/upstream-credential.ts',
      '[credential.key]: { hosts, header: CREDENTIAL_HEADER }',
      "[credential.key]: { hosts: ['ok.test'], header: 'authorization' }",
    ],
  ),
  line(
    'a service with a lease of the credential of a corporate proxy',
    'no policy may allow its key',
    [proxyCredential, 'is no key of a policy'],
    [
      'compose-transform/credentials/sources.ts',
      'if (!policy?.decisions.allowedKeys.has(credential)) continue',
      'if (policy) continue',
    ],
  ),
  line(
    'a CONNECT that two readers read in two ways',
    'what is not ordinary is left to the parser',
    [connectRequests, 'left to the HTTP server'],
    [
      'sidecars/proxy/tunnel/connect-request.ts',
      'if (UNCOMMON.test(headers)) return undefined',
      '',
    ],
  ),
]
