import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'

/** Looks a name up. Gives every address, or none when the name is not there; rejects when nobody could be asked. */
export type Resolve = (host: string) => Promise<string[]>

/** How long an answer is kept at most, whatever its time to live: a moved host is found again soon. */
const KEPT_SECONDS = 30
const KEPT_NAMES = 2_000
/** What the slower of the two families is waited for after the faster one has answered (RFC 8305 §3). */
const SECOND_FAMILY_MILLISECONDS = 50

interface Kept {
  addresses: string[]
  until: number
}

/**
 * The resolver of the proxy. It is asked only for names that the policy has allowed. What it answers is not trusted:
 * every address is judged on every connection, kept answers too.
 *
 * @param nameServers IP or IP:port; without any those of the container
 */
export function createResolve(
  nameServers: readonly string[] | undefined,
  timeout: number,
  now: () => number = Date.now,
): Resolve {
  const resolver = new Resolver({ timeout: Math.max(500, Math.floor(timeout / 4)), tries: 2 })
  if (nameServers !== undefined && nameServers.length > 0) resolver.setServers([...nameServers])
  const kept = new Map<string, Kept>()
  const asked = new Map<string, Promise<string[]>>()

  async function ask(host: string): Promise<string[]> {
    const four = resolver.resolve4(host, { ttl: true })
    const six = resolver.resolve6(host, { ttl: true })
    const answers = await bothSoon(four, six)
    const ttl = Math.min(KEPT_SECONDS, ...answers.map((answer) => answer.ttl))
    const addresses = answers.map(({ address }) => address)
    if (addresses.length > 0 && ttl > 0) {
      if (kept.size >= KEPT_NAMES) kept.delete(kept.keys().next().value ?? '')
      kept.set(host, { addresses, until: now() + ttl * 1_000 })
    }
    return addresses
  }

  return async (host) => {
    if (isIP(host) !== 0) return [host]
    const known = kept.get(host)
    if (known !== undefined && known.until > now()) return known.addresses
    kept.delete(host)
    const running = asked.get(host)
    if (running !== undefined) return running
    const question = ask(host).finally(() => asked.delete(host))
    asked.set(host, question)
    return question
  }
}

interface Answer {
  address: string
  ttl: number
}

/** Both families, IPv6 first; of one that is late nothing, once the other has given addresses. */
async function bothSoon(four: Promise<Answer[]>, six: Promise<Answer[]>): Promise<Answer[]> {
  const settled = [six, four].map((family) =>
    family.then(
      (answers) => ({ answers, error: undefined }),
      (error: NodeJS.ErrnoException) => ({ answers: [] as Answer[], error }),
    ),
  ) as [Promise<Settled>, Promise<Settled>]
  const first = await Promise.race(settled.map(async (family) => ({ family, ...(await family) })))
  if (first.answers.length > 0) {
    const other = await Promise.race([
      settled[first.family === settled[0] ? 1 : 0] as Promise<Settled>,
      new Promise<Settled>((resolve) =>
        setTimeout(resolve, SECOND_FAMILY_MILLISECONDS, { answers: [], error: undefined }),
      ),
    ])
    return [...first.answers, ...other.answers].sort(
      (one, another) => isIP(another.address) - isIP(one.address),
    )
  }
  const both = await Promise.all(settled)
  const answers = both.flatMap((family) => family.answers)
  const failure = both.find(({ error }) => error !== undefined && !isAbsence(error))?.error
  if (answers.length === 0 && failure !== undefined) throw failure
  return answers
}

interface Settled {
  answers: Answer[]
  error: NodeJS.ErrnoException | undefined
}

function isAbsence(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ENOTFOUND' || error.code === 'ENODATA'
}
