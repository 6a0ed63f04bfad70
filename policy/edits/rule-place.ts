import type { Range } from '../finding.ts'
import type { Path } from '../located.ts'
import { readPolicyDocument } from '../policy-document.ts'

/**
 * Where in the text of a policy a rule stands that an event names: `network.allowedDomains[0]`,
 * `mcp.arguments.read_file.path`, or the list that lacks an entry (`network.allowedDomains`).
 *
 * @returns undefined for what stands in no policy: cloud metadata, the guards of the proxy, the life of leases.
 */
export function rulePlace(text: string, file: string, rule: string): Range | undefined {
  if (rule === '') return undefined
  const document = readPolicyDocument(text, file)
  const path: (string | number)[] = ['spec']
  let rest = rule
  while (rest !== '') {
    const step = nextStep(document.part(path)?.children ?? new Map(), rest)
    if (!step) {
      // A list or a section that is not there is why it was refused: its nearest surroundings are the place.
      return isPlain(path, rest) ? document.locateKey(path) : undefined
    }
    path.push(step.name)
    rest = step.rest
  }
  return typeof path.at(-1) === 'number' ? document.locate(path) : document.locateKey(path)
}

/** Names in a rule are joined by dots and may hold dots themselves (`server/tool.v2`): the longest that is there counts. */
function nextStep(
  children: ReadonlyMap<string, unknown>,
  rest: string,
): { name: string | number; rest: string } | undefined {
  const index = /^\[(\d+)\]\.?/.exec(rest)
  if (index) {
    return children.has(index[1] ?? '')
      ? { name: Number(index[1]), rest: rest.slice(index[0].length) }
      : undefined
  }
  let best: string | undefined
  for (const name of children.keys()) {
    const follows = rest[name.length]
    const isHere =
      rest.startsWith(name) && (follows === undefined || follows === '.' || follows === '[')
    if (isHere && (best === undefined || name.length > best.length)) best = name
  }
  if (best === undefined) return undefined
  const after = rest.slice(best.length)
  return { name: best, rest: after.startsWith('.') ? after.slice(1) : after }
}

/** Rules whose list or section may be missing from the text altogether. */
const missable = new Set([
  'network.allowedDomains',
  'network.denyLocalNetwork',
  'network.http',
  'credentials.allowedKeys',
  'credentials.maxExpirationHours',
  'mcp.allowedTools',
])

function isPlain(path: Path, rest: string): boolean {
  return missable.has([...path.slice(1), rest].join('.'))
}
