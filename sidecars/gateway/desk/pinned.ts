import type { Decision } from '../../../policy/decision.ts'
import type { Entry } from '../catalogue.ts'
import type { PinKind, Pins } from '../pins.ts'
import type { ListMethod, Lists } from './lists.ts'

const KINDS: Readonly<Record<Exclude<ListMethod, 'tools/list'>, PinKind>> = {
  'prompts/list': 'prompt',
  'resources/list': 'resource',
  'resources/templates/list': 'template',
}

type OpenList = keyof typeof KINDS

/** The entries of a list that may be used as their server defines them now. */
export function acceptedOnly(pins: Pins, method: OpenList, entries: readonly Entry[]): Entry[] {
  return entries.filter(({ server, name, definition }) =>
    pins.accepts({ server, kind: KINDS[method], name }, definition),
  )
}

/**
 * Whether what a pinned server says of one thing is what was accepted. A thing that is in no list says nothing.
 *
 * @param isMeant whether an entry of the list is about that thing
 */
export async function isAccepted(
  pins: Pins,
  lists: Lists,
  server: string,
  method: OpenList,
  isMeant: (name: string) => boolean,
): Promise<boolean> {
  if (!pins.isPinned(server)) return true
  const entries = (await lists.of(server, method)).filter(({ name }) => isMeant(name))
  return acceptedOnly(pins, method, entries).length === entries.length
}

/** The verdict on what is no longer what was accepted. */
export function pinViolation({ policy }: Decision, server: string, what: string): Decision {
  return {
    decision: 'blocked',
    policy,
    rule: `mcp.servers.${server}.pin`,
    reason: `${what} is not any more what it was when it was accepted: see governance mcp pins.`,
  }
}
