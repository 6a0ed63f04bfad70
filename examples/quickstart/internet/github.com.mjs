import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import git from 'isomorphic-git'
import { isExpectedSecret } from './fingerprint.mjs'
import { advertise, receive } from './git-receive-pack.mjs'
import { serve } from './tls-server.mjs'

// Stands in for github.com: one repository that takes pushes over HTTPS, from whoever brings the real token.

const folder = fs.mkdtempSync(join(tmpdir(), 'github-'))
process.on('exit', () => fs.rmSync(folder, { recursive: true }))
const gitdir = join(folder, 'hello.git')
await git.init({ fs, gitdir, bare: true, defaultBranch: 'main' })
const repository = { gitdir }

serve('github.com', async (request, response) => {
  const url = new URL(request.url, 'https://github.com')
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const [, password = ''] = /^[^:]*:(.*)$/.exec(Buffer.from(basic, 'base64').toString()) ?? []
  if (!isExpectedSecret(password)) {
    if (password !== '') console.log('github.com: refused a request, its token is not the real one')
    response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' })
    return response.end('Authentication failed\n')
  }
  const answer = (status, type, body) => {
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache' })
    response.end(body)
  }
  const service = url.searchParams.get('service')
  if (request.method === 'GET' && url.pathname === '/acme/hello.git/info/refs') {
    if (service !== 'git-receive-pack') return answer(403, 'text/plain', 'Push only.\n')
    const type = 'application/x-git-receive-pack-advertisement'
    return answer(200, type, await advertise(repository))
  }
  if (request.method === 'POST' && url.pathname === '/acme/hello.git/git-receive-pack') {
    const packed = request.headers['content-encoding'] === 'gzip'
    const body = await buffer(packed ? request.pipe(createGunzip()) : request)
    const { report, moved } = await receive(repository, body)
    for (const { name, to } of moved)
      console.log(`github.com: took a push with the real token, ${name} is ${to.slice(0, 7)}`)
    return answer(200, 'application/x-git-receive-pack-result', report)
  }
  return answer(404, 'text/plain', 'Not Found\n')
})
