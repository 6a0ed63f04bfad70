/** One word of a shell, whatever it holds. */
export function quote(word: string, shell: 'bash' | 'zsh' | 'fish'): string {
  // fish knows no '\'' : inside its single quotes, a backslash escapes itself and the quote.
  if (shell === 'fish') return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  return `'${word.replaceAll("'", `'\\''`)}'`
}
