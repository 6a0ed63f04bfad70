// The services of the test: each answers only to its real credential, and some tell it to the world.
import { execFileSync, spawn } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { createRequire } from 'node:module'
import { buffer } from 'node:stream/consumers'
import zlib from 'node:zlib'

const { SignatureV4 } = createRequire('/internet/')('@smithy/signature-v4')
const secrets = JSON.parse(readFileSync('/internet/secrets.json', 'utf8'))
const packages = new Map()
const served = []

const hosts = {
  'github.com': git,
  'api.github.com': github,
  'api.openai.com': openai,
  'registry.npmjs.org': npm,
  'pypi.test': pypi,
  's3.us-east-1.amazonaws.com': s3,
  'id.test': tokens,
  'api.test': api,
}

async function answer(request, response) {
  const { host = '', authorization = '' } = request.headers
  const body = await buffer(request)
  const [, basic = ''] = /^Basic (.+)$/.exec(authorization) ?? []
  const password = Buffer.from(basic, 'base64').toString().split(':').slice(1).join(':')
  const bearer = authorization.replace(/^(Bearer|token) /i, '')
  const say = (status, value, headers = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(
      typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value),
    )
  }
  const url = new URL(request.url, `https://${host}`)
  if (url.pathname === '/served') return say(200, served)
  served.push(`${request.method} ${host}${url.pathname}`)
  await hosts[host]?.({ request, response, url, body, password, bearer, say })
  if (!response.headersSent) say(404, { message: 'Not Found' })
}

// Git over HTTP, by git's own CGI.
execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', '/tmp/git/notes.git'])
execFileSync('git', ['-C', '/tmp/git/notes.git', 'config', 'http.receivepack', 'true'])
function git({ request, url, body, password, say }) {
  if (password !== secrets.GITHUB_TOKEN)
    return say(401, 'no', { 'www-authenticate': 'Basic realm="git"' })
  const cgi = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: '/tmp/git',
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname.replace('/acme', ''),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      HTTP_GIT_PROTOCOL: request.headers['git-protocol'] ?? '',
      REMOTE_USER: 'agent',
      CONTENT_LENGTH: String(body.length),
    },
  })
  cgi.stdin.end(body)
  return buffer(cgi.stdout).then((output) => {
    const end = output.indexOf('\r\n\r\n')
    const head = output
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(': '))
    const { Status: status = '200', ...headers } = Object.fromEntries(head)
    say(Number(status.split(' ')[0]), output.subarray(end + 4), headers)
  })
}

function github({ url, bearer, say }) {
  if (bearer !== secrets.GITHUB_TOKEN) return say(401, { message: 'Bad credentials' })
  if (url.pathname === '/user') say(200, { login: 'agent' })
  if (url.pathname === '/repos/acme/notes/issues') say(201, { number: 7 })
}

function openai({ url, bearer, body, response, say }) {
  if (bearer !== secrets.OPENAI_API_KEY)
    return say(401, { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } })
  if (url.pathname === '/v1/chat/completions') {
    const choice = (content) => ({ index: 0, delta: { content }, finish_reason: null })
    if (!JSON.parse(body).stream)
      return say(200, {
        id: '1',
        object: 'chat.completion',
        choices: [
          { index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' },
        ],
      })
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const word of ['hi', ' there'])
      response.write(`data: ${JSON.stringify({ id: '1', choices: [choice(word)] })}\n\n`)
    return response.end('data: [DONE]\n\n')
  }
  // A careless API: it tells the key in every way there is.
  const key = secrets.OPENAI_API_KEY
  const all = [
    key,
    JSON.stringify(key),
    encodeURIComponent(key),
    ...[0, 1, 2].flatMap((offset) =>
      ['base64', 'base64url'].map((form) =>
        Buffer.from(`${'x'.repeat(offset)}${key}yz`).toString(form),
      ),
    ),
    Buffer.from(key).toString('hex'),
    Buffer.from(key).toString('hex').toUpperCase(),
  ].join('\n')
  const wide = Buffer.concat([Buffer.from(all), Buffer.from(key, 'utf16le')])
  const [, form] = /^\/echo\/(\w+)$/.exec(url.pathname) ?? []
  const pack = { gzip: zlib.gzipSync, br: zlib.brotliCompressSync, deflate: zlib.deflateSync }[form]
  if (pack) return say(200, pack(wide), { 'content-encoding': form })
  if (form === 'zstd') return say(200, wide, { 'content-encoding': 'zstd' })
  if (form === 'headers')
    return say(
      418,
      { error: key },
      {
        'x-key': key,
        location: `/?k=${encodeURIComponent(key)}`,
        'set-cookie': `k=${Buffer.from(key).toString('base64')}`,
      },
    )
  if (form === 'redirect') return say(307, key, { location: 'https://api.test/stolen' })
  if (form === 'chunks') {
    response.writeHead(200)
    let at = 0
    const next = () => {
      if (at >= wide.length) return response.end()
      response.write(wide.subarray(at, at + 11))
      at += 11
      setImmediate(next)
    }
    return next()
  }
}

function npm({ request, url, body, bearer, say }) {
  if (bearer !== secrets.NPM_TOKEN) return say(401, { error: 'authentication required' })
  const name = url.pathname.split('/')[1]
  if (request.method === 'PUT') {
    const { versions, _attachments } = JSON.parse(body)
    packages.set(name, {
      versions,
      tarball: Buffer.from(Object.values(_attachments)[0].data, 'base64'),
    })
    return say(201, { ok: true })
  }
  const known = packages.get(name)
  if (known === undefined) return say(404, { error: 'not found' })
  if (url.pathname.endsWith('.tgz'))
    return say(200, known.tarball, { 'content-type': 'application/octet-stream' })
  const [version] = Object.keys(known.versions)
  say(200, { name, 'dist-tags': { latest: version }, versions: known.versions })
}

execFileSync('python3', [
  '-c',
  `
import zipfile
w = zipfile.ZipFile('/tmp/demo-1.0-py3-none-any.whl', 'w')
w.writestr('demo.py', 'word = "wheel"')
w.writestr('demo-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: demo\\nVersion: 1.0\\n')
w.writestr('demo-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
w.writestr('demo-1.0.dist-info/RECORD', 'demo.py,,\\ndemo-1.0.dist-info/METADATA,,\\ndemo-1.0.dist-info/WHEEL,,\\ndemo-1.0.dist-info/RECORD,,\\n')
w.close()`,
])
function pypi({ url, password, say }) {
  if (password !== secrets.PIP_TOKEN)
    return say(401, 'no', { 'www-authenticate': 'Basic realm="pypi"' })
  if (url.pathname === '/simple/demo/')
    return say(200, '<a href="/files/demo-1.0-py3-none-any.whl">demo-1.0-py3-none-any.whl</a>', {
      'content-type': 'text/html',
    })
  if (url.pathname.endsWith('.whl'))
    say(200, readFileSync('/tmp/demo-1.0-py3-none-any.whl'), { 'content-type': 'application/zip' })
}

class Sha256 {
  constructor(key) {
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', key)
  }
  update(data) {
    this.hash.update(data)
  }
  async digest() {
    return this.hash.digest()
  }
}

// Whether AWS's own signer gives the same signature with the real key.
async function s3({ request, url, body, say }) {
  const said = request.headers.authorization ?? ''
  const signed = /SignedHeaders=([^,]*)/.exec(said)?.[1]?.split(';') ?? []
  const signer = new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
    credentials: {
      accessKeyId: secrets.AWS_ACCESS_KEY_ID,
      secretAccessKey: secrets.AWS_SECRET_ACCESS_KEY,
    },
  })
  const date = String(request.headers['x-amz-date']).replace(
    /^(....)(..)(..)T(..)(..)(..)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  )
  const { headers } = await signer.sign(
    {
      method: request.method,
      protocol: 'https:',
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(
        signed.map((name) => [name, String(request.headers[name] ?? '')]),
      ),
      body,
    },
    { signingDate: new Date(date), signableHeaders: new Set(signed) },
  )
  const token = request.headers['x-amz-security-token']
  if (headers.authorization !== said || token !== secrets.AWS_SESSION_TOKEN)
    return say(
      403,
      `<Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>${secrets.AWS_ACCESS_KEY_ID}</AWSAccessKeyId></Error>`,
    )
  say(200, '<ListBucketResult><Name>b</Name><KeyCount>1</KeyCount></ListBucketResult>', {
    'content-type': 'application/xml',
  })
}

function tokens({ body, password, say }) {
  const form = new URLSearchParams(body.toString())
  if (password !== secrets.CLIENT_SECRET || form.get('grant_type') !== 'client_credentials')
    return say(401, { error: 'invalid_client' })
  say(200, { access_token: secrets.MINTED_KEY, token_type: 'Bearer', expires_in: 3600 })
}

function api({ request, bearer, say }) {
  const { headers } = request
  say(200, {
    command: headers['x-command-key'] === secrets.COMMAND_KEY,
    mounted: headers['x-mounted-key'] === secrets.MOUNTED_KEY,
    minted: bearer === secrets.MINTED_KEY,
    echo: [headers['x-command-key'], headers['x-mounted-key'], bearer],
  })
}

const tls = { key: readFileSync('/internet/key.pem'), cert: readFileSync('/internet/cert.pem') }
const handle = (request, response) =>
  answer(request, response).catch((error) => {
    console.error(error)
    response.destroy()
  })
http.createServer(handle).listen(80)
https.createServer(tls, handle).listen(443, () => console.log('internet is up'))
