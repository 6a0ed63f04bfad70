import type { AuditEvent } from '../../schemas/generated/audit-event.ts'
import type { Decision } from '../decision.ts'
import type { Decisions } from '../decisions.ts'
import { canonicalAuthority, canonicalHost, isAddress } from '../host.ts'
import { canonicalPath } from '../path.ts'

/** What the trail tells of something that an agent did or wanted to do, as far as a policy has a say in it. */
export type Occurrence = Pick<AuditEvent, 'kind' | 'action' | 'resource' | 'decision' | 'rule'> & {
  readonly details?: AuditEvent['details'] | undefined
}

/** What the proxy writes for a host where a connection named none. */
const noHost = '-'

/** Stands for the private address that was dialled where the event does not tell it. */
const somePrivateAddress = '10.0.0.1'

/**
 * What a policy says today of something that happened, whatever was said then.
 *
 * @returns undefined for what no policy decides: a guard of the proxy, the life of a lease, an event that tells too
 *   little to be judged again.
 */
export function judgeAgain(decisions: Decisions, event: Occurrence): Decision | undefined {
  switch (event.kind) {
    case 'network':
      return judgeNetwork(decisions, event)
    case 'credential':
      return event.action === 'exchange' && event.rule === 'credentials.allowedKeys'
        ? decisions.key(event.resource)
        : undefined
    case 'mcp': {
      const called = toolOf(event)
      return called && decisions.tool(called.server, called.tool)
    }
    case 'lifecycle':
      return undefined
  }
}

function judgeNetwork(decisions: Decisions, event: Occurrence): Decision | undefined {
  if (event.action === 'resolve') {
    const host = canonicalHost(event.resource)
    return host && decisions.resolve(host)
  }
  const authority = canonicalAuthority(event.resource)
  if (authority === undefined || authority.host === noHost) return undefined
  const { host, port } = authority
  const verdict = decisions.host(host, port)
  if (verdict.decision !== 'allowed') return verdict
  if (event.rule === 'network.denyLocalNetwork' && !isAddress(host)) {
    const addresses = (detailOf(event, 'address') ?? somePrivateAddress).split(' ')
    const refused = addresses
      .map((ip) => decisions.address(ip, host, port))
      .find(({ decision }) => decision !== 'allowed')
    if (refused) return refused
  }
  const request = requestOf(event)
  const of = request && decisions.request(host, port, request.method, request.path)
  return of && of.decision !== 'allowed' ? of : verdict
}

/** The method and path of a request, where the event tells both and they are what was judged. */
export function requestOf(event: Occurrence): { method: string; path: string } | undefined {
  const method = detailOf(event, 'method')
  const target = detailOf(event, 'path')
  const path = target === undefined ? undefined : canonicalPath(target)
  return method === undefined || path === undefined ? undefined : { method, path }
}

/** The tool that was called; undefined for what is no call. */
export function toolOf(event: Occurrence): { server: string; tool: string } | undefined {
  if (event.kind !== 'mcp' || event.action !== 'tool-call') return undefined
  const slash = event.resource.indexOf('/')
  if (slash < 0) return { server: '', tool: event.resource }
  return { server: event.resource.slice(0, slash), tool: event.resource.slice(slash + 1) }
}

export function detailOf({ details }: Occurrence, name: string): string | undefined {
  return details && Object.hasOwn(details, name) ? String(details[name]) : undefined
}
