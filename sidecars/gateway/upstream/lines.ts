/**
 * Reads messages that stand one a line, as servers on standard input and output write them.
 *
 * @param most bound on one line, in UTF-16 units
 * @param message takes each line that may be a message; a server that prints a banner is not one that cannot be used
 * @returns takes what comes; gives what is wrong with it, when nothing more can be read
 */
export function createLineReader(
  most: number,
  message: (text: string) => void,
): (chunk: Buffer) => string | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let parts: string[] = []
  let length = 0
  return (chunk) => {
    let text: string
    try {
      text = decoder.decode(chunk, { stream: true })
    } catch {
      return 'sent something that is not UTF-8'
    }
    let from = 0
    for (let end = text.indexOf('\n'); ; end = text.indexOf('\n', from)) {
      const part = text.slice(from, end < 0 ? undefined : end)
      length += part.length
      if (length > most) return 'sent a message larger than the limit'
      if (end < 0) {
        if (part !== '') parts.push(part)
        return undefined
      }
      from = end + 1
      const whole = parts.length === 0 ? part : parts.join('') + part
      parts = []
      length = 0
      if (/^\s*[{[]/.test(whole)) message(whole)
    }
  }
}
