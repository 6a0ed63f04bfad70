/** Splits a command as Compose does: quotes and backslashes as in a shell, nothing expanded. Undefined: not closed. */
export function shellWords(text: string): string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === "'") {
      const end = text.indexOf("'", at + 1)
      if (end < 0) return undefined
      word = (word ?? '') + text.slice(at + 1, end)
      at = end
    } else if (char === '"') {
      word ??= ''
      for (at++; text[at] !== '"'; at++) {
        if (at >= text.length) return undefined
        if (text[at] === '\\' && '"\\$`\n'.includes(text[at + 1] ?? 'x')) at++
        word += text[at]
      }
    } else if (char === '\\') {
      at++
      if (at < text.length && text[at] !== '\n') word = (word ?? '') + text[at]
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + char
  }
  if (word !== undefined) words.push(word)
  return words
}
