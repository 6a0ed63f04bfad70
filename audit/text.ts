import { printable } from '../policy/printable.ts'
import type { AuditEvent } from './event.ts'

/**
 * One event as a line for people, in the form of the guide:
 * `[2025-03-25 10:00:01] INFO: Agent requested MCP tool 'read_file' – allowed`. Times are UTC.
 *
 * Names in it were chosen by agents: whatever could end the line, colour it or turn it round is written out.
 */
export function formatEvent(event: AuditEvent): string {
  return `[${momentText(event.time)}] ${levelOf(event)}: ${sentenceOf(event)}`
}

function momentText(time: string): string {
  return printable(time.slice(0, 19).replace('T', ' '))
}

function levelOf(event: AuditEvent): string {
  const isWarning = event.kind === 'lifecycle' && ['recover', 'gap'].includes(event.action)
  return isWarning || event.action === 'expiring' ? 'WARN' : 'INFO'
}

function sentenceOf(event: AuditEvent): string {
  switch (event.kind) {
    case 'mcp':
      return `Agent requested ${mcpThing(event)} – ${outcome(event)}`
    case 'network':
      return `Agent ${networkThing(event)} – ${outcome(event)}`
    case 'credential':
      return credentialSentence(event)
    case 'lifecycle':
      return lifecycleSentence(event)
  }
}

function outcome(event: AuditEvent): string {
  switch (event.decision) {
    case 'allowed':
      return 'allowed'
    case 'blocked':
      return 'BLOCKED (PolicyViolation)'
    case 'would-block':
      return 'would be BLOCKED (PolicyViolation), monitor mode'
  }
}

function mcpThing(event: AuditEvent): string {
  if (event.action === 'tool-call') return `MCP tool ${quoted(withoutServer(event.resource))}`
  if (event.action === 'tool-list') return `the list of MCP tools of ${quoted(event.resource)}`
  return `MCP ${printable(event.action)} ${quoted(event.resource)}`
}

/** The guide names the tool alone; the JSON form has the server too. */
function withoutServer(resource: string): string {
  return resource.slice(resource.indexOf('/') + 1)
}

function networkThing(event: AuditEvent): string {
  if (event.action === 'resolve') return `looked up host ${quoted(event.resource)}`
  const method = detail(event, 'method')
  const path = detail(event, 'path')
  const what = method === undefined ? '' : `${printable(method)} ${printable(path ?? '/')} of `
  return `requested ${what}host ${quoted(event.resource)}`
}

function credentialSentence(event: AuditEvent): string {
  const credential = `credential ${quoted(event.resource)}`
  const service = event.service === '' ? 'an agent' : `service ${quoted(event.service)}`
  switch (event.action) {
    case 'exchange': {
      const host = detail(event, 'host')
      return `Agent used ${credential}${host === undefined ? '' : ` for ${printable(host)}`} – ${outcome(event)}`
    }
    case 'issue':
    case 'renew': {
      const until = detail(event, 'expires')
      const end = until === undefined ? 'without an end' : `until ${momentText(until)}`
      const verb = event.action === 'issue' ? 'issued' : 'renewed'
      return `Lease for ${credential} ${verb} to ${service}, ${end} – ${outcome(event)}`
    }
    case 'fetch':
      return `Secret of ${credential} is asked for at ${printable(detail(event, 'source') ?? 'its source')}`
    case 'revoke':
      return `Lease for ${credential} of ${service} revoked`
    case 'expire':
      return `Lease for ${credential} of ${service} expired`
    case 'expiring':
      return `Lease for ${credential} of ${service} expires at ${momentText(detail(event, 'expires') ?? '')}`
    default:
      return `${printable(event.action)} of ${credential} – ${outcome(event)}`
  }
}

function lifecycleSentence(event: AuditEvent): string {
  const reason = event.reason === '' ? '' : ` – ${printable(event.reason)}`
  return `${quoted(event.resource)} ${printable(event.action)}${reason}`
}

function detail(event: AuditEvent, name: string): string | undefined {
  const { details } = event
  if (details === undefined || !Object.hasOwn(details, name)) return undefined
  return String(details[name])
}

function quoted(text: string): string {
  return `'${printable(text).replaceAll("'", "\\'")}'`
}
