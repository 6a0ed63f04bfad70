import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import git from 'isomorphic-git'
import http from 'isomorphic-git/http/node'

/** Makes a repository with one commit and pushes it over HTTPS, with the token as git does it: in Basic. */
export async function push(url, token) {
  const dir = fs.mkdtempSync(join(tmpdir(), 'hello-'))
  const author = { name: 'Agent', email: 'agent@example.com' }
  await git.init({ fs, dir, defaultBranch: 'main' })
  fs.writeFileSync(join(dir, 'hello.txt'), `Hello at ${new Date().toISOString()}\n`)
  await git.add({ fs, dir, filepath: 'hello.txt' })
  const commit = await git.commit({ fs, dir, author, message: 'Say hello' })
  const result = await git.push({
    fs,
    http,
    dir,
    url,
    ref: 'main',
    onAuth: () => ({ username: 'x-access-token', password: token }),
    // Asked again means refused: the same token would be refused for ever.
    onAuthFailure: () => ({ cancel: true }),
  })
  if (!result.ok) throw new Error(result.error ?? 'the push was refused')
  return `${url} main is now ${commit.slice(0, 7)}`
}
