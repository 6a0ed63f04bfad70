import { spawn } from 'node:child_process'
import { finished } from 'node:stream/promises'

/**
 * Runs a program to its end and gives its standard output.
 *
 * @throws Error with the end of its standard error when it does not exit with 0.
 */
export async function command(
  program: string,
  args: readonly string[],
  options: { input?: string | Buffer; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.env === undefined ? {} : { env: options.env }),
  })
  const output: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => output.push(part))
  child.stderr.on('data', (part: Buffer) => errors.push(part))
  child.stdin.on('error', () => {}) // it may end without reading
  child.stdin.end(options.input)
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (status, signal) => resolve(status ?? signal ?? 'no status'))
  })
  await Promise.all([finished(child.stdout), finished(child.stderr)])
  if (code !== 0) {
    const tail = Buffer.concat(errors).toString('utf8').trim().split('\n').slice(-15).join('\n')
    throw new Error(`${program} ${args.slice(0, 3).join(' ')} … ended with ${code}:\n${tail}`)
  }
  return Buffer.concat(output).toString('utf8')
}

/** Whether a program of this name is on the PATH and answers. */
export async function answers(program: string, args: readonly string[] = ['--version']) {
  return command(program, args).then(
    () => true,
    () => false,
  )
}
