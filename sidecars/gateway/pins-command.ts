import { place } from '../runtime.ts'
import { digestOf, PinBook } from './pins.ts'

/**
 * The role `pins` of the program, run inside the gateway's container: `pins` lists, `pins accept SERVER/TOOL DIGEST`
 * accepts what was shown under that digest. One JSON document on standard output.
 * @returns 0, 1 when there is nothing of that digest to accept, 2 when the call is wrong
 */
export async function run(words: readonly string[]): Promise<number> {
  const book = new PinBook(place('stateDirectory'))
  const [verb = 'list', name = '', digest = ''] = words
  if (verb === 'list') {
    const pins = book.all().map(({ server, tool, accepted, seen, since }) => ({
      server,
      tool,
      since,
      accepted: JSON.parse(accepted),
      ...(seen === undefined ? {} : { seen: JSON.parse(seen), digest: digestOf(seen) }),
    }))
    process.stdout.write(`${JSON.stringify({ pins })}\n`)
    return 0
  }
  const slash = name.indexOf('/')
  if (verb !== 'accept' || slash < 1) return 2
  const accepted = book.accept(name.slice(0, slash), name.slice(slash + 1), digest)
  process.stdout.write(`${JSON.stringify({ accepted })}\n`)
  return accepted ? 0 : 1
}
