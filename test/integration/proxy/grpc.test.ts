import { readFile } from 'node:fs/promises'
import * as grpc from '@grpc/grpc-js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Lab, secrets, startLab } from './lab.ts'

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network:
    allowedDomains: ["grpc.test", "*.github.com"]
    http:
      - { host: grpc.test, methods: [POST], paths: ["/echo.Echo/Say", "/echo.Echo/Talk"] }
  credentials: { allowedKeys: [GITHUB_TOKEN], maxExpirationHours: 1 }
`
const bytes = (value: Buffer) => value
const method = (name: string, streams: boolean) => ({
  path: `/echo.Echo/${name}`,
  requestStream: streams,
  responseStream: streams,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
})
const service = {
  Say: method('Say', false),
  Talk: method('Talk', true),
  Secret: method('Secret', false),
}

let lab: Lab
let server: grpc.Server
const clients: grpc.Client[] = []
const seen: (string | Buffer | undefined)[] = []

beforeAll(async () => {
  lab = await startLab(policy)
  const { cert, key } = await lab.world.leafFor('grpc.test')
  const github = await lab.world.leafFor('api.github.com')
  for (const [index, leaf] of [{ cert, key }, github].entries()) {
    server = new grpc.Server()
    server.addService(service, {
      Say: (call: grpc.ServerUnaryCall<Buffer, Buffer>, done: grpc.sendUnaryData<Buffer>) => {
        const [token] = call.metadata.get('authorization')
        seen.push(token)
        const trailer = new grpc.Metadata()
        trailer.set('x-trailer', `end ${token ?? ''}`)
        if (call.request.toString() === 'fail')
          done({ code: grpc.status.NOT_FOUND, details: 'nobody there' })
        else done(null, Buffer.from(`said ${call.request} ${token ?? ''}`), trailer)
      },
      Talk: (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
        call.on('data', (message) => call.write(message))
        call.on('end', () => call.end())
      },
      Secret: (_: unknown, done: grpc.sendUnaryData<Buffer>) => done(null, Buffer.from('secret')),
    })
    const credentials = grpc.ServerCredentials.createSsl(null, [
      { cert_chain: Buffer.from(leaf.cert), private_key: Buffer.from(leaf.key) },
    ])
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    )
    lab.world.servers.set(`203.0.113.${40 + index}:443`, port)
  }
  lab.world.names.set('grpc.test', ['203.0.113.40'])
  lab.world.names.set('api.github.com', ['203.0.113.41'])
})
afterAll(async () => {
  for (const client of clients) client.close()
  server?.forceShutdown()
  await lab?.close()
})

async function client(host: string): Promise<grpc.Client> {
  process.env.grpc_proxy = `http://127.0.0.1:${lab.ports.proxy}`
  const Client = grpc.makeGenericClientConstructor(service, 'Echo')
  const credentials = grpc.credentials.createSsl(Buffer.from(await readFile(lab.caFile)))
  const made = new Client(`${host}:443`, credentials)
  clients.push(made)
  return made
}

interface Unary {
  code: grpc.status | undefined
  details: string
  message: string
  trailer: string
}

function unary(client: grpc.Client, name: string, text: string, metadata = new grpc.Metadata()) {
  return new Promise<Unary>((resolve) => {
    const got: Unary = { code: undefined, details: '', message: '', trailer: '' }
    const call = client.makeUnaryRequest(
      `/echo.Echo/${name}`,
      bytes,
      bytes,
      Buffer.from(text),
      metadata,
      { deadline: Date.now() + 5_000 },
      (error, message) => {
        got.details = error?.details ?? ''
        got.message = message?.toString() ?? ''
      },
    )
    call.on('status', (status) => {
      got.code = status.code
      got.trailer = String(status.metadata.get('x-trailer')[0] ?? '')
      setImmediate(resolve, got)
    })
  })
}

test('gRPC’s own client: calls, errors with their trailers, and a conversation both ways at once', async () => {
  const echo = await client('grpc.test')
  expect(await unary(echo, 'Say', 'hello')).toMatchObject({ code: 0, message: 'said hello ' })
  expect(await unary(echo, 'Say', 'fail')).toMatchObject({ code: 5, details: 'nobody there' })
  const call = echo.makeBidiStreamRequest('/echo.Echo/Talk', bytes, bytes)
  const got: string[] = []
  let next: () => void = () => {}
  call.on('data', (message) => {
    got.push(message.toString())
    next()
  })
  for (const word of ['one', 'two', 'x'.repeat(200_000)]) {
    const answered = new Promise<void>((resolve) => {
      next = resolve
    })
    call.write(Buffer.from(word))
    await answered
  }
  call.end()
  await new Promise((resolve) => call.on('end', resolve))
  expect(got).toEqual(['one', 'two', 'x'.repeat(200_000)])
})

test('a method that no rule names is refused, in gRPC’s own words', async () => {
  const refused = await unary(await client('grpc.test'), 'Secret', 'x')
  expect(refused.code).toBe(grpc.status.PERMISSION_DENIED)
  expect(lab.events.at(-1)).toMatchObject({ decision: 'blocked', kind: 'network' })
})

test('a lease in its metadata is exchanged; the secret comes back in no message and no trailer', async () => {
  const lease = lab.leases.get('GITHUB_TOKEN') ?? ''
  const metadata = new grpc.Metadata()
  metadata.set('authorization', `Bearer ${lease}`)
  const got = await unary(await client('api.github.com'), 'Say', 'hello', metadata)
  expect(seen.at(-1)).toBe(`Bearer ${secrets.GITHUB_TOKEN}`)
  expect(got).toMatchObject({
    code: 0,
    message: `said hello Bearer ${lease}`,
    trailer: `end Bearer ${lease}`,
  })
})
