import { parseArgs } from 'node:util'
import { giveOrder, type Order } from './administration.ts'
import { administrationSocket } from './main.ts'

/**
 * `ls` prints the leases of the broker in this container as JSON (`{ "leases": LeaseView[] }`);
 * `revoke KEY [--service NAME]` ends those of a key and prints `{ "revoked": COUNT }`.
 *
 * @returns the exit code: 0, 1 when there was nothing to revoke or the broker could not, 2 when the call is wrong
 */
export async function run(args: readonly string[]): Promise<number> {
  const order = parseOrder(args)
  if (order === undefined) {
    process.stderr.write('credentials: expected ls, or revoke KEY [--service NAME]\n')
    return 2
  }
  try {
    const answer = await giveOrder(administrationSocket(), order)
    if (!answer.ok) {
      process.stderr.write(`credentials: ${answer.error}\n`)
      return 1
    }
    if ('list' in answer) process.stdout.write(`${JSON.stringify({ leases: answer.list })}\n`)
    if ('revoked' in answer) {
      process.stdout.write(`${JSON.stringify({ revoked: answer.revoked })}\n`)
      return answer.revoked > 0 ? 0 : 1
    }
    return 0
  } catch {
    process.stderr.write('credentials: The broker in this container does not answer.\n')
    return 1
  }
}

function parseOrder(args: readonly string[]): Order | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { service: { type: 'string' } },
    })
    const [verb, key, ...others] = positionals
    if (verb === 'ls' && key === undefined) return { do: 'ls' }
    if (verb !== 'revoke' || key === undefined || others.length > 0) return undefined
    const { service } = values
    return service === undefined ? { do: 'revoke', key } : { do: 'revoke', key, service }
  } catch {
    return undefined
  }
}
