/** Fields that hold nothing but a credential. A cookie is none of them: clients keep those that they were given. */
const credentialFields = new Set(['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'])

/**
 * The name of a field with a credential that the request brought along, where it has to use one of the project's.
 *
 * @param before names and values in turn, as they came
 * @param after the same once leases are swapped
 */
export function ownCredential(
  before: readonly string[],
  after: readonly string[],
): string | undefined {
  for (let at = 0; at < before.length; at += 2) {
    const name = before[at] ?? ''
    if (credentialFields.has(name.toLowerCase()) && before[at + 1] === after[at + 1]) return name
  }
  return undefined
}
