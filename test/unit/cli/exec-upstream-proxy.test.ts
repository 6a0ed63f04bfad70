import { expect, it } from 'vitest'
import { readUpstreamProxy } from '../../../cli/exec/upstream-proxy.ts'
import { compilePolicies, createDecisions } from '../../../policy/index.ts'

const decisions = createDecisions(
  compilePolicies([
    {
      apiVersion: 'ai.docker.com/v1',
      kind: 'GovernancePolicy',
      metadata: { name: 'p' },
      spec: { credentials: { allowedKeys: ['GITHUB_TOKEN'] } },
    },
  ]),
)
const environment = new Map([
  ['CORP_PROXY', 'governed:pass:word'],
  ['GITHUB_TOKEN', 'a:b'],
  ['BARE', 'TheWholeSecret'],
])
const read = (url?: string, key?: string) => readUpstreamProxy(url, key, decisions, environment)

it('takes http:// and https://, with the credential of a variable', () => {
  expect(read()).toBeUndefined()
  expect(read('https://p.corp:8443')).toEqual({ url: 'https://p.corp:8443' })
  expect(read('http://p.corp', 'CORP_PROXY')).toEqual({
    url: 'http://p.corp',
    credential: { key: 'CORP_PROXY', secret: 'governed:pass:word' },
  })
})

it.each([
  ['a password in the URL', 'http://u:p@p.corp', undefined, 'without a user and a password'],
  ['another kind of proxy', 'socks5://p.corp', undefined, 'http://HOST:PORT or https://HOST:PORT'],
  ['a credential for nobody', undefined, 'CORP_PROXY', 'goes with --egress-proxy'],
  ['a password in the place of a name', 'http://p.corp', 'u:p', 'takes the name of a variable'],
  ['a key of the command’s', 'http://p.corp', 'GITHUB_TOKEN', 'Use one that no policy names'],
  ['a variable that is not set', 'http://p.corp', 'OTHER', 'OTHER: the variable is not set'],
  ['no user', 'http://p.corp', 'BARE', 'is not USER:PASSWORD'],
])('refuses %s, and says no secret', (_, url, key, words) => {
  expect(() => read(url, key)).toThrow(words)
  expect(() => read(url, key)).not.toThrow(/TheWholeSecret|pass:word|u:p/)
})
