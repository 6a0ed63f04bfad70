import pc from 'picocolors'

/**
 * Tells on standard error what takes a while. Standard output belongs to what was asked for.
 * Colour only on a terminal, and never with NO_COLOR (https://no-color.org).
 */
export function progress(text: string): void {
  const paint = pc.createColors(process.stderr.isTTY === true && !process.env.NO_COLOR)
  process.stderr.write(`${paint.dim(`governance: ${text}`)}\n`)
}
