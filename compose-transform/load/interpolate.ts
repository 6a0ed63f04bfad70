import type { Finding } from '../../policy/finding.ts'
import { fail } from './failure.ts'
import { type Mapping, type Node, rangeOf, type Scalar, type ScalarValue, spot } from './node.ts'
import { down, type PathTable, pathTable, ruleOf } from './path-table.ts'
import { type Lookup, substitute, TemplateError } from './template.ts'

type Cast = (text: string) => ScalarValue | undefined

const whole: Cast = (text) => (/^[-+]?[0-9]+$/.test(text) ? Number(text) : undefined)
const real: Cast = (text) =>
  /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(text) ? Number(text) : undefined

/** Compose takes these spellings for a switch, in any case. */
export const switchWords = new Map<string, boolean>([
  ['true', true],
  ['y', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['n', false],
  ['no', false],
  ['off', false],
])
const truth: Cast = (text) => switchWords.get(text.toLowerCase())

/** Texts at these paths become numbers and switches when they are interpolated, quoted or not. */
const casts: PathTable<Cast> = pathTable<Cast>([
  ...['cpu_count', 'cpu_period', 'cpu_quota', 'cpu_rt_period', 'cpu_rt_runtime', 'cpu_shares']
    .concat(['oom_score_adj', 'pids_limit', 'scale', 'deploy.replicas', 'healthcheck.retries'])
    .concat(['deploy.update_config.parallelism', 'deploy.rollback_config.parallelism'])
    .concat(['deploy.restart_policy.max_attempts', 'deploy.placement.max_replicas_per_node'])
    .concat(['ports.*.target', 'ulimits.*', 'ulimits.*.hard', 'ulimits.*.soft'])
    .map((path) => [`services.*.${path}`, whole] as const),
  ...['cpu_percent', 'cpus']
    .concat(['deploy.update_config.max_failure_ratio', 'deploy.rollback_config.max_failure_ratio'])
    .map((path) => [`services.*.${path}`, real] as const),
  ...['init', 'oom_kill_disable', 'privileged', 'read_only', 'stdin_open', 'tty']
    .concat(['depends_on.*.required', 'depends_on.*.restart', 'healthcheck.disable'])
    .concat(['volumes.*.read_only', 'volumes.*.volume.nocopy'])
    .map((path) => [`services.*.${path}`, truth] as const),
  ...['internal', 'attachable', 'enable_ipv4', 'enable_ipv6'].map(
    (key) => [`networks.*.${key}`, truth] as const,
  ),
  ...['networks', 'volumes', 'secrets', 'configs'].map(
    (section) => [`${section}.*.external`, truth] as const,
  ),
])

/** Interpolates every text of a document in place. Adds a warning for each variable without a value. */
export function interpolate(root: Mapping, lookup: Lookup, findings: Finding[]): void {
  const visit = (node: Node, tables: readonly PathTable<Cast>[], path: string): void => {
    if (node.kind === 'map') {
      for (const [key, value] of node.entries) visit(value, down(tables, key), `${path}.${key}`)
    } else if (node.kind === 'list') {
      const next = down(tables, '[]')
      for (const item of node.items) visit(item, next, path)
    } else if (typeof node.value === 'string') {
      interpolateScalar(node, ruleOf(tables), lookup, findings, path.slice(1))
    }
  }
  visit(root, [casts], '')
}

function interpolateScalar(
  node: Scalar,
  cast: Cast | undefined,
  lookup: Lookup,
  findings: Finding[],
  path: string,
): void {
  const text = node.value as string
  // A node reached through an alias is interpolated once, even when it is shared.
  if (node.template !== undefined) return
  let value = text
  if (text.includes('$')) {
    try {
      const result = substitute(text, lookup)
      value = result.text
      node.template = text
      if (result.references.length > 0) node.references = result.references
      for (const name of result.unset) findings.push(unsetVariable(name, node))
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      fail('interpolation', error.message, node)
    }
  }
  if (!cast) {
    node.value = value
    return
  }
  const casted = cast(value)
  if (casted === undefined) {
    fail('type', `${path} cannot be "${value}".`, node)
  }
  node.value = casted
}

function unsetVariable(name: string, node: Node): Finding {
  const place = spot(node)
  return {
    rule: 'unset-variable',
    severity: 'warning',
    message: `The variable ${name} is not set; Compose uses an empty text instead.`,
    file: place.source.file,
    range: rangeOf(place),
    action: 'warn',
  }
}
