import { describe, expect, test } from 'vitest'
import { signingKey } from '../../../../sidecars/broker/signing-key.ts'
import { type Signable, sha256, sign } from '../../../../sidecars/proxy/leases/sigv4.ts'

/** The credentials of AWS's own test suite and of its documentation. */
const suite = {
  secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  scope: '20150830/us-east-1/service',
}
const s3 = { secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', scope: '20130524/us-east-1/s3' }

const empty = sha256('')

function keyOf({ secret, scope }: { secret: string; scope: string }): Buffer {
  return Buffer.from(signingKey(secret, scope) ?? '', 'base64')
}

function vector(change: Partial<Signable>, headers: Record<string, string[]> = {}): Signable {
  const all = new Map(Object.entries({ 'x-amz-date': ['20150830T123600Z'], ...headers }))
  return {
    method: 'GET',
    path: '/',
    query: [],
    headers: all,
    host: 'example.amazonaws.com',
    signedHeaders: ['host', ...all.keys()].sort(),
    payload: empty,
    ...change,
  }
}

describe('the published vectors of AWS Signature Version 4', () => {
  const cases: [string, Signable, string][] = [
    ['get-vanilla', vector({}), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      vector({
        query: [
          ['Param2', 'value2'],
          ['Param1', 'value1'],
        ],
      }),
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'post-vanilla',
      vector({ method: 'POST' }),
      '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    ],
    [
      'post-x-www-form-urlencoded',
      vector(
        { method: 'POST', payload: sha256('Param1=value1') },
        { 'content-type': ['application/x-www-form-urlencoded'] },
      ),
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
    [
      'get-header-value-trim',
      vector({}, { 'my-header1': [' value1'], 'my-header2': [' "a   b   c"'] }),
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    ],
  ]
  test.each(cases)('%s', (_, request, signature) => {
    const about = { time: '20150830T123600Z', scope: suite.scope }
    expect(sign(keyOf(suite), request, about, 'tidied')).toBe(signature)
  })

  test('get-utf8: the path is encoded before it is sent, and taken as it is', () => {
    const about = { time: '20150830T123600Z', scope: suite.scope }
    const request = vector({ path: '/%E1%88%B4' })
    expect(sign(keyOf(suite), request, about, 'plain')).toBe(
      '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85',
    )
  })

  test.each(['/example/..', '/./', '//example//../', '/'])(
    'get-relative, get-slash: %s is tidied to /',
    (path) => {
      const about = { time: '20150830T123600Z', scope: suite.scope }
      expect(sign(keyOf(suite), vector({ path }), about, 'tidied')).toBe(
        '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
      )
    },
  )
})

describe('the examples of the documentation of S3', () => {
  const about = { time: '20130524T000000Z', scope: s3.scope }
  const object = (change: Partial<Signable>, headers: Record<string, string[]>) => ({
    ...vector(change, { 'x-amz-date': ['20130524T000000Z'], ...headers }),
    host: 'examplebucket.s3.amazonaws.com',
  })

  test('GET of a part of an object', () => {
    const request = object(
      { path: '/test.txt' },
      { range: ['bytes=0-9'], 'x-amz-content-sha256': [empty] },
    )
    expect(sign(keyOf(s3), request, about, 'plain')).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    )
  })

  test('PUT of an object whose name has a dollar', () => {
    const payload = sha256('Welcome to Amazon S3.')
    const request = object(
      { method: 'PUT', path: '/test%24file.text', payload },
      {
        date: ['Fri, 24 May 2013 00:00:00 GMT'],
        'x-amz-content-sha256': [payload],
        'x-amz-storage-class': ['REDUCED_REDUNDANCY'],
      },
    )
    expect(sign(keyOf(s3), request, about, 'plain')).toBe(
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    )
  })

  test('a presigned URL', () => {
    const request: Signable = {
      ...vector({}),
      path: '/test.txt',
      host: 'examplebucket.s3.amazonaws.com',
      headers: new Map(),
      signedHeaders: ['host'],
      payload: 'UNSIGNED-PAYLOAD',
      query: [
        ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
        ['X-Amz-Credential', 'AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request'],
        ['X-Amz-Date', '20130524T000000Z'],
        ['X-Amz-Expires', '86400'],
        ['X-Amz-SignedHeaders', 'host'],
      ],
    }
    expect(sign(keyOf(s3), request, about, 'plain')).toBe(
      'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    )
  })
})

test('a key is of one day, region and service, and of nothing that only looks like that', () => {
  for (const scope of ['', '20150830', '20150830/us-east-1', '20150830/us-east-1/s3/x', 'a/b/c'])
    expect(signingKey('secret', scope)).toBeUndefined()
  expect(signingKey('secret', '20150830/us-east-1/s3')).not.toBe(
    signingKey('secret', '20150831/us-east-1/s3'),
  )
})
