// Everything that a process in this container can read, on standard output: the environment and the memory map of every
// process, every file that did not come with the image's packages, and what the network says.
import { readdirSync, readFileSync, readlinkSync, statSync, writeSync } from 'node:fs'
import https from 'node:https'

const LONGEST = 8 * 1024 * 1024
const skipped = new Set([
  '/proc',
  '/sys',
  '/usr',
  '/agent/node_modules',
  '/agent/npm',
  '/dev',
  '/var/lib/dpkg',
])

function say(title, bytes) {
  write(Buffer.from(`\n== ${title}\n`))
  write(bytes)
}
function write(bytes) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at)
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}
function read(path) {
  try {
    const { size } = statSync(path)
    if (size <= LONGEST) say(path, readFileSync(path))
  } catch {
    // Not readable: then it leaks nothing.
  }
}
function walk(folder) {
  if (skipped.has(folder)) return
  let entries = []
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch {
    return
  }
  for (const entry of entries) {
    const path = folder === '/' ? `/${entry.name}` : `${folder}/${entry.name}`
    if (entry.isDirectory()) walk(path)
    else if (entry.isFile()) read(path)
  }
}

say('environment', Buffer.from(JSON.stringify(process.env)))
walk('/')
for (const id of readdirSync('/proc')) {
  for (const name of ['environ', 'cmdline', 'status', 'maps', 'mountinfo', 'comm'])
    if (/^(\d+|self)$/.test(id)) read(`/proc/${id}/${name}`)
  try {
    for (const descriptor of readdirSync(`/proc/${id}/fd`))
      say(`${id} ${descriptor}`, Buffer.from(readlinkSync(`/proc/${id}/fd/${descriptor}`)))
  } catch {
    // Not a process, or gone.
  }
}
for (const name of ['net/tcp', 'net/arp', 'keys', 'key-users', 'mounts', 'cmdline', 'version'])
  read(`/proc/${name}`)

// What the careless API answers, byte by byte, in every coding.
for (const form of ['gzip', 'br', 'deflate', 'zstd', 'headers', 'redirect', 'chunks']) {
  await new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${process.env.OPENAI_API_KEY}`,
      'accept-encoding': form,
    }
    https
      .get(`https://api.openai.com/echo/${form}`, { headers }, (response) => {
        const chunks = [Buffer.from(JSON.stringify([response.statusCode, response.rawHeaders]))]
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('close', () => resolve(say(`echo ${form}`, Buffer.concat(chunks))))
      })
      .on('error', (error) => resolve(say(`echo ${form}`, Buffer.from(String(error)))))
  })
}
