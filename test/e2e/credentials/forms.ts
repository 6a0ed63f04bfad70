import zlib from 'node:zlib'

/** Every form in which a secret could lie in bytes: it is looked for in all of them. */
export function formsOf(secret: string): Map<string, Buffer> {
  const raw = Buffer.from(secret)
  const forms = new Map<string, Buffer>([
    ['as it is', raw],
    ['in JSON', Buffer.from(JSON.stringify(secret).slice(1, -1))],
    ['in a URL', Buffer.from(encodeURIComponent(secret))],
    ['in a form', Buffer.from(new URLSearchParams([['', secret]]).toString().slice(1))],
    ['in hexadecimal', Buffer.from(raw.toString('hex'))],
    ['in capital hexadecimal', Buffer.from(raw.toString('hex').toUpperCase())],
    ['in UTF-16', Buffer.from(secret, 'utf16le')],
    ['in UTF-16, swapped', Buffer.from(secret, 'utf16le').swap16()],
  ])
  for (const offset of [0, 1, 2]) {
    // The characters at both ends depend on what stands beside.
    const core = Buffer.concat([Buffer.alloc(offset), raw])
      .toString('base64')
      .replace(/=+$/, '')
      .slice(offset === 0 ? 0 : offset + 1, -1)
    forms.set(`in Base64, offset ${offset}`, Buffer.from(core))
    const forUrls = core.replaceAll('+', '-').replaceAll('/', '_')
    forms.set(`in Base64 for URLs, offset ${offset}`, Buffer.from(forUrls))
  }
  return forms
}

/** Names and forms of the secrets that lie in these bytes, or in what they unpack to. */
export function findSecrets(bytes: Buffer, secrets: Readonly<Record<string, string>>): string[] {
  const found = new Set<string>()
  const views = [bytes, ...unpacked(bytes)]
  for (const [name, secret] of Object.entries(secrets))
    for (const [form, needle] of formsOf(secret))
      if (views.some((view) => view.includes(needle))) found.add(`${name} ${form}`)
  return [...found]
}

/** Whatever in these bytes begins like gzip, and the whole as Brotli or deflate. */
function unpacked(bytes: Buffer): Buffer[] {
  const views: Buffer[] = []
  const magic = Buffer.from([0x1f, 0x8b, 8])
  for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) {
    const view = attempt(() => zlib.gunzipSync(bytes.subarray(at), partial))
    if (view) views.push(view)
  }
  for (const unpack of [zlib.brotliDecompressSync, zlib.inflateSync]) {
    const view = bytes.length < 1_000_000 ? attempt(() => unpack(bytes)) : undefined
    if (view) views.push(view)
  }
  return views
}

const partial = { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: 64 * 1024 * 1024 }

function attempt(unpack: () => Buffer): Buffer | undefined {
  try {
    return unpack()
  } catch {
    return undefined
  }
}
