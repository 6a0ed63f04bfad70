/**
 * The answer to one question, carried as data from here to the wire, the log and the editor.
 * `would-block` exists in monitor mode only: the thing goes ahead and the record says what would have happened.
 */
export interface Decision {
  decision: 'allowed' | 'blocked' | 'would-block'
  /** Name of the policy that decided; for an allowed thing all of them, joined by a comma. */
  policy: string
  /**
   * Path of the entry that decided (`network.deniedDomains[0]`), or of the list that lacks one (`network.allowedDomains`).
   * For an allowed thing under several policies the paths of all of them, joined by a comma, equal neighbours once.
   * `network.cloudMetadata` stands in no file: it is what no policy can allow.
   */
  rule: string
  /** One sentence for people, which says what would have to change. Holds nothing secret. */
  reason: string
}
