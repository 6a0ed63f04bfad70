const secretWord =
  /(?:^|_)(?:TOKEN|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|KEY|APIKEY|CREDENTIAL|CREDENTIALS|AUTH|PAT|DSN)(?:_|$)/
const glued = /(?:TOKEN|SECRET|PASSWORD|PASSWD|APIKEY|ACCESSKEY|PRIVATEKEY)$/
const harmlessEnd =
  /(?:_FILE|_PATH|_DIR|_HEADER|_TYPE|_LENGTH|_LIMIT|_TTL|_URL|_URI|_HOST|_PORT|_USER|_FINGERPRINT)$/
const harmlessWhole = new Set(['PWD', 'OLDPWD', 'PASS', 'AUTH', 'KEY', 'PUBLIC_KEY'])

/** Whether a variable of this name usually holds a credential. */
export function looksSecretName(name: string): boolean {
  const upper = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]/g, '_')
    .toUpperCase()
  if (harmlessWhole.has(upper) || harmlessEnd.test(upper) || upper.includes('PUBLIC_KEY'))
    return false
  return secretWord.test(upper) || glued.test(upper)
}

const shapes: readonly RegExp[] = [
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/,
  /\bglpat-[A-Za-z0-9_-]{16,}/,
  /\bsk-[A-Za-z0-9_-]{16,}/,
  /\bsk_live_[A-Za-z0-9]{16,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bAIza[A-Za-z0-9_-]{30,}/,
  /\bhf_[A-Za-z0-9]{20,}/,
  /\bnpm_[A-Za-z0-9]{30,}/,
  /\bpypi-[A-Za-z0-9_-]{40,}/,
  /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/,
  /\bxapp-[0-9]-[A-Za-z0-9-]{20,}/,
  /\bhooks\.slack\.com\/services\/[A-Z0-9]+\/[A-Z0-9]+\/[A-Za-z0-9]+/,
  /\b(?:rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{20,}/,
  /\bhvs\.[A-Za-z0-9_-]{20,}/,
  /\bdop_v1_[a-f0-9]{40,}/,
  /\b(?:gsk|shpat|shpss|lin_api|ntn|figd|sbp|nfp|tvly|pplx|xai|r8|fw|fc)[_-][A-Za-z0-9]{24,}/,
  /\bATATT3x[A-Za-z0-9_=-]{20,}/,
  /\bya29\.[A-Za-z0-9_-]{20,}/,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{40,}/,
  /\b[0-9]{8,10}:AA[A-Za-z0-9_-]{30,}/,
  /\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/=]{40,}/,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]{3,}@/i,
]

/** Whether a text holds something in the shape of a well-known credential, or a URL with a password in it. */
export function looksSecretValue(text: string): boolean {
  return shapes.some((shape) => shape.test(text))
}

/** What is random and no secret: identifiers, digests, public halves. */
const harmlessRandom =
  /(?:^|_)(?:ID|UUID|GUID|HASH|SHA|SHA[0-9]+|DIGEST|CHECKSUM|ETAG|NONCE|PUBLIC|FINGERPRINT|VERSION|COMMIT|REVISION|URL|URI|PATH|IMAGE|DATA|CONFIG|JSON)(?:_|$)/i

/** As many letters as a token of 128 bits needs, and fewer than would be found in a name by chance. */
const shortestRandom = 32
/** Of text and of hexadecimal digits it is below 4 bits a character; of 32 random letters and digits it is about 4.5. */
const leastEntropy = 4.2

/**
 * Whether a text is so random that it is hardly anything but a credential: the last resort, for what neither its name
 * nor its shape tells. Letters of both cases and digits without a break; what is Base64 of a readable text is none.
 */
export function looksRandom(name: string, text: string): boolean {
  if (text.length < shortestRandom || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return false
  if (!/[a-z]/.test(text) || !/[A-Z]/.test(text) || !/[0-9].*[0-9]/.test(text)) return false
  if (harmlessRandom.test(name) || (text.match(/[/_-]/g)?.length ?? 0) > text.length / 10)
    return false
  // In a random text every other character is of another kind than the one before; in words few are.
  const changes = [...text].filter((character, at) => kindOf(character) !== kindOf(text[at - 1]))
  if (changes.length < text.length * 0.5) return false
  return entropyOf(text) >= leastEntropy && !isReadableBase64(text)
}

function kindOf(character = ''): number {
  return [/[a-z]/, /[A-Z]/, /[0-9]/].findIndex((kind) => kind.test(character))
}

/** In bits a character (Shannon). */
function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length
    return sum - share * Math.log2(share)
  }, 0)
}

function isReadableBase64(text: string): boolean {
  return /^[\t\n\r\x20-\x7e]+$/.test(Buffer.from(text, 'base64').toString('latin1'))
}

/** Whether a value cannot be a credential, whatever its variable is called. */
export function isHarmlessValue(text: string): boolean {
  return text === '' || /^(?:true|false|yes|no|on|off|none|null|[0-9]{1,6})$/i.test(text)
}

/** A secret that is shorter could be found in any text by chance. */
export const shortestSecret = 8
