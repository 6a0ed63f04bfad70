import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Runs a program with the terminal of this one; gives its exit code. */
export function show(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options })
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(signal ? 128 : code))
  })
}

/** Shows what a program prints, less the lines that nobody asked for. */
export async function showLines(program, args, { leaveOut, ...options }) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options })
  for await (const line of createInterface({ input: child.stdout }))
    if (!leaveOut.test(line)) console.log(line)
}

/** Runs a program and gives what it printed; throws what it complained about. */
export function ask(program, args, { timeout = 120_000, input, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'pipe', timeout, ...options })
    let output = ''
    let complaint = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      complaint += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(output)
      else reject(new Error(complaint.trim() || `${program} ended with ${code}`))
    })
    if (input) input.pipe(child.stdin)
    else child.stdin.end()
    child.stdin.on('error', () => {})
  })
}
