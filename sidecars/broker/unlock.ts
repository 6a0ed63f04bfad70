import { giveOrder } from './administration.ts'
import { administrationSocket } from './main.ts'

/**
 * Hands secrets to the broker in this container: JSON on standard input as `readSecrets` takes it; answers
 * `{ "leases": { SERVICE: { KEY: LEASE } } }` on standard output. Nothing of the input is ever printed.
 *
 * @returns the exit code: 0, or 1 with a sentence on standard error
 */
export async function run(_args: readonly string[]): Promise<number> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk)
  const document = Buffer.concat(chunks).toString('utf8')
  try {
    const answer = await giveOrder(administrationSocket(), { do: 'unlock', document })
    if (answer.ok && 'leases' in answer) {
      process.stdout.write(`${JSON.stringify({ leases: answer.leases })}\n`)
      return 0
    }
    process.stderr.write(`unlock: ${answer.ok ? 'not an answer' : answer.error}\n`)
  } catch {
    process.stderr.write('unlock: The broker in this container does not answer.\n')
  }
  return 1
}
