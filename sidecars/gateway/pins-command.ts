import { place } from '../runtime.ts'
import { digestOf, isKind, PinBook, type PinKind } from './pins.ts'

/** One pin as the command line gets it; `seen` and its digest where the server says something else by now. */
export interface PinView {
  server: string
  kind: PinKind
  name: string
  since: string
  accepted: unknown
  seen?: unknown
  digest?: string
}

/**
 * The role `pins` of the program, run inside the gateway's container: `pins` lists, `pins accept SERVER KIND NAME
 * DIGEST` accepts what was shown under that digest. One JSON document on standard output.
 * @returns 0, 1 when there is nothing of that digest to accept, 2 when the call is wrong
 */
export async function run(words: readonly string[]): Promise<number> {
  const book = new PinBook(place('stateDirectory'))
  const [verb = 'list', server = '', kind = '', name = '', digest = ''] = words
  if (verb === 'list') {
    const pins = book.all().map(
      ({ accepted, seen, ...pin }): PinView => ({
        ...pin,
        accepted: JSON.parse(accepted),
        ...(seen === undefined ? {} : { seen: JSON.parse(seen), digest: digestOf(seen) }),
      }),
    )
    process.stdout.write(`${JSON.stringify({ pins })}\n`)
    return 0
  }
  if (verb !== 'accept' || server === '' || !isKind(kind)) return 2
  const accepted = book.accept({ server, kind, name }, digest)
  process.stdout.write(`${JSON.stringify({ accepted })}\n`)
  return accepted ? 0 : 1
}
