import { guardRefusal, type Refusal } from '../refusal.ts'
import { isCertificateFault } from './certificate-fault.ts'
import { CorporateProxyFailure } from './corporate-proxy.ts'

/** Why an upstream could not be reached, in words for the person at the agent. */
export class UpstreamFailure extends Error {
  override name = 'UpstreamFailure'
  readonly timedOut: boolean
  readonly code: string | undefined
  constructor(host: string, error: NodeJS.ErrnoException) {
    super(describe(host, error))
    this.timedOut = error.code === 'ETIMEDOUT'
    this.code = error.code
  }
}

/** Between the verdict on a request and its dial the addresses were refused. The refusal is on record. */
export class RefusedAddress extends Error {
  override name = 'RefusedAddress'
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.decision.reason)
    this.refusal = refusal
  }
}

/**
 * What a client is told when its upstream failed. No event of its own: that nothing came of it is no decision.
 *
 * @param auditId of the event with which it was let pass
 */
export function failureRefusal(
  error: Error,
  host: string,
  policy: string,
  auditId: string,
): Refusal {
  if (error instanceof RefusedAddress) return error.refusal
  if (error instanceof UpstreamFailure)
    return {
      ...guardRefusal(error.timedOut ? 'timeout' : 'unreachable', policy, error.message),
      auditId,
    }
  const reason = `${host} closed the connection before it answered.`
  return { ...guardRefusal('unreachable', policy, reason), auditId }
}

function describe(host: string, error: NodeJS.ErrnoException): string {
  const { code = 'no answer' } = error
  if (error instanceof CorporateProxyFailure) return error.message
  if (code === 'ECONNREFUSED') return `${host} refused the connection.`
  if (code === 'ETIMEDOUT') return `${host} did not answer in time.`
  if (code === 'ECONNRESET' || code === 'EPIPE') return `${host} closed the connection.`
  if (isCertificateFault(code))
    return `The certificate of ${host} is not valid (${code}), so nothing was sent.`
  return `${host} could not be reached (${code}).`
}
