import { execFile, spawnSync } from 'node:child_process'
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type http from 'node:http'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import tls from 'node:tls'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Broker, startBroker } from '../../../sidecars/broker/broker.ts'
import { memoryTrail } from '../../unit/broker/fixture.ts'
import { httpsRequest, type Lab, startLab, until } from './lab.ts'

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network: { allowedDomains: ["*.amazonaws.com", "other.test"] }
  credentials:
    allowedKeys: [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, OTHER_KEY]
    maxExpirationHours: 1
    bindings: { OTHER_KEY: { hosts: [other.test] } }
`

const real = {
  AWS_ACCESS_KEY_ID: 'AKIAREALREALREALREAL',
  AWS_SECRET_ACCESS_KEY: 'RealSecretAccessKeyOfThisTest/+0123456789',
  AWS_SESSION_TOKEN: 'IQoJRealSessionTokenOfThisTest//////////0123456789==',
}

const bucket = 's3.us-east-1.amazonaws.com'
const table = 'dynamodb.us-east-1.amazonaws.com'
const sts = 'sts.us-east-1.amazonaws.com'
/** Where the command line presigns, whatever the region. */
const everywhere = 's3.amazonaws.com'

let lab: Lab
let broker: Broker
let leases: Map<string, string>
/** What reached AWS, and whether its signature was that of the real key. */
const seen: { url: string; headers: http.IncomingHttpHeaders; body: string; good: boolean }[] = []
const trail = memoryTrail()

beforeAll(async () => {
  lab = await startLab(policy, {
    exchange: async (configuration) => {
      broker = await startBroker({
        configuration,
        store: trail,
        stateDirectory: join(tmpdir(), `aws-test-${randomBytes(6).toString('hex')}`),
      })
      leases =
        (await broker.unlock({ secrets: new Map(Object.entries(real)), services: new Map() })).get(
          'agent',
        ) ?? new Map()
      return broker
    },
  })
  for (const [index, name] of [
    bucket,
    table,
    sts,
    `b.${bucket}`,
    'other.test',
    everywhere,
  ].entries())
    await lab.world.serve({ name, address: `203.0.113.${20 + index}`, port: 443, handle })
})
afterAll(async () => {
  await lab?.close()
  await broker?.close()
})
beforeEach(() => {
  seen.length = 0
  lab.events.length = 0
})

function handle(request: http.IncomingMessage, response: http.ServerResponse): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', async () => {
    const body = Buffer.concat(chunks)
    const { url = '', headers } = request
    const good = await isSignedByReal(request, body)
    seen.push({ url, headers, body: body.toString(), good })
    if (!good) response.statusCode = 403
    response.setHeader('content-type', 'application/xml')
    // AWS names the access key in its errors, and the session token in some of its answers.
    response.end(
      `<Result><Name>b</Name><KeyCount>0</KeyCount><AWSAccessKeyId>${real.AWS_ACCESS_KEY_ID}</AWSAccessKeyId>${real.AWS_SESSION_TOKEN}</Result>`,
    )
  })
}

/** AWS's side of it, by the signer of AWS's own SDK: the signature has to be what the real key gives. */
async function isSignedByReal(request: http.IncomingMessage, body: Buffer): Promise<boolean> {
  const url = new URL(request.url ?? '', `https://${request.headers.host}`)
  const inQuery = url.searchParams.has('X-Amz-Signature')
  const said = inQuery
    ? `Credential=${url.searchParams.get('X-Amz-Credential')}, SignedHeaders=${url.searchParams.get('X-Amz-SignedHeaders')}, Signature=${url.searchParams.get('X-Amz-Signature')}`
    : (request.headers.authorization ?? '')
  const [, , region = '', service = ''] = /Credential=([^,]*)/.exec(said)?.[1]?.split('/') ?? []
  const signed = /SignedHeaders=([^,]*)/.exec(said)?.[1]?.split(';') ?? []
  const headers = Object.fromEntries(
    signed.map((name) => [name, String(request.headers[name] ?? '')]),
  )
  const query: Record<string, string> = {}
  for (const [name, value] of url.searchParams) query[name] = value
  const date = inQuery ? query['X-Amz-Date'] : String(request.headers['x-amz-date'])
  const signer = new SignatureV4({
    service,
    region,
    sha256: Sha256 as never,
    uriEscapePath: service !== 's3',
    applyChecksum: false,
    credentials: {
      accessKeyId: real.AWS_ACCESS_KEY_ID,
      secretAccessKey: real.AWS_SECRET_ACCESS_KEY,
    },
  })
  const signingDate = new Date(
    (date ?? '').replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  const about = {
    method: request.method ?? '',
    protocol: 'https:',
    hostname: url.hostname,
    path: url.pathname,
    query,
    headers,
    body,
  }
  if (!inQuery) {
    const answer = await signer.sign(about, { signingDate, signableHeaders: new Set(signed) })
    if (answer.headers.authorization !== said) return false
    const payload = String(request.headers['x-amz-content-sha256'])
    if (!payload.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD')) return true
    const seed = said.slice(-64)
    return areChunksSigned(body, payload.endsWith('-TRAILER'), seed, (priorSignature, data) =>
      signer.sign({ headers: new Uint8Array(), payload: data }, { signingDate, priorSignature }),
    )
  }
  for (const name of Object.keys(query)) if (name.startsWith('X-Amz-')) delete query[name]
  const token = url.searchParams.get('X-Amz-Security-Token')
  if (token) query['X-Amz-Security-Token'] = token
  const answer = await signer.presign(
    { ...about, headers: { host: url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
    {
      signingDate,
      expiresIn: Number(url.searchParams.get('X-Amz-Expires')),
      unhoistableHeaders: new Set(['x-amz-content-sha256']),
      unsignableHeaders: new Set(['x-amz-content-sha256']),
    },
  )
  return answer.query?.['X-Amz-Signature'] === url.searchParams.get('X-Amz-Signature')
}

/** Each chunk by AWS's own signer of events, which signs the same text; the trailers by the text in its documentation. */
async function areChunksSigned(
  body: Buffer,
  trailers: boolean,
  seed: string,
  sign: (before: string, data: Buffer) => Promise<string>,
): Promise<boolean> {
  let before = seed
  let at = 0
  for (;;) {
    const end = body.indexOf('\r\n', at)
    const [size = '', said = ''] = body.toString('latin1', at, end).split(';chunk-signature=')
    const length = Number.parseInt(size, 16)
    const data = body.subarray(end + 2, end + 2 + length)
    if (said !== (await sign(before, data))) return false
    before = said
    at = end + 2 + length + (length === 0 && trailers ? 0 : 2)
    if (length === 0) break
  }
  const rest = body.toString('latin1', at)
  if (!trailers) return rest === ''
  const [trailer = '', signature = ''] = rest.trim().split('\r\nx-amz-trailer-signature:')
  const digest = createHash('sha256').update(`${trailer}\n`).digest('hex')
  const text = `AWS4-HMAC-SHA256-TRAILER\n20300101T000000Z\n20300101/us-east-1/s3/aws4_request\n${before}\n${digest}`
  const key = ['20300101', 'us-east-1', 's3', 'aws4_request'].reduce<string | Buffer>(
    (one, part) => createHmac('sha256', one).update(part).digest(),
    `AWS4${real.AWS_SECRET_ACCESS_KEY}`,
  )
  return signature === createHmac('sha256', key).update(text).digest('hex')
}

class Sha256 {
  readonly #hash
  constructor(key?: Uint8Array) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key)
  }
  update(data: Uint8Array): void {
    this.#hash.update(data)
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
}

/** AWS's own SDK as an agent has it: leases in its environment, and the proxy where the world would be. */
function client(change: Partial<Record<keyof typeof real, string>> = {}) {
  const key = (name: keyof typeof real) => change[name] ?? leases.get(name) ?? ''
  const agent = new https.Agent({ keepAlive: false })
  Object.assign(agent, {
    createConnection: (options: tls.ConnectionOptions) =>
      tls.connect({
        ...options,
        host: '127.0.0.1',
        port: lab.ports.https,
        servername: String(options.servername ?? options.host),
        ca: readFileSync(lab.caFile),
      }),
  })
  return new S3Client({
    region: 'us-east-1',
    endpoint: `https://${bucket}`,
    forcePathStyle: true,
    maxAttempts: 1,
    requestHandler: { httpsAgent: agent },
    credentials: {
      accessKeyId: key('AWS_ACCESS_KEY_ID'),
      secretAccessKey: key('AWS_SECRET_ACCESS_KEY'),
      sessionToken: key('AWS_SESSION_TOKEN'),
    },
  })
}

const nothingLeaked = () => {
  const everything = JSON.stringify([seen, lab.events, trail.events])
  expect(everything).not.toContain('govlease')
  expect(everything).not.toContain(real.AWS_SECRET_ACCESS_KEY)
  expect(JSON.stringify([lab.events, trail.events])).not.toContain('RealSession')
}

describe("AWS's SDK with leases alone", () => {
  test('lists, puts and gets, signed by the real key', async () => {
    await client().send(new ListObjectsV2Command({ Bucket: 'b', Prefix: 'a b/ü+*' }))
    await client().send(
      new PutObjectCommand({ Bucket: 'b', Key: "dir/a b+c=ü'(1)*.txt", Body: 'hello' }),
    )
    await client().send(
      new PutObjectCommand({
        Bucket: 'b',
        Key: 'streamed',
        Body: Readable.from([Buffer.from('hello '), Buffer.from('stream')]),
        ContentLength: 12,
      }),
    )
    const { $metadata } = await client().send(new GetObjectCommand({ Bucket: 'b', Key: 'dir/x' }))
    expect($metadata.httpStatusCode).toBe(200)
    expect(seen.map(({ good }) => good)).toEqual([true, true, true, true])
    expect(seen[1]?.headers['x-amz-security-token']).toBe(real.AWS_SESSION_TOKEN)
    nothingLeaked()
  })

  test('does not see the real access key when AWS names it', async () => {
    const { stdout } = await curl(`https://${bucket}/b`, 's3')
    expect(stdout).toContain(leases.get('AWS_ACCESS_KEY_ID'))
    expect(stdout).not.toContain(real.AWS_ACCESS_KEY_ID)
    expect(stdout).not.toContain('RealSession')
  })

  test('that has the secret of another is refused by the proxy', async () => {
    const forged = client({ AWS_SECRET_ACCESS_KEY: 'not the lease of the secret' })
    await expect(forged.send(new ListObjectsV2Command({ Bucket: 'b' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    })
    expect(seen).toEqual([])
    expect(lab.events.at(-1)).toMatchObject({ decision: 'blocked', rule: 'proxy.leaseSignature' })
  })

  test('streams a body with a checksum behind it', async () => {
    await client().send(
      new PutObjectCommand({
        Bucket: 'b',
        Key: 'streamed',
        Body: Readable.from([Buffer.alloc(50_000, 'a'), Buffer.alloc(50_000, 'b')]),
        ContentLength: 100_000,
        ChecksumAlgorithm: 'CRC32',
      }),
    )
    expect(seen).toMatchObject([
      { good: true, headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' } },
    ])
    expect(seen[0]?.body).toMatch(/\r\nx-amz-checksum-crc32:[\w+/]+==\r\n/)
    nothingLeaked()
  })

  test('may use a URL that it presigned, and nobody else can', async () => {
    const url = await presigned()
    expect((await httpsRequest(lab, url)).status).toBe(200)
    expect(seen).toMatchObject([{ good: true }])
    expect((await httpsRequest(lab, url.replace('/b/key', '/b/other'))).status).toBe(403)
    expect(seen).toHaveLength(1)
    nothingLeaked()
  })
})

describe('curl, which has a signer of its own', () => {
  test('posts to a service that wants the body signed', async () => {
    const { stdout } = await curl(`https://${table}/`, 'dynamodb', '--data', '{"a": 1}')
    expect(seen).toMatchObject([{ body: '{"a": 1}', good: true }])
    expect(stdout).toContain('200')
  })

  test('asks STS who it is, and gets no real credentials from it', async () => {
    const ask = (action: string) =>
      curl(`https://${sts}/`, 'sts', '--data', `Action=${action}&Version=2011-06-15`)
    expect((await ask('GetCallerIdentity')).stdout).toMatch(/200$/)
    for (const action of ['GetSessionToken', 'AssumeRole', 'GetCallerIdentity&Action=AssumeRole'])
      expect((await ask(action)).stdout).toMatch(/403$/)
    expect(seen).toHaveLength(1)
  })

  test('nor by saying in the body something else than in the query, or in a header', async () => {
    const url = `https://${sts}/?Action=GetCallerIdentity&Version=2011-06-15`
    const body = 'Action=AssumeRole&Version=2011-06-15'
    const digest = createHash('sha256').update(body).digest('hex')
    const both = await curl(url, 'sts', '--data', body, '-H', `x-amz-content-sha256: ${digest}`)
    expect(both.stdout).toMatch(/403$/)
    const target = 'x-amz-target: AWSSecurityTokenServiceV20110615.AssumeRole'
    expect((await curl(url, 'sts', '-H', target)).stdout).toMatch(/403$/)
    const long = `Action=GetCallerIdentity&Version=2011-06-15${'&a='.repeat(30_000)}`
    expect((await curl(`https://${sts}/`, 'sts', '--data', long)).stdout).toMatch(/403$/)
    expect(seen).toHaveLength(0)
  })
})

describe.skipIf(spawnSync('aws', ['--version']).status !== 0)('the command line of AWS', () => {
  const aws = (...args: string[]) =>
    promisify(execFile)('aws', args, {
      env: {
        ...process.env,
        ...Object.fromEntries(leases),
        HTTPS_PROXY: `http://127.0.0.1:${lab.ports.proxy}`,
        AWS_CA_BUNDLE: lab.caFile,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_MAX_ATTEMPTS: '1',
        AWS_S3_US_EAST_1_REGIONAL_ENDPOINT: 'regional',
      },
    })

  test('lists a bucket and copies a file into it', async () => {
    await aws('s3api', 'list-objects-v2', '--bucket', 'b', '--prefix', 'a b')
    // A file that holds no word of leases: one that does is not sent.
    const file = fileURLToPath(new URL('../../../package.json', import.meta.url))
    await aws('s3', 'cp', file, 's3://b/dir/a b+c.json')
    expect(seen.map(({ good }) => good)).toEqual([true, true])
    nothingLeaked()
  }, 60_000)

  test('makes URLs that anybody may use', async () => {
    const url = (await aws('s3', 'presign', 's3://b/dir/a b+c.json', '--region', 'eu-central-1'))
      .stdout
    expect((await httpsRequest(lab, url.trim())).status).toBe(200)
    expect(seen).toMatchObject([{ good: true }])
    nothingLeaked()
  }, 60_000)
})

describe('a body that is signed chunk by chunk', () => {
  const parts = [Buffer.alloc(65_536, 'a'), Buffer.from('the rest'), Buffer.alloc(0)]
  const trailer = 'x-amz-checksum-crc32:AAAAAA=='

  /** As the SDKs for Java and Rust send it. */
  async function upload(trailers: boolean, change: (body: Buffer) => Buffer = (body) => body) {
    const signer = new SignatureV4({
      service: 's3',
      region: 'us-east-1',
      sha256: Sha256 as never,
      uriEscapePath: false,
      applyChecksum: false,
      credentials: {
        accessKeyId: leases.get('AWS_ACCESS_KEY_ID') ?? '',
        secretAccessKey: leases.get('AWS_SECRET_ACCESS_KEY') ?? '',
        sessionToken: leases.get('AWS_SESSION_TOKEN') ?? '',
      },
    })
    const signingDate = new Date('2030-01-01T00:00:00Z')
    const { headers } = await signer.sign(
      {
        method: 'PUT',
        protocol: 'https:',
        hostname: bucket,
        path: '/b/chunks',
        headers: {
          host: bucket,
          'content-encoding': 'aws-chunked',
          'x-amz-content-sha256': `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailers ? '-TRAILER' : ''}`,
          'x-amz-decoded-content-length': '65544',
          ...(trailers ? { 'x-amz-trailer': 'x-amz-checksum-crc32' } : {}),
        },
      },
      { signingDate },
    )
    let priorSignature = headers.authorization?.slice(-64) ?? ''
    const written: Buffer[] = []
    for (const payload of parts) {
      priorSignature = await signer.sign(
        { headers: new Uint8Array(), payload },
        { signingDate, priorSignature },
      )
      written.push(
        Buffer.from(`${payload.length.toString(16)};chunk-signature=${priorSignature}\r\n`),
        payload,
        Buffer.from(payload.length > 0 || !trailers ? '\r\n' : ''),
      )
    }
    if (trailers) {
      const digest = createHash('sha256').update(`${trailer}\n`).digest('hex')
      const text = `AWS4-HMAC-SHA256-TRAILER\n20300101T000000Z\n20300101/us-east-1/s3/aws4_request\n${priorSignature}\n${digest}`
      const signature = await signer.sign(text, { signingDate })
      written.push(Buffer.from(`${trailer}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`))
    }
    const body = change(Buffer.concat(written))
    return httpsRequest(lab, `https://${bucket}/b/chunks`, {
      method: 'PUT',
      headers: { ...headers, 'content-length': String(body.length) },
      body,
    })
  }

  test.each([
    ['without trailers', false],
    ['with a trailer', true],
  ])('is signed anew by the real key, %s', async (_, trailers) => {
    expect((await upload(trailers)).status).toBe(200)
    expect(seen).toMatchObject([{ good: true }])
    expect(seen[0]?.body).toContain('the rest')
    nothingLeaked()
  })

  test.each<[string, string, (body: Buffer) => Buffer]>([
    [
      'that was changed',
      'leaseSignature',
      (body) => Buffer.from(body.toString().replace('the rest', 'the mess')),
    ],
    [
      'that holds a lease',
      'leaseElsewhere',
      (body) => Buffer.from(body.toString().replace('the rest', 'govlease')),
    ],
  ])('is broken off when it is one %s', async (_, rule, change) => {
    expect((await upload(false, change)).status).toBe(403)
    await until(() => lab.events.some((event) => event.rule === `proxy.${rule}`))
    expect(seen).toEqual([])
    nothingLeaked()
  })
})

describe('a signature by a lease', () => {
  const authorization = (identity: string) =>
    `AWS4-HMAC-SHA256 Credential=${identity}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`

  test.each<[string, string, Record<string, string>]>([
    ['to a host that is not of AWS', 'other.test', {}],
    [
      'in chunks without a body',
      bucket,
      { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
    ],
    [
      'in chunks of another kind',
      bucket,
      { 'x-amz-content-sha256': 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD' },
    ],
    ['without a day', bucket, { 'x-amz-date': '' }],
  ])('%s is refused', async (_, host, more) => {
    const { status } = await httpsRequest(lab, `https://${host}/b`, {
      headers: {
        'x-amz-date': '20260101T000000Z',
        authorization: authorization(leases.get('AWS_ACCESS_KEY_ID') ?? ''),
        ...more,
      },
    })
    expect(status).toBe(403)
    expect(seen).toEqual([])
    nothingLeaked()
  })

  test.each<[string, (identity: string) => { query?: string; headers?: Record<string, string> }]>([
    [
      'SigV4A',
      (identity) => ({
        headers: {
          authorization: `AWS4-ECDSA-P256-SHA256 Credential=${identity}/20260101/s3/aws4_request, SignedHeaders=host, Signature=3045`,
        },
      }),
    ],
    [
      'SigV4A',
      (identity) => ({
        query: `?X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Credential=${identity}%2F20260101%2Fs3%2Faws4_request&X-Amz-Signature=3045`,
      }),
    ],
    ['SigV2', (identity) => ({ headers: { authorization: `AWS ${identity}:c2lnbmF0dXJl` } })],
    [
      'SigV2',
      (identity) => ({ query: `?AWSAccessKeyId=${identity}&Signature=abc&Expires=2000000000` }),
    ],
  ])('of the kind %s is refused by its name', async (kind, made) => {
    const { query = '', headers = {} } = made(leases.get('AWS_ACCESS_KEY_ID') ?? '')
    const { status, body } = await httpsRequest(lab, `https://${bucket}/b${query}`, { headers })
    expect(status).toBe(403)
    expect(JSON.parse(body)).toMatchObject({
      rule: 'proxy.leaseSignature',
      detail: expect.stringContaining(`of the kind ${kind} `),
    })
    expect(seen).toEqual([])
    nothingLeaked()
  })

  test.each([
    ['the secret in a header', 'AWS_SECRET_ACCESS_KEY', 'x-a'],
    ['the access key as a bearer', 'AWS_ACCESS_KEY_ID', 'authorization'],
    ['the session token elsewhere', 'AWS_SESSION_TOKEN', 'x-token'],
  ])('cannot be had by other means: %s', async (_, key, header) => {
    const { status } = await httpsRequest(lab, `https://${bucket}/b`, {
      headers: { [header]: leases.get(key) ?? '' },
    })
    expect(status).toBe(403)
    expect(seen).toEqual([])
  })

  test('ends with the lease of the secret', async () => {
    await broker.revoke('AWS_SECRET_ACCESS_KEY')
    await expect(client().send(new ListObjectsV2Command({ Bucket: 'b' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    })
    expect(seen).toEqual([])
  })
})

async function curl(url: string, service: string, ...more: string[]) {
  const args = [
    ...['--silent', '--show-error', '--proxy', `http://127.0.0.1:${lab.ports.proxy}`],
    ...['--cacert', lab.caFile, '--aws-sigv4', `aws:amz:us-east-1:${service}`],
    ...['--user', `${leases.get('AWS_ACCESS_KEY_ID')}:${leases.get('AWS_SECRET_ACCESS_KEY')}`],
    ...['--header', `x-amz-security-token: ${leases.get('AWS_SESSION_TOKEN')}`],
    ...['--write-out', '%{http_code}', ...more, url],
  ]
  return promisify(execFile)('curl', args)
}

async function presigned(): Promise<string> {
  const signer = new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    sha256: Sha256 as never,
    uriEscapePath: false,
    credentials: {
      accessKeyId: leases.get('AWS_ACCESS_KEY_ID') ?? '',
      secretAccessKey: leases.get('AWS_SECRET_ACCESS_KEY') ?? '',
      sessionToken: leases.get('AWS_SESSION_TOKEN') ?? '',
    },
  })
  const { path, query = {} } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: bucket,
      path: '/b/key',
      query: { 'x-id': 'GetObject' },
      headers: { host: bucket, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    },
    {
      expiresIn: 60,
      unhoistableHeaders: new Set(['x-amz-content-sha256']),
      unsignableHeaders: new Set(['x-amz-content-sha256']),
    },
  )
  const pairs = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  )
  return `https://${bucket}${path}?${pairs.join('&')}`
}
