import { holdsLease } from '../governed.ts'
import type { RequestHead } from '../http/request-head.ts'
import { searchBreaking } from '../http/upstream-head.ts'
import { type ChunkSignatures, SignedChunks } from './signed-chunks.ts'
import {
  ALGORITHM,
  encode,
  isSameSignature,
  type PathStyle,
  pathStyles,
  type Scope,
  type Signable,
  sha256,
  sign,
} from './sigv4.ts'
import type { LeaseSwapper } from './swap-leases.ts'

/** What AWS says for a body that the signature does not cover; it goes by TLS only. */
const UNSIGNED = new Set(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'])

/** What it says for a body that is signed chunk by chunk, and whether trailers follow. */
const chunked = new Map([
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { trailers: false }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', { trailers: true }],
])

/** Headers that the proxy writes or takes away on the way; AWS asks for none of them to be signed. */
const unsteady = new Set([
  ...searchBreaking,
  ...['expect', 'connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
])

/** STS gives real credentials for any other action: whoever has those needs no lease any more. */
const HARMLESS_AT_STS = new Set(['GetCallerIdentity', 'DecodeAuthorizationMessage'])

/**
 * The signature of a request that was signed with leases. It is checked with the leases' own key, and made anew with
 * that of the secrets, which the broker gives for one day, region and service; the secret itself never comes here.
 */
export interface AwsSignature {
  /** The request without its signature: what is left of leases in it is swapped as anywhere else. */
  rest: RequestHead
  /** Whether the body has to be there to be signed. */
  needsBody: boolean
  /**
   * Signs the request as it is sent on.
   *
   * @returns the request as it is signed; one that was not signed with the lease is refused by the swapper
   */
  sign(swapper: LeaseSwapper, outgoing: Outgoing): Promise<Signed>
}

export interface Signed {
  headers: string[]
  query: string
  /** Present when the body is signed chunk by chunk: what signs it anew. */
  bodyStage?: () => SignedChunks
}

/** The request as it is sent on, leases swapped, without its signature. */
export interface Outgoing {
  path: string
  /** From the question mark on; empty without one. */
  query: string
  headers: string[]
  /** Present when the body was read whole. */
  body: Buffer | undefined
}

/** What the signature of a request says. */
interface Claim extends Scope {
  where: 'header' | 'query'
  /** The access key: a lease. */
  identity: string
  signedHeaders: string[]
  signature: string
}

type Pair = readonly [name: string, value: string]

/** The signature of a request whose signer is named by a lease; undefined when there is none such. */
export function findAwsSignature(head: RequestHead): AwsSignature | undefined {
  const claim = readHeader(head) ?? readQuery(head)
  if (claim === undefined) return otherSignature(head)
  if (!holdsLease(claim.identity)) return undefined
  const rest =
    claim.where === 'header'
      ? { ...head, headers: withoutHeader(head.headers, 'authorization') }
      : { ...head, query: asQuery(withoutSignature(pairsOf(head.query))) }
  const payload = headersOf(head.headers).get('x-amz-content-sha256')?.[0]
  const signsBody = claim.where === 'header' && payload === undefined
  // What is asked of STS may stand in the body, whatever its query says.
  const needsBody = (signsBody || isSts(claim)) && head.body.kind !== 'none'
  return {
    rest,
    needsBody,
    sign: (swapper, outgoing) => signAgain(head, claim, swapper, outgoing),
  }
}

/**
 * A signature of another kind than SigV4, refused by its name. The key that SigV4A signs with is good for every day,
 * region and service, so the broker would have to make each signature itself.
 */
function otherSignature(head: RequestHead): AwsSignature | undefined {
  const name = head.headers.findIndex((text, at) => at % 2 === 0 && /^authorization$/i.test(text))
  const said = name < 0 ? '' : (head.headers[name + 1] ?? '')
  if (!said.startsWith('AWS') && !/[?&](?:X-Amz-Algorithm|AWSAccessKeyId)=/.test(head.query))
    return undefined
  const pairs = pairsOf(head.query)
  const query = new Map(pairs.map(([name, value]) => [name, decoded(value)]))
  const inHeader = otherKinds.find(({ header }) => header.test(said) && holdsLease(said))
  const inQuery = otherKinds.find(({ parameter: [name, value], identity }) => {
    const given = query.get(name)
    return given !== undefined && value.test(given) && holdsLease(query.get(identity) ?? '')
  })
  const kind = inHeader ?? inQuery
  if (kind === undefined) return undefined
  const rest =
    inHeader !== undefined
      ? { ...head, headers: withoutHeader(head.headers, 'authorization') }
      : { ...head, query: asQuery(pairs.filter(([name]) => name !== kind.identity)) }
  return {
    rest,
    needsBody: false,
    sign: async (swapper) =>
      swapper.refuse(
        'leaseSignature',
        `A signature of the kind ${kind.name} is not made anew here. Let the client sign with SigV4 (${ALGORITHM}).`,
      ),
  }
}

const otherKinds = [
  {
    name: 'SigV4A',
    header: /^AWS4-ECDSA-P256-SHA256 /,
    parameter: ['X-Amz-Algorithm', /^AWS4-ECDSA-P256-SHA256$/],
    identity: 'X-Amz-Credential',
  },
  {
    name: 'SigV2',
    header: /^AWS [^ ]+:/,
    parameter: ['Signature', /./],
    identity: 'AWSAccessKeyId',
  },
] as const

async function signAgain(
  head: RequestHead,
  claim: Claim,
  swapper: LeaseSwapper,
  outgoing: Outgoing,
): Promise<Signed> {
  const payload = payloadOf(head, claim, swapper, outgoing.body)
  refuseCredentialActions(head, claim, swapper, outgoing)
  const { identity, keys } = await swapper.signingKeys(claim.identity, claim.scope)
  const leaseKey = Buffer.from(keys.lease, 'base64')
  const style = styleOf(head, claim, payload, leaseKey)
  if (style === undefined) {
    swapper.refuse(
      'leaseSignature',
      'The request is not signed with the lease of its access key, or was changed since.',
    )
  }
  const headers = headersOf(outgoing.headers)
  const signedHeaders = claim.signedHeaders.filter(
    (name) => name === 'host' || (headers.has(name) && !unsteady.has(name)),
  )
  const credential = `${identity}/${claim.scope}/aws4_request`
  const key = Buffer.from(keys.real, 'base64')
  const signable: Signable = {
    method: head.method,
    path: outgoing.path,
    query: [],
    headers,
    host: hostOf(head),
    signedHeaders,
    payload,
  }
  if (claim.where === 'header') {
    const query = pairsOf(outgoing.query)
    const signature = sign(key, { ...signable, query }, claim, style)
    const value = `${ALGORITHM} Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`
    const signed = { headers: [...outgoing.headers, 'Authorization', value], query: outgoing.query }
    const chunks = chunked.get(payload)
    if (chunks === undefined) return signed
    const about: ChunkSignatures = {
      ...chunks,
      time: claim.time,
      scope: claim.scope,
      lease: { key: leaseKey, seed: claim.signature },
      real: { key, seed: signature },
    }
    return { ...signed, bodyStage: () => new SignedChunks(about) }
  }
  const query: Pair[] = [
    ...pairsOf(outgoing.query).filter(([name]) => name !== 'X-Amz-SignedHeaders'),
    ['X-Amz-Credential', encode(credential)],
    ['X-Amz-SignedHeaders', encode(signedHeaders.join(';'))],
  ]
  const signature = sign(key, { ...signable, query }, claim, style)
  return {
    headers: outgoing.headers,
    query: asQuery([...query, ['X-Amz-Signature', signature]]),
  }
}

/** What the signature says of the body. */
function payloadOf(
  { headers, body: { kind } }: RequestHead,
  { where }: Claim,
  swapper: LeaseSwapper,
  body: Buffer | undefined,
): string {
  const said = headersOf(headers).get('x-amz-content-sha256')?.[0]?.trim()
  if (said === undefined) {
    if (where === 'query') return 'UNSIGNED-PAYLOAD'
    if (kind !== 'none' && body === undefined) throw new Error('A body that was not read.')
    return sha256(body ?? '')
  }
  if (/^[0-9a-f]{64}$/.test(said)) return said
  if (UNSIGNED.has(said)) return said
  if (chunked.has(said) && where === 'header' && kind !== 'none' && body === undefined) return said
  return swapper.refuse(
    'leaseSignature',
    `A body that is signed as ${said.slice(0, 60)} is not carried here. Let the client sign the whole body, or none of it.`,
  )
}

/** STS takes far less, and a form of megabytes takes its time to read. */
const LONGEST_FORM = 64 * 1024

function isSts({ scope }: Claim): boolean {
  return scope.endsWith('/sts')
}

/** Nobody gets real credentials of AWS for leases. */
function refuseCredentialActions(
  head: RequestHead,
  claim: Claim,
  swapper: LeaseSwapper,
  { query, body }: Outgoing,
): void {
  if (!isSts(claim)) return
  if (headersOf(head.headers).has('x-amz-target'))
    swapper.refuse('leaseSignature', 'What is asked of STS is said in more than one way.')
  if (body !== undefined && body.length > LONGEST_FORM)
    swapper.refuse('leaseSignature', 'What is asked of STS is too long to be read.')
  const form = new URLSearchParams(body?.toString('utf8') ?? '')
  const asked = [...new URLSearchParams(query).getAll('Action'), ...form.getAll('Action')]
  if (asked.length > 0 && asked.every((action) => HARMLESS_AT_STS.has(action))) return
  if (head.body.kind !== 'none' && body === undefined && asked.length === 0) {
    swapper.refuse('leaseSignature', 'What is asked of STS cannot be read.')
  }
  swapper.refuse('leaseSignature', 'STS would answer with real credentials.')
}

/** How the client made the path canonical: the way in which its signature is right. */
function styleOf(
  head: RequestHead,
  claim: Claim,
  payload: string,
  key: Buffer,
): PathStyle | undefined {
  const query = pairsOf(head.query).filter(([name]) => name !== 'X-Amz-Signature')
  const signable: Signable = {
    method: head.method,
    path: head.rawPath,
    query,
    headers: headersOf(head.headers),
    host: hostOf(head),
    signedHeaders: claim.signedHeaders,
    payload,
  }
  return pathStyles.find((style) =>
    isSameSignature(sign(key, signable, claim, style), claim.signature),
  )
}

function readHeader({ headers }: RequestHead): Claim | undefined {
  const fields = headersOf(headers)
  const [value, ...others] = fields.get('authorization') ?? []
  if (value === undefined || others.length > 0) return undefined
  const match =
    /^AWS4-HMAC-SHA256 +Credential=([^ ,]+) *, *SignedHeaders=([^ ,]+) *, *Signature=([0-9a-f]{64}) *$/.exec(
      value,
    )
  const time = fields.get('x-amz-date')?.[0]
  return match && time !== undefined
    ? claimOf('header', match[1] ?? '', time, match[2] ?? '', match[3] ?? '')
    : undefined
}

function readQuery({ query }: RequestHead): Claim | undefined {
  const said = new Map(pairsOf(query).map(([name, value]) => [name, decoded(value)]))
  if (said.get('X-Amz-Algorithm') !== ALGORITHM) return undefined
  const [credential, time, names, signature] = [
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-SignedHeaders',
    'X-Amz-Signature',
  ].map((name) => said.get(name) ?? '')
  return claimOf('query', credential ?? '', time ?? '', names ?? '', signature ?? '')
}

function claimOf(
  where: Claim['where'],
  credential: string,
  time: string,
  names: string,
  signature: string,
): Claim | undefined {
  const match = /^([^/]+)\/([0-9]{8}\/[a-z0-9-]+\/[a-z0-9-]+)\/aws4_request$/.exec(credential)
  if (!match || !/^[0-9]{8}T[0-9]{6}Z$/.test(time)) return undefined
  const [, identity = '', scope = ''] = match
  return { where, identity, scope, time, signedHeaders: names.split(';'), signature }
}

function headersOf(raw: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>()
  for (let at = 0; at < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase()
    const values = headers.get(name)
    if (values === undefined) headers.set(name, [raw[at + 1] ?? ''])
    // Not copied: a head may hold the same name ten thousand times.
    else values.push(raw[at + 1] ?? '')
  }
  return headers
}

function withoutHeader(raw: readonly string[], name: string): string[] {
  return raw.filter((_, at) => (raw[at - (at % 2)] ?? '').toLowerCase() !== name)
}

function pairsOf(query: string): Pair[] {
  if (query.length < 2) return []
  return query
    .slice(1)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=')
      return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]
    })
}

function asQuery(pairs: readonly Pair[]): string {
  return pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`
}

function withoutSignature(pairs: readonly Pair[]): Pair[] {
  return pairs.filter(([name]) => name !== 'X-Amz-Credential' && name !== 'X-Amz-Signature')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** As the proxy writes it to the upstream, and as clients sign it: without the port that goes without saying. */
function hostOf({ host, port, scheme }: RequestHead): string {
  const usual = scheme === 'https' ? 443 : 80
  const name = host.includes(':') ? `[${host}]` : host
  return port === usual ? name : `${name}:${port}`
}
