const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}\p{White_Space}]/gu

/**
 * What a careless parser may take a key for: lower case by any of Unicode's foldings, without characters that do not
 * show. Parsers that fold exist (Go's encoding/json does), so two keys that fold the same can be one to a server.
 */
export function foldKey(key: string): string {
  if (/^[\x21-\x7e]*$/.test(key)) return key.toLowerCase()
  return key.normalize('NFKC').replace(INVISIBLE, '').toUpperCase().toLowerCase()
}
