import { createHmac } from 'node:crypto'

/** `DATE/REGION/SERVICE`, as a SigV4 scope has it before its last part. */
const SCOPE = /^[0-9]{8}\/[a-z0-9-]{1,64}\/[a-z0-9-]{1,64}$/

/**
 * The key with which requests of one day to one service of one region are signed (SigV4). It opens nothing else, and
 * does not tell the secret that it is made of.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @param scope `DATE/REGION/SERVICE`
 * @returns in Base64; undefined for what is no scope
 */
export function signingKey(secret: string, scope: string): string | undefined {
  if (!SCOPE.test(scope)) return undefined
  const key = [...scope.split('/'), 'aws4_request'].reduce<Buffer>(
    (before, part) => createHmac('sha256', before).update(part).digest(),
    Buffer.from(`AWS4${secret}`, 'utf8'),
  )
  return key.toString('base64')
}
