import type { Finding } from '../../policy/finding.ts'
import { type Node, type Place, rangeOf, spot } from './node.ts'

/** A finding that refuses, at its place. */
export function error(rule: string, message: string, place: Place, service?: string): Finding {
  return {
    rule,
    severity: 'error',
    message,
    file: place.source.file,
    range: rangeOf(place),
    action: 'refuse',
    ...(service === undefined ? {} : { service }),
  }
}

/** The input cannot be loaded. It carries one located finding and is turned into it at the door. */
export class LoadFailure extends Error {
  readonly finding: Finding
  constructor(rule: string, message: string, place: Place) {
    super(message)
    this.finding = error(rule, message, place)
  }
}

/** Stops loading: `message` is about the value `node`. */
export function fail(rule: string, message: string, node: Node | Place): never {
  throw new LoadFailure(rule, message, 'kind' in node ? spot(node) : node)
}
