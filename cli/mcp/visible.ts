/**
 * A text of a stranger's for the terminal: what cannot be seen, or changes how the rest is seen, is written out.
 * Descriptions of tools have hidden instructions in such characters.
 */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u{e0000}-\u{e007f}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}
