import { findLeases } from '../../broker/exchange.ts'
import { type Governed, holdsLease } from '../governed.ts'
import type { RequestHead } from '../http/request-head.ts'
import { holdsLeaseBytes } from './lease-scan.ts'
import type { LeaseSwapper } from './swap-leases.ts'

/**
 * Whether the policy binds a credential into the body of this request. Only then is a body read whole before it is
 * sent; every other body streams, and is only searched.
 *
 * @param contentType of the body: in what is neither JSON nor a form nothing is bound
 */
export function bindsBody(
  { decisions }: Governed,
  head: RequestHead,
  contentType: string,
): boolean {
  const { path } = head
  if (path === undefined || head.body.kind === 'none') return false
  if (kindOf(contentType) === undefined) return false
  return [...decisions.allowedKeys].some((key) =>
    decisions
      .bindings(key)
      .some(
        ({ body }) =>
          body !== undefined &&
          decisions.credential(key, { ...head, path, surface: 'body', name: body }).decision ===
            'allowed',
      ),
  )
}

/**
 * Swaps the leases in a body of JSON or form fields, member by member. The broker decides for each by the name of the
 * member; a lease anywhere else refuses the request.
 */
export async function swapBody(
  body: Buffer,
  contentType: string,
  swapper: LeaseSwapper,
): Promise<Buffer> {
  if (!holdsLeaseBytes(body)) return body
  const text = body.toString('utf8')
  const swap = kindOf(contentType) === 'form' ? swapForm : swapJson
  return Buffer.from(await swap(text, swapper))
}

function kindOf(contentType: string): 'form' | 'json' | undefined {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type === 'application/x-www-form-urlencoded') return 'form'
  return type === 'application/json' || type.endsWith('+json') ? 'json' : undefined
}

/** More than servers read; a form of 4 MiB has room for a million, and each takes its time. */
const MOST_FIELDS = 1_000

async function swapForm(text: string, swapper: LeaseSwapper): Promise<string> {
  if (text.split('&', MOST_FIELDS + 1).length > MOST_FIELDS)
    swapper.refuse('malformed', `A form with a lease may have ${MOST_FIELDS} fields.`)
  const form = new URLSearchParams()
  const sent = new URLSearchParams(text)
  for (const [name, value] of sent) {
    if (holdsLease(name)) swapper.refuse('leaseElsewhere', 'A lease stands in the name of a field.')
    if (holdsLease(value) && sent.getAll(name).length > 1)
      swapper.refuse('leaseElsewhere', `The field ${name} holds a lease and stands twice.`)
    form.append(name, await swapper.swap(value, 'body', name))
  }
  return form.toString()
}

/**
 * Only members at the top of the document can be bound. The secrets are put into the text as it was sent, so that
 * everything else in it (large numbers, the order of members) stays as it is.
 */
async function swapJson(text: string, swapper: LeaseSwapper): Promise<string> {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return swapper.refuse(
      'leaseElsewhere',
      'A lease stands in a body that is not the JSON it says it is.',
    )
  }
  const found = leasesIn(document)
  for (const { lease, member } of found) await swapper.swap(lease, 'body', member)
  let swapped = text
  for (const { lease, secret } of swapper.sent) {
    const parts = swapped.split(lease)
    // One that the parsed document does not show hides behind an escape or a member that stands twice.
    if (parts.length - 1 !== found.filter((one) => one.lease === lease).length)
      swapper.refuse('leaseElsewhere', 'A lease is hidden in the body.')
    swapped = parts.join(JSON.stringify(secret).slice(1, -1))
  }
  if (holdsLeaseBytes(Buffer.from(swapped)))
    swapper.refuse('leaseElsewhere', 'A lease is hidden in the body, or not at its top.')
  return swapped
}

/**
 * The leases at the top of a document, each with its member. What is deeper is not looked into, for that could be
 * millions of values: a lease there is one that the text shows and this does not, and so refuses the request.
 */
function leasesIn(document: unknown): { lease: string; member: string }[] {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return []
  const members = document as Readonly<Record<string, unknown>>
  return Object.keys(members).flatMap((member) => {
    const value = members[member]
    return typeof value === 'string' ? occurrences(value).map((lease) => ({ lease, member })) : []
  })
}

function occurrences(text: string): string[] {
  if (!holdsLease(text)) return []
  return findLeases(text).flatMap((lease) => Array(text.split(lease).length - 1).fill(lease))
}
