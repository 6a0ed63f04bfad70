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
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]{3,}@/i,
]

/** Whether a text holds something in the shape of a well-known credential, or a URL with a password in it. */
export function looksSecretValue(text: string): boolean {
  return shapes.some((shape) => shape.test(text))
}

/** Whether a value cannot be a credential, whatever its variable is called. */
export function isHarmlessValue(text: string): boolean {
  return text === '' || /^(?:true|false|yes|no|on|off|none|null|[0-9]{1,6})$/i.test(text)
}

/** A secret that is shorter could be found in any text by chance. */
export const shortestSecret = 8
