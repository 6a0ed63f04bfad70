import { describe, expect, it, test } from 'vitest'
import { compilePolicies, policyDigest } from '../../../policy/compile.ts'
import { type CredentialTarget, createDecisions } from '../../../policy/decisions.ts'
import { cpuTime } from '../../support/cpu-time.ts'
import { decide, host, policy, type Spec } from './policies.ts'

const allowing = (allowedDomains: string[], more: NonNullable<Spec['network']> = {}) =>
  decide({ network: { allowedDomains, ...more } })

const verdict = (decisions: ReturnType<typeof decide>, name: string, port = 443) =>
  decisions.host(host(name), port).decision

describe('hosts', () => {
  const decisions = allowing(['ok.test', '*.wild.test', 'db.test:5432', '*.deep.test:8443'])

  test.each([
    ['ok.test', 443],
    ['ok.test', 80],
    ['OK.TeSt', 443],
    ['ok.test.', 443],
    ['ｏｋ.test', 443],
    ['wild.test', 443],
    ['a.wild.test', 443],
    ['a.b.c.wild.test', 80],
    ['db.test', 5432],
    ['deep.test', 8443],
    ['x.deep.test', 8443],
  ])('%s:%d is allowed', (name, port) => {
    expect(verdict(decisions, name, port)).toBe('allowed')
  })

  test.each([
    ['notok.test', 443],
    ['ok.test.evil.test', 443],
    ['a.ok.test', 443],
    ['ok.testing', 443],
    ['xwild.test', 443],
    ['wild.test.evil.test', 443],
    ['wild.tes', 443],
    ['test', 443],
    ['ok.test', 22],
    ['ok.test', 8443],
    ['a.wild.test', 8080],
    ['db.test', 443],
    ['deep.test', 443],
    ['1.1.1.1', 443],
    ['::1', 443],
    ['constructor', 443],
    ['__proto__', 443],
    ['tostring', 443],
  ])('%s:%d is blocked', (name, port) => {
    expect(verdict(decisions, name, port)).toBe('blocked')
  })

  const nothing: [string, Spec][] = [
    ['an empty list', { network: { allowedDomains: [] } }],
    ['a null list', { network: { allowedDomains: null } }],
    ['a list left out', { network: {} }],
    ['a null section', { network: null }],
    ['a section left out', {}],
  ]
  test.each(nothing)('%s allows nothing', (_, spec) => {
    expect(verdict(decide(spec), 'ok.test')).toBe('blocked')
  })

  it('names the entry that decided, in the order of the file', () => {
    expect(decisions.host(host('a.wild.test'), 443)).toEqual({
      decision: 'allowed',
      policy: 'p0',
      rule: 'network.allowedDomains[1]',
      reason: "'a.wild.test:443' matches '*.wild.test'",
    })
    expect(decisions.host(host('evil.test'), 443).rule).toBe('network.allowedDomains')
    const twice = allowing(['*.a.test', 'b.a.test', '*'])
    expect(twice.host(host('b.a.test'), 443).rule).toBe('network.allowedDomains[0]')
    expect(twice.host(host('x.test'), 443).rule).toBe('network.allowedDomains[2]')
  })

  it('says on which port a host is allowed', () => {
    expect(decisions.host(host('db.test'), 443).reason).toContain('on port 5432 only')
  })

  it('takes a lone star for public names and for nothing else', () => {
    const any = allowing(['*'])
    expect(verdict(any, 'example.com')).toBe('allowed')
    expect(verdict(any, 'a.b.test')).toBe('allowed')
    const others = ['postgres', 'localhost', 'a.localhost', 'printer.local', 'x.internal']
    const addresses = ['8.8.8.8', '203.0.113.1', '2001:db8::1', '10.0.0.1', 'nas.home.arpa']
    for (const name of [...others, ...addresses]) expect(verdict(any, name)).toBe('blocked')
    expect(verdict(any, 'example.com', 22)).toBe('blocked')
  })

  it('lets deny win, whatever the order and however much is allowed', () => {
    const both = allowing(['gist.github.com', '*.github.com', '*'], {
      deniedDomains: ['*.gist.github.com'],
    })
    expect(verdict(both, 'github.com')).toBe('allowed')
    expect(verdict(both, 'gist.github.com')).toBe('blocked')
    expect(verdict(both, 'x.gist.github.com')).toBe('blocked')
    expect(both.host(host('gist.github.com'), 443).rule).toBe('network.deniedDomains[0]')
  })

  it('lets deny win over allowedLocal', () => {
    const both = decide({
      network: { allowedLocal: ['postgres:5432'], deniedDomains: ['postgres:5432'] },
    })
    expect(verdict(both, 'postgres', 5432)).toBe('blocked')
  })

  it('denies everything where * is denied', () => {
    const none = decide({
      network: { allowedDomains: ['*', '203.0.113.1'], deniedDomains: ['*'] },
    })
    for (const name of ['example.com', '203.0.113.1']) expect(verdict(none, name)).toBe('blocked')
  })

  it('matches addresses literally after canonical parsing', () => {
    const literal = allowing(['203.0.113.7', '[2001:db8::1]:8443', '0xcb007108'])
    expect(verdict(literal, '203.0.113.7')).toBe('allowed')
    expect(verdict(literal, '0xcb007107')).toBe('allowed')
    expect(verdict(literal, '203.0.113.8')).toBe('allowed')
    expect(verdict(literal, '203.0.113.9')).toBe('blocked')
    expect(verdict(literal, '2001:db8:0::1', 8443)).toBe('allowed')
    expect(verdict(literal, '2001:db8::2', 8443)).toBe('blocked')
    expect(verdict(literal, '::ffff:203.0.113.7')).toBe('blocked')
  })

  it('does not take an address for a name below a pattern', () => {
    expect(verdict(allowing(['*.0.0.1.nip.io']), '127.0.0.1')).toBe('blocked')
  })

  it('blocks a private address that is allowed literally, unless local networks are open', () => {
    expect(verdict(allowing(['10.0.0.5']), '10.0.0.5')).toBe('blocked')
    expect(verdict(allowing(['10.0.0.5'], { denyLocalNetwork: false }), '10.0.0.5')).toBe('allowed')
    expect(verdict(decide({ network: { allowedLocal: ['10.0.0.5:80'] } }), '10.0.0.5', 80)).toBe(
      'allowed',
    )
  })
})

describe('names to resolve', () => {
  const decisions = decide({
    network: {
      allowedDomains: ['*.ok.test', 'db.test:5432'],
      deniedDomains: ['no.ok.test'],
      allowedLocal: ['postgres:5432'],
    },
  })
  test.each(['ok.test', 'a.ok.test', 'db.test', 'postgres'])('%s is answered', (name) => {
    expect(decisions.resolve(host(name)).decision).toBe('allowed')
  })
  test.each(['evil.test', 'no.ok.test', 'redis', 'secret.evil.test'])('%s is not', (name) => {
    expect(decisions.resolve(host(name)).decision).toBe('blocked')
  })
  it('answers nothing where nothing is allowed', () => {
    expect(decide({}).resolve(host('ok.test')).decision).toBe('blocked')
  })
})

describe('addresses that are dialled', () => {
  const closed = allowing(['ok.test'], { allowedLocal: ['postgres:5432'] })
  const open = allowing(['ok.test'], { denyLocalNetwork: false })
  const at = (decisions: typeof closed, ip: string, name = 'ok.test', port = 443) =>
    decisions.address(ip, host(name), port).decision

  test.each(['203.0.113.1', '2001:db8::1', '8.8.8.8', '::ffff:8.8.8.8'])('%s is fine', (ip) => {
    expect(at(closed, ip)).toBe('allowed')
  })

  const locals = ['127.0.0.1', '10.9.9.9', '::1', 'fe80::1', '0.0.0.0', '::', '100.64.0.1']
  const wrapped = ['::ffff:10.9.9.9', '64:ff9b::a00:1', '2002:7f00:1::', '198.18.0.1', '224.0.0.1']
  test.each([...locals, ...wrapped])('%s is refused while local networks are closed', (ip) => {
    expect(closed.address(ip, host('ok.test'), 443)).toMatchObject({
      decision: 'blocked',
      rule: 'network.denyLocalNetwork',
    })
    expect(at(open, ip)).toBe('allowed')
  })

  it('opens one port of one local service, by the name it was asked for', () => {
    expect(at(closed, '172.20.0.5', 'postgres', 5432)).toBe('allowed')
    expect(at(closed, '172.20.0.5', 'postgres', 5433)).toBe('blocked')
    expect(at(closed, '172.20.0.5', 'ok.test', 5432)).toBe('blocked')
  })

  const clouds = ['169.254.169.254', '169.254.170.2', '169.254.170.23', '100.100.100.200']
  const others = ['168.63.129.16', 'fd00:ec2::254', '::ffff:a9fe:a9fe', '2002:a9fe:a9fe::']
  describe.each([...clouds, ...others])('cloud metadata at %s', (ip) => {
    const specs: [string, Spec][] = [
      ['with local networks closed', {}],
      ['with local networks open', { network: { denyLocalNetwork: false } }],
      ['when allowedLocal names it', { network: { allowedLocal: [`${bracket(ip)}:80`, 'm:80'] } }],
      [
        'when it is allowed literally',
        { network: { allowedDomains: [bracket(ip)], denyLocalNetwork: false } },
      ],
      ['in monitor mode', { mode: 'monitor', network: { denyLocalNetwork: false } }],
    ]
    test.each(specs)('is blocked %s', (_, spec) => {
      const decisions = decide(spec)
      expect(decisions.host(host(ip), 80).decision).toBe('blocked')
      for (const name of ['m', 'ok.test']) {
        expect(decisions.address(ip, host(name), 80)).toMatchObject({
          decision: 'blocked',
          rule: 'network.cloudMetadata',
        })
      }
    })
  })

  test.each(['metadata.google.internal', 'METADATA.google.internal.', 'metadata.goog'])(
    'the name %s is never resolved',
    (name) => {
      const decisions = decide({
        mode: 'monitor',
        network: { allowedDomains: [name], allowedLocal: [`${name}:80`], denyLocalNetwork: false },
      })
      expect(decisions.host(host(name), 80).decision).toBe('blocked')
      expect(decisions.resolve(host(name)).decision).toBe('blocked')
    },
  )

  it('lets a denied address win, also over allowedLocal and however it is wrapped', () => {
    const decisions = decide({
      network: {
        allowedDomains: ['ok.test'],
        allowedLocal: ['db:443'],
        denyLocalNetwork: false,
        deniedDomains: ['10.9.9.9', '203.0.113.9'],
      },
    })
    for (const ip of ['10.9.9.9', '::ffff:10.9.9.9', '64:ff9b::10.9.9.9', '203.0.113.9']) {
      expect(at(decisions, ip)).toBe('blocked')
      expect(at(decisions, ip, 'db')).toBe('blocked')
    }
    expect(at(decisions, '10.9.9.8')).toBe('allowed')
  })

  test.each(['', 'ok.test', 'fe80::1%eth0', '1.2.3.4/0'])('%j is no address', (ip) => {
    expect(at(open, ip)).toBe('blocked')
  })
})

function bracket(ip: string): string {
  return ip.includes(':') ? `[${ip}]` : ip
}

describe('http rules', () => {
  const decisions = decide({
    network: {
      allowedDomains: ['*.github.com', 'other.test'],
      http: [
        { host: 'api.github.com', methods: ['GET'], paths: ['/repos/acme/**'] },
        { host: 'api.github.com', methods: ['POST'], paths: ['/repos/acme/*/issues'] },
        { host: '*.uploads.github.com', methods: ['PUT'] },
      ],
    },
  })
  const ask = (method: string, path: string, name = 'api.github.com') =>
    decisions.request(host(name), 443, method, path).decision

  test.each([
    ['GET', '/repos/acme/site'],
    ['POST', '/repos/acme/site/issues'],
  ])('%s %s is allowed', (method, path) => {
    expect(ask(method, path)).toBe('allowed')
  })
  test.each([
    ['POST', '/repos/acme/site'],
    ['GET', '/user'],
    ['get', '/repos/acme/site'],
    ['HEAD', '/repos/acme/site'],
    ['POST', '/repos/acme/site/x/issues'],
  ])('%s %s is blocked', (method, path) => {
    expect(ask(method, path)).toBe('blocked')
  })
  it('leaves other hosts and ports alone', () => {
    expect(ask('DELETE', '/', 'other.test')).toBe('allowed')
    expect(decisions.request(host('api.github.com'), 8443, 'DELETE', '/').decision).toBe('allowed')
  })
  it('names the member of the rule that refused', () => {
    const rule = (method: string) =>
      decisions.request(host('uploads.github.com'), 443, method, '/').rule
    expect(rule('GET')).toBe('network.http[2].methods')
    expect(decisions.request(host('api.github.com'), 443, 'GET', '/user').rule).toBe('network.http')
  })
  it('has its hosts intercepted', () => {
    expect(decisions.intercepts(host('api.github.com'), 443)).toBe(true)
    expect(decisions.intercepts(host('x.uploads.github.com'), 443)).toBe(true)
    expect(decisions.intercepts(host('github.com'), 443)).toBe(false)
    expect(decisions.intercepts(host('api.github.com'), 8443)).toBe(false)
  })
})

describe('credentials', () => {
  const decisions = decide({
    credentials: {
      allowedKeys: ['GITHUB_TOKEN', 'GEMINI_API_KEY', 'K', 'PLAIN'],
      maxExpirationHours: 8,
      bindings: {
        K: {
          hosts: ['k.test'],
          header: 'X-Api-Key',
          body: 'key',
          methods: ['POST'],
          paths: ['/v1/**'],
        },
        PLAIN: { hosts: ['plain.test:80'] },
      },
    },
  })
  const target = (name: string, more: Partial<CredentialTarget> = {}): CredentialTarget => ({
    host: host(name),
    port: 443,
    method: 'GET',
    path: '/',
    surface: 'header',
    name: 'authorization',
    ...more,
  })
  const use = (key: string, at: CredentialTarget) => decisions.credential(key, at).decision
  const k = (more: Partial<CredentialTarget>) =>
    use('K', target('k.test', { method: 'POST', path: '/v1/x', name: 'x-api-key', ...more }))

  it('lets a key travel to its bound hosts', () => {
    for (const name of ['github.com', 'api.github.com', 'uploads.github.com']) {
      expect(use('GITHUB_TOKEN', target(name))).toBe('allowed')
    }
    expect(use('GITHUB_TOKEN', target('github.com', { surface: 'basic' }))).toBe('allowed')
    expect(use('GITHUB_TOKEN', target('github.com', { name: 'x-odd' }))).toBe('allowed')
  })

  test.each(['api.openai.com', 'github.com.evil.test', 'notgithub.com', 'github.io', '1.1.1.1'])(
    'and never to %s',
    (name) => {
      expect(decisions.credential('GITHUB_TOKEN', target(name))).toMatchObject({
        decision: 'blocked',
        rule: 'credentials.bindings.GITHUB_TOKEN.hosts',
      })
    },
  )

  it('does not send a secret unencrypted unless the binding says so', () => {
    expect(use('GITHUB_TOKEN', target('github.com', { port: 80 }))).toBe('blocked')
    expect(use('GITHUB_TOKEN', target('github.com', { port: 8443 }))).toBe('blocked')
    expect(use('PLAIN', target('plain.test', { port: 80 }))).toBe('allowed')
    expect(use('PLAIN', target('plain.test'))).toBe('blocked')
  })

  it('allows a query parameter or body member only by name', () => {
    const query = (name: string) =>
      use('GEMINI_API_KEY', target('generativelanguage.googleapis.com', { surface: 'query', name }))
    expect(query('key')).toBe('allowed')
    expect(query('Key')).toBe('blocked')
    expect(query('q')).toBe('blocked')
    expect(k({ surface: 'body', name: 'key' })).toBe('allowed')
    expect(k({ surface: 'body', name: 'prompt' })).toBe('blocked')
    expect(k({ surface: 'query', name: 'key' })).toBe('blocked')
    for (const surface of ['query', 'body'] as const) {
      expect(use('GITHUB_TOKEN', target('github.com', { surface, name: 'token' }))).toBe('blocked')
      const { name: _, ...nameless } = target('github.com', { surface })
      expect(use('GITHUB_TOKEN', nameless)).toBe('blocked')
    }
  })

  it('keeps to the header, the methods and the paths of a binding', () => {
    expect(k({})).toBe('allowed')
    expect(k({ name: 'X-API-KEY' })).toBe('allowed')
    expect(k({ name: 'authorization' })).toBe('blocked')
    expect(k({ surface: 'basic' })).toBe('allowed')
    expect(k({ surface: 'basic', name: 'authorization' })).toBe('blocked')
    expect(k({ method: 'GET' })).toBe('blocked')
    expect(k({ path: '/v2/x' })).toBe('blocked')
    const { name: _, ...nameless } = target('k.test', { method: 'POST', path: '/v1/x' })
    expect(use('K', nameless)).toBe('blocked')
  })

  it('refuses keys that are not allowed, bound or not', () => {
    for (const key of ['OPENAI_API_KEY', 'AWS_SECRET_ACCESS_KEY', '__proto__', 'constructor']) {
      expect(decisions.key(key)).toMatchObject({
        decision: 'blocked',
        rule: 'credentials.allowedKeys',
      })
      expect(use(key, target('api.openai.com'))).toBe('blocked')
      expect(decisions.bindings(key)).toEqual([])
    }
  })

  it('case 29: a credential goes nowhere that requests are not seen: what is injected is within what is enforced', () => {
    const names = ['github.com', 'api.github.com', 'www.googleapis.com', 'k.test', 'evil.test']
    const wide = decide({
      credentials: {
        allowedKeys: ['GITHUB_TOKEN', 'K', 'AWS_ACCESS_KEY_ID'],
        bindings: { K: { hosts: ['k.test:8080', '*.googleapis.com'], query: 'q', body: 'b' } },
      },
    })
    let allowed = 0
    for (const name of [...names, 's3.amazonaws.com', 'github.com.evil.test'])
      for (const port of [80, 443, 8080, 8443])
        for (const key of ['GITHUB_TOKEN', 'K', 'AWS_ACCESS_KEY_ID'])
          for (const surface of ['header', 'basic', 'query', 'body', 'signature'] as const) {
            const at = { host: host(name), port, method: 'GET', path: '/', surface, name: 'q' }
            if (wide.credential(key, at).decision !== 'allowed') continue
            allowed += 1
            expect([name, port, wide.intercepts(host(name), port)]).toEqual([name, port, true])
          }
    expect(allowed).toBeGreaterThan(10)
  })

  it('case 35: may ask that every request to the hosts of a key carries it, in monitor mode too', () => {
    const own = decide({
      mode: 'monitor',
      credentials: {
        allowedKeys: ['A', 'B'],
        bindings: {
          A: { hosts: ['k.test'], require: true },
          B: { hosts: ['k.test', 'other.test'], require: true },
        },
      },
    })
    const at = (name: string, sent: string[]) => own.carries(host(name), 443, sent).decision
    expect(at('k.test', [])).toBe('blocked')
    expect(at('k.test', ['C'])).toBe('blocked')
    expect(at('k.test', ['A'])).toBe('allowed')
    expect(at('k.test', ['B'])).toBe('allowed')
    expect(at('other.test', ['A'])).toBe('blocked')
    expect(at('free.test', [])).toBe('allowed')
    expect(own.carries(host('k.test'), 80, []).decision).toBe('allowed')
  })

  it('lets a key that signs do nothing but sign, and no other key sign', () => {
    const allowedKeys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']
    const aws = decide({ credentials: { allowedKeys: [...allowedKeys, 'GITHUB_TOKEN'] } })
    const at = (
      key: string,
      surface: CredentialTarget['surface'],
      name: string,
      where = 's3.amazonaws.com',
    ) =>
      aws.credential(key, { host: host(where), port: 443, method: 'GET', path: '/', surface, name })
        .decision
    const scope = '20260101/us-east-1/s3'
    for (const key of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      expect(at(key, 'signature', scope)).toBe('allowed')
      expect(at(key, 'signature', scope, 'amazonaws.com.evil.test')).toBe('blocked')
      for (const surface of ['header', 'basic', 'query', 'body'] as const)
        expect(at(key, surface, 'authorization')).toBe('blocked')
    }
    expect(at('AWS_SESSION_TOKEN', 'header', 'x-amz-security-token')).toBe('allowed')
    expect(at('AWS_SESSION_TOKEN', 'query', 'X-Amz-Security-Token')).toBe('allowed')
    expect(at('AWS_SESSION_TOKEN', 'header', 'authorization')).toBe('blocked')
    expect(at('AWS_SESSION_TOKEN', 'signature', scope)).toBe('blocked')
    expect(at('GITHUB_TOKEN', 'signature', scope, 'api.github.com')).toBe('blocked')
  })

  it('has bound hosts intercepted on the bound port, and no others', () => {
    expect(decisions.intercepts(host('api.github.com'), 443)).toBe(true)
    expect(decisions.intercepts(host('k.test'), 443)).toBe(true)
    expect(decisions.intercepts(host('plain.test'), 80)).toBe(true)
    expect(decisions.intercepts(host('api.openai.com'), 443)).toBe(false)
    expect(decisions.intercepts(host('github.com'), 22)).toBe(false)
  })

  it('stays strict in monitor mode', () => {
    const monitor = decide({ mode: 'monitor', credentials: { allowedKeys: ['GITHUB_TOKEN'] } })
    expect(monitor.credential('GITHUB_TOKEN', target('evil.test')).decision).toBe('blocked')
    expect(monitor.key('OPENAI_API_KEY').decision).toBe('blocked')
  })

  it("takes a policy's own binding in place of the built-in one", () => {
    const own = decide({
      credentials: {
        allowedKeys: ['GITHUB_TOKEN'],
        bindings: { GITHUB_TOKEN: { hosts: ['ghe.example.com'] } },
      },
    })
    expect(own.credential('GITHUB_TOKEN', target('ghe.example.com')).decision).toBe('allowed')
    expect(own.credential('GITHUB_TOKEN', target('github.com')).decision).toBe('blocked')
    expect(own.bindings('GITHUB_TOKEN')).toEqual([{ hosts: ['ghe.example.com:443'] }])
  })
})

describe('tools', () => {
  const decisions = decide({
    mcp: {
      allowedTools: ['read_file', 'github/*', 'files/write_*', 'a*b*c', 'paths/x/*'],
      deniedTools: ['delete_production_db', 'github/delete_*', '*secret*'],
    },
  })
  const tool = (server: string, name: string) => decisions.tool(server, name).decision

  test.each([
    ['files', 'read_file'],
    ['other', 'read_file'],
    ['', 'read_file'],
    ['github', 'create_issue'],
    ['files', 'write_file'],
    ['x', 'abc'],
    ['x', 'aXbYc'],
    ['paths', 'x/y'],
  ])('%s/%s is allowed', (server, name) => {
    expect(tool(server, name)).toBe('allowed')
  })

  test.each([
    ['files', 'Read_file'],
    ['files', 'read_file '],
    ['files', 'read_file\0'],
    ['files', 'read\u200b_file'],
    ['files', 'ｒead_file'],
    ['files', 'read_fіle'],
    ['files', 'read_files'],
    ['files', 'x/read_file'],
    ['Github', 'create_issue'],
    ['files', 'create_issue'],
    ['github', 'a/b'],
    ['evil', 'github/create_issue'],
    ['evil/github', 'create_issue'],
    ['github', 'delete_repo'],
    ['github', 'read_secret'],
    ['files', 'delete_production_db'],
    ['github', 'delete_production_db'],
    ['other', 'write_file'],
    ['paths', 'x/y/z'],
    ['files', 'constructor'],
    ['files', '__proto__'],
    ['files', ''],
  ])('%s/%s is blocked', (server, name) => {
    expect(tool(server, name)).toBe('blocked')
  })

  it('does not confuse a slash in a server with the one between server and tool', () => {
    const one = decide({ mcp: { allowedTools: ['a/b/c'] } })
    expect(one.tool('a', 'b/c').decision).toBe('allowed')
    expect(one.tool('a/b', 'c').decision).toBe('blocked')
    expect(one.tool('', 'a/b/c').decision).toBe('blocked')
  })

  it('compares Unicode byte for byte', () => {
    const accents = decide({ mcp: { allowedTools: ['caf\u00e9'] } })
    expect(accents.tool('s', 'caf\u00e9').decision).toBe('allowed')
    expect(accents.tool('s', 'cafe\u0301').decision).toBe('blocked')
  })

  it('names the entry that decided', () => {
    expect(decisions.tool('github', 'delete_repo')).toMatchObject({
      policy: 'p0',
      rule: 'mcp.deniedTools[1]',
    })
    expect(decisions.tool('files', 'read_file').rule).toBe('mcp.allowedTools[0]')
    expect(decisions.tool('files', 'rm').rule).toBe('mcp.allowedTools')
  })
})

describe('several policies', () => {
  const wide: Spec = {
    network: { allowedDomains: ['*'], allowedLocal: ['db:1', 'db:2'], denyLocalNetwork: false },
    credentials: {
      allowedKeys: ['GITHUB_TOKEN', 'OPENAI_API_KEY', 'NPM_TOKEN'],
      maxExpirationHours: 48,
    },
    mcp: { allowedTools: ['*'] },
    audit: { enabled: false, logLevel: 'error' },
  }
  const narrow: Spec = {
    network: { allowedDomains: ['*.ok.test'], allowedLocal: ['db:2'] },
    credentials: {
      allowedKeys: ['OPENAI_API_KEY', 'GITHUB_TOKEN'],
      maxExpirationHours: 8,
      bindings: { GITHUB_TOKEN: { hosts: ['api.github.com', 'ghe.test'] } },
    },
    mcp: { allowedTools: ['read_*'] },
    audit: { enabled: true, logLevel: 'warn' },
  }

  describe.each([
    ['wide first', [wide, narrow]],
    ['narrow first', [narrow, wide]],
  ])('%s', (_, specs) => {
    const both = decide(...specs)
    const strict = `p${specs.indexOf(narrow)}`

    it('allow what every policy allows', () => {
      expect(verdict(both, 'a.ok.test')).toBe('allowed')
      expect(both.host(host('a.ok.test'), 443).policy).toBe('p0,p1')
      expect(both.host(host('evil.test'), 443)).toMatchObject({
        decision: 'blocked',
        policy: strict,
      })
      expect(both.tool('s', 'read_file').decision).toBe('allowed')
      expect(both.tool('s', 'rm').decision).toBe('blocked')
      expect(both.address('10.0.0.1', host('a.ok.test'), 443).decision).toBe('blocked')
      expect(both.address('10.0.0.1', host('db'), 2).decision).toBe('allowed')
    })

    it('take the strictest of every limit', () => {
      expect(both.maxExpirationHours).toBe(8)
      expect([...both.allowedKeys].sort()).toEqual(['GITHUB_TOKEN', 'OPENAI_API_KEY'])
      expect(both.allowedLocal).toEqual([{ host: 'db', port: 2 }])
      expect(both.audit).toEqual({ enabled: true, logLevel: 'warn' })
    })

    it('let a key go only where every binding lets it', () => {
      const at = (name: string) =>
        both.credential('GITHUB_TOKEN', {
          host: host(name),
          port: 443,
          method: 'GET',
          path: '/',
          surface: 'header',
          name: 'authorization',
        }).decision
      expect(at('api.github.com')).toBe('allowed')
      expect(at('github.com')).toBe('blocked')
      expect(at('ghe.test')).toBe('blocked')
      expect(both.intercepts(host('api.github.com'), 443)).toBe(true)
      expect(both.intercepts(host('ghe.test'), 443)).toBe(false)
    })
  })

  it('enforce unless all of them monitor', () => {
    const monitor: Spec = { mode: 'monitor', mcp: { allowedTools: [] } }
    expect(decide(monitor, { mcp: { allowedTools: ['*'] } }).tool('s', 'x').decision).toBe(
      'blocked',
    )
    expect(decide(monitor, monitor).tool('s', 'x').decision).toBe('would-block')
  })

  it('need one at least', () => {
    expect(() => compilePolicies([])).toThrow('no policy')
  })
})

describe('monitor mode', () => {
  const monitor = decide({
    mode: 'monitor',
    network: { http: [{ host: 'a.test', methods: ['GET'] }] },
  })

  it('lets through and says what would have been blocked', () => {
    const name = host('evil.test')
    expect(monitor.host(name, 443).decision).toBe('would-block')
    expect(monitor.resolve(name).decision).toBe('would-block')
    expect(monitor.address('10.0.0.1', name, 443).decision).toBe('would-block')
    expect(monitor.request(host('a.test'), 443, 'POST', '/').decision).toBe('would-block')
    expect(monitor.tool('s', 'x').decision).toBe('would-block')
    expect(monitor.toolCall('s', 'x', {}).decision).toBe('would-block')
  })
})

describe('the compiled document', () => {
  const spec: Spec = { network: { allowedDomains: ['OK.test.', '*.Wild.test:8443'] } }

  it('has one digest for everything that means the same', () => {
    const same: Spec = {
      network: { allowedDomains: ['ok.test', '*.wild.test:8443'], denyLocalNetwork: true },
      audit: { enabled: true },
    }
    const digest = (each: Spec) => policyDigest(compilePolicies([policy(each)]))
    expect(digest(spec)).toBe(digest(same))
    expect(digest(spec)).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(digest({})).not.toBe(digest(spec))
  })

  it('decides the same after a trip through JSON', () => {
    const compiled = compilePolicies([policy(spec)])
    const travelled = createDecisions(JSON.parse(JSON.stringify(compiled)))
    expect(travelled.digest).toBe(policyDigest(compiled))
    expect(verdict(travelled, 'a.wild.test', 8443)).toBe('allowed')
  })

  it('refuses what no policy can say', () => {
    const compiled = compilePolicies([policy(spec)])
    compiled.policies[0].allowedDomains = ['a..b']
    expect(() => createDecisions(compiled)).toThrow("'a..b' is not a domain")
  })

  it('keeps names that a plain object would swallow', () => {
    const odd = JSON.parse('{"__proto__":{"hosts":["k.test"]}}')
    const decisions = createDecisions(
      JSON.parse(
        JSON.stringify(
          compilePolicies([policy({ credentials: { allowedKeys: ['__proto__'], bindings: odd } })]),
        ),
      ),
    )
    expect(decisions.bindings('__proto__')).toEqual([{ hosts: ['k.test:443'] }])
  })
})

it('answers in microseconds', () => {
  const domains = Array.from({ length: 2000 }, (_, index) => `*.host${index}.test`)
  const decisions = allowing(domains)
  const name = host('a.b.c.host1999.test')
  const time = cpuTime(() => {
    for (let count = 0; count < 10_000; count++) decisions.host(name, 443)
  })
  expect(time / 10_000).toBeLessThan(0.1)
})
