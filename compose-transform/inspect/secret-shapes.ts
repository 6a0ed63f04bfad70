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

/**
 * Beginnings that their issuers gave to tokens so that these are found, and what follows at least. What stands
 * before something else has a longest length, or a long value would take quadratic time.
 */
const prefixed: readonly (readonly [beginning: string, rest: string])[] = [
  // Code, packages and continuous integration
  ['gl(?:dt|rt|ptt|cbt|oas|ft|agent|soat|imt|ffct)-', '[A-Za-z0-9_-]{20,}'],
  ['ATB[BC]', '[A-Za-z0-9]{28,}'],
  ['ATCTT3x', '[A-Za-z0-9_=-]{20,}'],
  ['rubygems_', '[a-f0-9]{40,}'],
  ['cio', '[A-Za-z0-9]{32}\\b'],
  ['oy2', '[a-z0-9]{43}\\b'],
  ['dckr_[po]at_', '[A-Za-z0-9_-]{24,}'],
  ['CCIP(?:AT|RJ)_', '[A-Za-z0-9]{16,40}_[a-f0-9]{40}'],
  ['bk(?:ua|ct|aj)_', '[a-f0-9]{40}'],
  ['sq[apu]_', '[a-f0-9]{40}'],
  ['AKCp', '[A-Za-z0-9]{60,}'],
  ['cmVmdGtu', '[A-Za-z0-9]{50,}'],
  ['CLOJARS_', '[a-f0-9]{60}'],
  // Language models and agents
  ['nvapi-', '[A-Za-z0-9_-]{60,}'],
  ['(?:csk|pa)-', '[A-Za-z0-9_-]{40,}'],
  ['sk_', '[a-f0-9]{48}\\b'],
  ['api_org_', '[A-Za-z0-9]{30,}'],
  ['jina_', '[A-Za-z0-9]{50,}'],
  ['BSA', '[A-Za-z0-9_-]{28}\\b'],
  ['lsv2_[ps][kt]_', '[a-f0-9]{32}_[a-f0-9]{10}'],
  ['pcsk_', '[A-Za-z0-9_]{60,}'],
  ['e2b_', '[a-f0-9]{40}'],
  ['ctx7sk-', '[A-Za-z0-9-]{30,}'],
  ['tvly-dev-', '[A-Za-z0-9]{24,}'],
  ['key_', '[a-f0-9]{64}\\b'],
  ['ABSK', '[A-Za-z0-9+/]{80,}={0,2}'],
  // Clouds, hosting and secret stores
  ['GOCSPX-', '[A-Za-z0-9_-]{28}'],
  ['1//0', '[A-Za-z0-9_-]{40,}'],
  ['do[or]_v1_', '[a-f0-9]{40,}'],
  ['fm[12]_', '[A-Za-z0-9+/]{60,}={0,2}'],
  ['HRKU-AA', '[A-Za-z0-9_-]{50,}'],
  ['vc[pikar]_', '[A-Za-z0-9]{50,}'],
  ['v1\\.0-[a-f0-9]{24}-', '[a-f0-9]{146}'],
  ['sb_secret_', '[A-Za-z0-9_-]{24,}'],
  ['pscale_(?:tkn|pw|oauth)_', '[A-Za-z0-9_.=-]{32,}'],
  ['napi_', '[a-z0-9]{60,}'],
  ['pnu_', '[a-z0-9]{36}'],
  ['rdme_', '[a-z0-9]{60,}'],
  ['aio_', '[A-Za-z0-9]{28}'],
  ['rnd_', '[A-Za-z0-9]{28,}'],
  ['tskey-[a-z]{1,20}-', '[A-Za-z0-9]{1,40}CNTRL-[A-Za-z0-9]{24,}'],
  ['dapi', '[a-f0-9]{32}(?:-[0-9])?\\b'],
  ['hv[br]\\.', '[A-Za-z0-9_-]{60,}'],
  ['dp\\.(?:pt|ct|st|sa|scim|audit)\\.', '[A-Za-z0-9._-]{40,}'],
  ['st\\.[a-f0-9]{24}\\.', '[a-f0-9]{32}\\.'],
  ['ops_eyJ', '[A-Za-z0-9_-]{100,}'],
  ['pul-', '[a-f0-9]{40}'],
  ['[A-Za-z0-9]{14}\\.atlasv1\\.', '[A-Za-z0-9_-]{60,}'],
  ['0\\.[a-f0-9-]{36}\\.', '[A-Za-z0-9]{28,60}:[A-Za-z0-9+/]{22}=='],
  ['[A-Za-z0-9_~.-]{3}[0-9]Q~', '[A-Za-z0-9_~.-]{31,}'],
  ['[?&]?sv=[0-9-]{10}&[^ ]{0,300}sig=', '[A-Za-z0-9%+/]{40,}'],
  ['LTAI', '[A-Za-z0-9]{16,}\\b'],
  ['AKID', '[A-Za-z0-9]{32}\\b'],
  ['AQVN', '[A-Za-z0-9_-]{35,}'],
  ['sha256~', '[A-Za-z0-9_-]{43}\\b'],
  ['tk-us-', '[A-Za-z0-9_-]{48}'],
  // Watching and measuring
  ['sntryu_', '[a-f0-9]{64}'],
  ['sntrys_eyJ', '[A-Za-z0-9+/=_-]{40,}'],
  ['NRAK-', '[A-Z0-9]{27}'],
  ['[a-f0-9]{32}FFFFNRAL', ''],
  ['gl(?:sa|c)_', '[A-Za-z0-9+/=_]{32,}'],
  ['dt0[cs]01\\.', '[A-Z0-9]{24}\\.[A-Z0-9]{64}'],
  ['hcaik_', '[a-z0-9]{50,}'],
  ['phx_', '[A-Za-z0-9]{40,}'],
  ['sdk-', '[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}'],
  // Mail, messages, payments and the office
  ['xox[ce]\\.?[a-z0-9.-]{0,20}-', '[A-Za-z0-9-]{20,}'],
  ['key-', '[a-f0-9]{32}\\b'],
  ['[a-f0-9]{32}-us[0-9]{1,2}\\b', ''],
  ['SK', '[a-f0-9]{32}\\b'],
  ['mlsn\\.', '[a-f0-9]{60,}'],
  ['re_[A-Za-z0-9]{8}_', '[A-Za-z0-9]{20,}'],
  ['xkeysib-', '[a-f0-9]{64}-'],
  ['sk_test_', '[A-Za-z0-9]{24,}'],
  ['shp(?:ca|pa)_', '[a-f0-9]{32}'],
  ['sq0[a-z]{3}-', '[A-Za-z0-9_-]{22,}'],
  ['EAAA', '[A-Za-z0-9_-]{56,}'],
  ['EAACEdEose0cBA', '[A-Za-z0-9]+'],
  ['access_token\\$production\\$', '[a-z0-9]{16}\\$[a-f0-9]{32}'],
  ['access-(?:production|sandbox|development)-', '[a-f0-9-]{36}'],
  ['FLWSECK(?:_TEST)?-', '[a-f0-9]{12,}'],
  ['EZ[AT]K', '[A-Za-z0-9]{54}'],
  ['duffel_(?:live|test)_', '[A-Za-z0-9_=-]{40,}'],
  ['shippo_(?:live|test)_', '[a-f0-9]{40}'],
  ['fio-u-', '[A-Za-z0-9_=-]{60,}'],
  ['pat[A-Za-z0-9]{14}\\.', '[a-f0-9]{64}'],
  ['secret_', '[A-Za-z0-9]{43}\\b'],
  ['lin_oauth_', '[a-f0-9]{60,}'],
  ['tfp_', '[A-Za-z0-9_.=-]{50,}'],
  ['CFPAT-', '[A-Za-z0-9_-]{43}'],
  ['sl\\.', '[A-Za-z0-9_=-]{130,}'],
  ['sk\\.eyJ', '[A-Za-z0-9_-]{40,400}\\.[A-Za-z0-9_-]{20,}'],
  ['[MNO][A-Za-z0-9_-]{23,25}\\.[A-Za-z0-9_-]{6}\\.', '[A-Za-z0-9_-]{27,}'],
  ['discord(?:app)?\\.com/api/webhooks/[0-9]{17,}/', '[A-Za-z0-9_-]{60,}'],
  ['webhook\\.office\\.com/webhookb2/', '[^ ]{1,200}/IncomingWebhook/[a-f0-9]{32}/'],
  ['hooks\\.zapier\\.com/hooks/catch/', '[0-9]+/[A-Za-z0-9]+'],
]

const shapes: readonly RegExp[] = [
  new RegExp(`(?<![A-Za-z0-9_])(?:${prefixed.map((parts) => parts.join('')).join('|')})`),
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
  /\bSG\.[A-Za-z0-9_-]{16,40}\.[A-Za-z0-9_-]{16,}/,
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
  /\beyJ[A-Za-z0-9_-]{10,1000}\.eyJ[A-Za-z0-9_-]{10,4000}\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/,
  /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]{0,256}:[^\s/@]{3,1024}@/i,
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
  if (
    harmlessRandom.test(name) ||
    /^sha(?:256|384|512)-/.test(text) ||
    (text.match(/[/_-]/g)?.length ?? 0) > text.length / 10
  )
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
