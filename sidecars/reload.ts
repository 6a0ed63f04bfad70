import { sendConfiguration } from './control.ts'

/**
 * `reload ROLE` hands the configuration on standard input to the sidecar of that role in this container.
 *
 * @returns the exit code: 0, 1 with the reason on standard error when the old configuration stays, 2 for a wrong call
 */
export async function run([role]: readonly string[]): Promise<number> {
  if (role === undefined) {
    process.stderr.write('reload: expected the role of the sidecar in this container\n')
    return 2
  }
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk)
  try {
    await sendConfiguration(role, Buffer.concat(chunks).toString('utf8'))
    return 0
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const absent = code === 'ECONNREFUSED' || code === 'ENOENT'
    process.stderr.write(`reload: ${absent ? `No ${role} runs in this container.` : message}\n`)
    return 1
  }
}
