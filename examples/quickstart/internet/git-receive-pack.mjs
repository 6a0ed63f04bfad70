import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import git from 'isomorphic-git'

// The server's half of `git push` over HTTP: gitprotocol-http(5), gitprotocol-pack(5).

const NO_OBJECT = '0'.repeat(40)
const CAPABILITIES =
  'report-status delete-refs side-band-64k no-thin object-format=sha1 agent=quickstart'

/** A line of the protocol: its length in four hexadecimal digits, then its text. */
function line(text) {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text
}

/** What a client is told before it pushes: which references there are, and what the server understands. */
export async function advertise(repository) {
  const references = await listReferences(repository)
  const lines = references.map(([name, oid]) => `${oid} ${name}`)
  const [first = `${NO_OBJECT} capabilities^{}`, ...others] = lines
  return [
    `${line('# service=git-receive-pack\n')}0000`,
    line(`${first}\0${CAPABILITIES}\n`),
    ...others.map((text) => line(`${text}\n`)),
    '0000',
  ].join('')
}

/** Takes in the objects and moves the references. Gives the report that the client waits for, and what moved. */
export async function receive(repository, body) {
  const { commands, capabilities, rest } = readCommands(body)
  if (commands.length === 0) return { report: '0000', moved: [] }
  let unpacked = 'ok'
  try {
    if (rest.length > 0) await storePack(repository, rest)
  } catch (error) {
    unpacked = error.message
  }
  const lines = [line(`unpack ${unpacked}\n`)]
  const moved = []
  for (const command of commands) {
    const refusal = unpacked === 'ok' ? await move(repository, command) : 'no objects'
    lines.push(line(refusal ? `ng ${command.name} ${refusal}\n` : `ok ${command.name}\n`))
    if (!refusal) moved.push(command)
  }
  const report = `${lines.join('')}0000`
  const banded = capabilities.includes('side-band-64k')
  return { report: banded ? `${line(`\u0001${report}`)}0000` : report, moved }
}

/** `OLD NEW NAME` on each line, capabilities behind a NUL on the first; a flush ends them and the pack follows. */
function readCommands(body) {
  const commands = []
  const capabilities = []
  let at = 0
  for (;;) {
    const length = Number.parseInt(body.toString('latin1', at, at + 4), 16)
    if (Number.isNaN(length)) throw new Error('not a line of the protocol')
    if (length === 0) return { commands, capabilities, rest: body.subarray(at + 4) }
    const [text, asked = ''] = body.toString('utf8', at + 4, at + length).split('\0')
    capabilities.push(...asked.trim().split(' '))
    const [, from, to, name] = /^([0-9a-f]{40}) ([0-9a-f]{40}) (refs\/\S+)\s*$/.exec(text) ?? []
    if (name === undefined) throw new Error('not a command')
    commands.push({ from, to, name })
    at += length
  }
}

async function storePack({ gitdir }, pack) {
  const sum = createHash('sha1').update(pack.subarray(0, -20)).digest()
  if (!sum.equals(pack.subarray(-20))) throw new Error('the pack is damaged')
  const filepath = join('objects', 'pack', `pack-${sum.toString('hex')}.pack`)
  fs.mkdirSync(join(gitdir, 'objects', 'pack'), { recursive: true })
  fs.writeFileSync(join(gitdir, filepath), pack)
  await git.indexPack({ fs, dir: gitdir, gitdir, filepath })
}

/** Moves one reference; gives the reason where it must not. */
async function move(repository, { from, to, name }) {
  const { gitdir } = repository
  const now = await git.resolveRef({ fs, gitdir, ref: name }).catch(() => NO_OBJECT)
  if (now !== from) return 'stale info'
  if (to === NO_OBJECT) {
    await git.deleteRef({ fs, gitdir, ref: name })
    return undefined
  }
  try {
    await checkComplete(repository, to)
  } catch {
    return 'missing objects'
  }
  await git.writeRef({ fs, gitdir, ref: name, value: to, force: true })
  return undefined
}

/** A reference must never lead to an object that is not there. */
async function checkComplete({ gitdir }, oid, seen = new Set()) {
  if (seen.has(oid)) return
  seen.add(oid)
  const { type, object } = await git.readObject({ fs, gitdir, oid, format: 'parsed' })
  const below =
    type === 'commit'
      ? [object.tree, ...object.parent]
      : type === 'tree'
        ? object.filter((entry) => entry.type !== 'commit').map((entry) => entry.oid)
        : type === 'tag'
          ? [object.object]
          : []
  for (const child of below) await checkComplete({ gitdir }, child, seen)
}

async function listReferences({ gitdir }) {
  const names = await git.listRefs({ fs, gitdir, filepath: 'refs' })
  return Promise.all(
    names
      .toSorted()
      .map(async (name) => [
        `refs/${name}`,
        await git.resolveRef({ fs, gitdir, ref: `refs/${name}` }),
      ]),
  )
}
