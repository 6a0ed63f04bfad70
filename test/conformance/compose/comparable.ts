import { shellWords } from './shell-words.ts'

export type Data = null | boolean | number | bigint | string | Data[] | { [key: string]: Data }

/**
 * Brings a model into the form in which ours and Compose's can be held against each other. Each step here is a
 * difference in writing that means nothing; anything else is a difference in meaning.
 */
export function comparable(model: unknown): Data {
  const root = (walk(model as Data, []) ?? {}) as { [key: string]: Data }
  // Models are not part of what Compose prints as JSON.
  delete root.models
  return root
}

/** Compose's own output with `$$` read back: `config` writes what can be loaded again. */
export function unescaped(data: Data): Data {
  if (typeof data === 'string') return data.replaceAll('$$', '$')
  if (Array.isArray(data)) return data.map(unescaped)
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key.replaceAll('$$', '$'), unescaped(value)]),
  )
}

const durations =
  /(?:^|\.)(?:interval|timeout|start_period|start_interval|stop_grace_period|delay|monitor|window)$/
const sizes = /(?:^|\.)(?:mem_limit|memswap_limit|mem_reservation|shm_size|memory|size|rate)$/
const pairLists = new Set([
  'environment',
  'labels',
  'annotations',
  'args',
  'sysctls',
  'options',
  'driver_opts',
])

function walk(value: Data, path: readonly string[]): Data | undefined {
  const key = path.at(-1) ?? ''
  const keepsEmpty = pairLists.has(path.at(-2) ?? '')
  if (value === null) return keepsEmpty ? null : undefined
  if (typeof value === 'object' && !Array.isArray(value)) return walkMap(value, path)
  if (Array.isArray(value)) {
    if (key === 'extra_hosts') return walk(hostsOf(value), path)
    const items = value.map((item) => walk(item, [...path, '[]']) ?? '')
    // Compose prints the addresses of a host in order, whatever their order is.
    if (path.at(-2) === 'extra_hosts') items.sort()
    return items.length === 0 ? undefined : items
  }
  if ((key === 'command' || key === 'entrypoint') && typeof value === 'string') {
    const words = shellWords(value) ?? value
    return words.length === 0 ? undefined : words
  }
  if (keepsEmpty) return path.includes('provider') ? [String(value)] : String(value)
  const text = scalar(value, path)
  return text === '' || text === 'false' || text === '0' ? undefined : text
}

function walkMap(value: { [key: string]: Data }, path: readonly string[]): Data | undefined {
  const result: { [key: string]: Data } = {}
  const free = pairLists.has(path.at(-1) ?? '')
  for (const key of Object.keys(value).sort()) {
    // Among variables and labels Compose gathers x- names, unreadably, under one name of its own. It does the same to
    // ours when it reads what is emitted.
    if (key.startsWith('x-') || (free && key === '#extensions')) continue
    // Compose shows it where the service that is extended is empty; it has done its work.
    if (key === 'extends' && path.length === 2) continue
    const inner = walk(value[key] as Data, [...path, key])
    const named = ['services', 'networks', 'volumes', 'depends_on', 'models'].includes(
      path.at(-1) ?? '',
    )
    if (inner !== undefined) result[key] = inner
    else if (named) result[key] = {}
  }
  return Object.keys(result).length === 0 ? undefined : result
}

function scalar(value: boolean | number | bigint | string, path: readonly string[]): string {
  const where = path.join('.')
  if (path.at(-1) === 'mode' && /secrets|configs/.test(where)) {
    // Compose prints a number as the octal text that it was written as.
    return typeof value === 'number' ? `0${value.toString(8)}` : String(value)
  }
  if (durations.test(where)) return nanoseconds(String(value))
  if (sizes.test(where)) return bytes(String(value))
  if (/(?:^|\.)(?:cpus|cpu_[a-z_]+|max_failure_ratio)$/.test(where)) return String(Number(value))
  if (/gpus|devices/.test(where) && path.at(-1) === 'count' && value === 'all') return '-1'
  return String(value)
}

const units = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['µs', 1000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['d', 86_400_000_000_000n],
  ['w', 604_800_000_000_000n],
])

function nanoseconds(text: string): string {
  let total = 0
  for (const [, amount, unit] of text.matchAll(/([0-9.]+)(ns|us|µs|ms|s|m|h|d|w)/g)) {
    total += Number(amount) * Number(units.get(unit ?? 's'))
  }
  return total === 0 ? text : `${total}ns`
}

function bytes(text: string): string {
  const match = /^([0-9.]+)\s*([kmgtp]?)i?b?$/i.exec(text)
  if (!match) return text
  const power = 'kmgtp'.indexOf((match[2] ?? '').toLowerCase()) + 1
  return String(Math.trunc(Number(match[1]) * (match[2] ? 1024 ** power : 1)))
}

function hostsOf(items: Data[]): { [key: string]: Data } {
  const hosts: { [key: string]: Data } = {}
  for (const item of items) {
    const text = String(item)
    const cut = text.includes('=') ? text.indexOf('=') : text.indexOf(':')
    const host = text.slice(0, cut)
    hosts[host] = [...((hosts[host] as Data[]) ?? []), text.slice(cut + 1)]
  }
  return hosts
}

/** Every path at which two comparable models differ, with both values. */
export function differences(ours: Data, theirs: Data, path = ''): string[] {
  if (same(ours, theirs)) return []
  const bothMaps = isMap(ours) && isMap(theirs)
  if (bothMaps) {
    const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)])
    return [...keys].flatMap((key) =>
      differences(ours[key] ?? null, theirs[key] ?? null, path === '' ? key : `${path}.${key}`),
    )
  }
  return [`${path}: ours ${shown(ours)}, theirs ${shown(theirs)}`]
}

function same(left: Data, right: Data): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

function isMap(value: Data): value is { [key: string]: Data } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: Data): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}
