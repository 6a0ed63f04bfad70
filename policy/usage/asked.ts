import type { AuditEvent } from '../../schemas/generated/audit-event.ts'

/** An event that is the answer to something an agent asked for. */
export type Request = AuditEvent & { kind: 'network' | 'credential' | 'mcp' }

/** `name` was only looked up, `local` is a private service, the rest are as MCP calls them. */
export type Asked = 'host' | 'name' | 'local' | 'key' | 'tool' | 'prompt' | 'resource' | 'other'

/** Looking a name up is no use of a permission, and prompts and resources need none. */
const uses: ReadonlySet<Asked> = new Set(['host', 'local', 'key', 'tool'])

/** Whether the thing is one that a policy permits by name. */
export function needsPermission(asked: Asked): boolean {
  return uses.has(asked)
}

/** Whether the event is a decision about something an agent asked for: a lease that is issued or a list is none. */
export function isRequest(event: AuditEvent): event is Request {
  switch (event.kind) {
    case 'network':
      return true
    case 'credential':
      return event.action === 'exchange'
    case 'mcp':
      return event.action !== 'tool-list'
    case 'lifecycle':
      return false
  }
}

export function askedFor({ kind, action, rule }: Request): Asked {
  if (kind === 'credential') return 'key'
  if (kind === 'network') {
    if (action === 'resolve') return 'name'
    return rule.includes('network.allowedLocal[') ? 'local' : 'host'
  }
  if (action === 'tool-call') return 'tool'
  if (action.startsWith('prompt-')) return 'prompt'
  return action.startsWith('resource-') ? 'resource' : 'other'
}
