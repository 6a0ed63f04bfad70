import { createHash } from 'node:crypto'
import { createReadStream, readdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'

/** What the secrets look like; the fingerprints tell which finds are real. */
const SECRET = /(?:ghp_|sk-proj-)[A-Za-z0-9]{36,64}/g
const LONGEST_SECRET = 128
const MOST_FILES = 20_000
const MOST_BYTES = 64 * 1024 * 1024
const MILLISECONDS = 3_000
/** Of each process, what is text; the rest of /proc is streams of the kernel's, some without an end. */
const PROCESS_FILES = ['environ', 'cmdline', 'mountinfo', 'maps']

/**
 * Reads whatever it can, and names the places where a real secret stands.
 *
 * @param fingerprints SHA-256 of the real secrets, in hexadecimal
 */
export async function searchEverything(fingerprints) {
  const wanted = new Set(fingerprints)
  const found = new Set()
  let files = 0
  let cut = false
  const judge = (text, place) => {
    for (const [candidate] of text.matchAll(SECRET))
      if (wanted.has(createHash('sha256').update(candidate).digest('hex'))) found.add(place)
  }

  judge(Object.values(process.env).join('\n'), 'the environment')
  const places = [
    ...new Set(['/run', '/tmp', tmpdir(), process.cwd(), homedir(), '/app', '/etc', '/var']),
  ]
  const deadline = Date.now() + MILLISECONDS
  for (const paths of [processFiles(), walk(places)])
    for (const path of paths) {
      cut = files >= MOST_FILES || Date.now() > deadline
      if (cut) break
      if (await readInto((text) => judge(text, path), path)) files++
    }
  if (files === 0) throw new Error('nothing could be read')
  return {
    found: [...found],
    files: `${cut ? 'the first ' : ''}${files}`,
    places: ['/proc', ...places],
  }
}

function* processFiles() {
  for (const entry of readdirSync('/proc'))
    if (/^\d+$/.test(entry)) for (const file of PROCESS_FILES) yield `/proc/${entry}/${file}`
}

function* walk(folders) {
  const seen = new Set()
  const waiting = [...folders]
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    if (seen.has(folder)) continue
    seen.add(folder)
    for (const entry of list(folder)) {
      const path = `${folder}/${entry.name}`
      if (entry.isFile()) yield path
      else if (entry.isDirectory() && entry.name !== 'node_modules') waiting.push(path)
    }
  }
}

function list(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Hands on a file in pieces that overlap, so that nothing is missed between two. False when it cannot be read. */
async function readInto(judge, path) {
  let tail = ''
  try {
    for await (const chunk of createReadStream(path, { encoding: 'latin1', end: MOST_BYTES })) {
      judge(tail + chunk)
      tail = chunk.slice(-LONGEST_SECRET)
    }
    return true
  } catch {
    return false
  }
}
