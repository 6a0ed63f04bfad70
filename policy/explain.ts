import type { NormalizedPolicy } from '../schemas/generated/configuration.ts'
import type { Binding } from './credential-bindings.ts'
import type { Decisions } from './decisions.ts'

/**
 * What a service under these policies may do, in plain words, for people who did not write them.
 *
 * @returns lines of text, the last one ended too.
 */
export function explainPolicy(decisions: Decisions): string {
  const sections = [
    heading(decisions),
    ...decisions.policies.map((policy) =>
      [
        ...(decisions.policies.length > 1 ? [`${policy.name} says:`] : []),
        network(policy),
        local(policy),
        ...requests(policy),
        ...credentials(policy, decisions),
        tools(policy),
        ...argumentRules(policy),
      ].join('\n'),
    ),
    trail(decisions),
  ]
  return `${sections.join('\n\n')}\n`
}

function heading({ name, mode, policies }: Decisions): string {
  const names = name.split(',')
  const all =
    policies.length > 1
      ? `These ${policies.length} policies hold together: something is allowed when every one allows it.`
      : 'What is not named below is denied.'
  const monitored =
    mode === 'monitor'
      ? '\nMonitor mode: everything is decided and recorded, and nothing is blocked but credentials and cloud metadata.'
      : ''
  return `${names.length > 1 ? 'Policies' : 'Policy'} ${names.join(', ')}\n${all}${monitored}`
}

function network({ allowedDomains, deniedDomains }: NormalizedPolicy): string {
  if (allowedDomains.length === 0) return 'Network: nothing outside can be reached.'
  const lines = allowedDomains.map((text) => `  ${text} – ${domainWords(text)}`)
  const denied = deniedDomains.map((text) => `  ${text} – ${domainWords(text)}`)
  return [
    'Network: it can reach',
    ...lines,
    ...(denied.length > 0 ? ['but never', ...denied] : []),
  ].join('\n')
}

function domainWords(text: string): string {
  if (text === '*') return 'every public name, on ports 80 and 443'
  const [, host = text, port] = /^(.*?)(?::(\d+))?$/.exec(text) ?? []
  const where = port === undefined ? 'on ports 80 and 443' : `on port ${port}`
  if (!host.startsWith('*.')) return `this host, ${where}`
  return `${host.slice(2)} and every name below it, ${where}`
}

function local({ denyLocalNetwork, allowedLocal }: NormalizedPolicy): string {
  const opened = allowedLocal.length > 0 ? `, but for ${allowedLocal.join(' and ')}` : ''
  return denyLocalNetwork
    ? `Local network: closed${opened}. No name may lead to a private address.`
    : 'Local network: open. Allowed names may lead to private addresses, though never to cloud metadata.'
}

function requests({ http }: NormalizedPolicy): string[] {
  if (http.length === 0) return []
  const lines = http.map(({ host, methods, paths }) => {
    const what = methods?.join(', ') ?? 'every method'
    return `  ${host}: ${what}${paths ? ` on ${paths.join(' and ')}` : ''}`
  })
  return ['Requests to these hosts are restricted to', ...lines]
}

function credentials(policy: NormalizedPolicy, { maxExpirationHours }: Decisions): string[] {
  if (policy.allowedKeys.length === 0) return ['Credentials: none.']
  const life =
    maxExpirationHours === undefined
      ? 'leases that never end'
      : `leases of ${maxExpirationHours} ${maxExpirationHours === 1 ? 'hour' : 'hours'}`
  const bindings = new Map(Object.entries(policy.bindings))
  return [
    `Credentials: it holds no secret, but ${life} for`,
    ...policy.allowedKeys.map((key) => {
      const binding = bindings.get(key)
      const hosts = binding?.hosts.map((host) => host.replace(/:443$/, '')).join(' and ')
      return `  ${key}, worth something only at ${hosts}${places(binding)}`
    }),
  ]
}

function places(binding: Binding | undefined): string {
  const named = [
    binding?.header && `in the header ${binding.header} alone`,
    binding?.query && `also in the query parameter ${binding.query}`,
    binding?.body && `also in the body member ${binding.body}`,
    binding?.methods && `for ${binding.methods.join(', ')}`,
    binding?.paths && `on ${binding.paths.join(' and ')}`,
  ].filter((text) => text !== undefined)
  return named.length > 0 ? `, ${named.join(', ')}` : ''
}

function tools({ allowedTools, deniedTools }: NormalizedPolicy): string {
  if (allowedTools.length === 0) return 'MCP tools: none can be called.'
  const denied = deniedTools.length > 0 ? `\nbut never\n  ${deniedTools.join(', ')}` : ''
  return `MCP tools: it can call\n  ${allowedTools.join(', ')}${denied}`
}

function argumentRules(policy: NormalizedPolicy): string[] {
  const lines = Object.entries(policy.arguments).flatMap(([tool, rules]) =>
    Object.entries(rules).map(([name, rule]) => {
      const parts = [
        rule.forbidden && 'must be absent',
        rule.required && 'is required',
        rule.pattern !== undefined && `must match ${rule.pattern}`,
        rule.enum && `must be one of ${rule.enum.map((value) => JSON.stringify(value)).join(', ')}`,
        rule.maxLength !== undefined && `may have ${rule.maxLength} characters`,
        rule.minimum !== undefined && `must be at least ${rule.minimum}`,
        rule.maximum !== undefined && `must be at most ${rule.maximum}`,
      ].filter((part) => typeof part === 'string')
      return `  ${tool}: ${name} ${parts.join(', ')}`
    }),
  )
  return lines.length > 0 ? ['Arguments of tools are checked:', ...lines] : []
}

function trail({ audit }: Decisions): string {
  return audit.enabled
    ? `Audit trail: every decision is recorded, shown from level ${audit.logLevel} on.`
    : 'Audit trail: off.'
}
