import { randomInt } from 'node:crypto'
import { fingerprint } from '../internet/fingerprint.mjs'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Credentials for this run alone: nobody's, but in the shape of real ones. */
export function makeSecrets() {
  const secrets = {
    GITHUB_TOKEN: `ghp_${letters(36)}`,
    OPENAI_API_KEY: `sk-proj-${letters(48)}`,
  }
  const fingerprints = Object.values(secrets).map(fingerprint)
  return { secrets, fingerprints }
}

function letters(count) {
  return Array.from({ length: count }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}
