/** Controls, line and paragraph separators, marks that turn text round, invisible characters, tags, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{115f}\u{1160}\u{3164}\u{ffa0}]/gu

/**
 * A text that somebody else chose, safe to show: whatever could end the line, colour it, turn it round or hide in it is
 * written out as `\u{…}`.
 */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}
