import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'

/** How a program ended, with everything that it said. */
export interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** Waits for the end of a program. */
export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }))
  })
}

/** Runs a program without standard input to its end. */
export function run(
  program: string,
  args: readonly string[],
  options: Omit<SpawnOptions, 'stdio'>,
): Promise<Ended> {
  return ended(spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }))
}
