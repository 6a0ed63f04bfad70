import { isScalar } from 'yaml'
import type { Finding } from './finding.ts'
import { walkNodes, yamlSource } from './yaml-source.ts'

/** One comment that silences rules, as `# governance-ignore RULE[, RULE]: REASON`. */
interface Suppression {
  rules: ReadonlySet<string>
  reason: string
  /** The line that it speaks about; undefined: the whole file. */
  line: number | undefined
  start: number
  end: number
}

const comment = /(?:^|[ \t])(#[ \t]*governance-ignore(-file)?(?![\w-])([^\r\n]*))/gm

/**
 * Leaves out the findings that the text itself silences, with a written reason:
 * `# governance-ignore RULE: REASON` at the end of a line speaks about that line, on a line of its own about the next
 * one; `# governance-ignore-file RULE: REASON` about the whole file. Errors cannot be silenced: they are what keeps a
 * policy from taking effect. A comment without a reason silences nothing and is a finding itself, and so is one that
 * has nothing to silence.
 */
export function applySuppressions(
  text: string,
  file: string,
  findings: readonly Finding[],
): Finding[] {
  if (!text.includes('governance-ignore')) return [...findings]
  const suppressions = read(text)
  const used = new Set<Suppression>()
  const left = findings.filter((finding) => {
    if (finding.severity === 'error') return true
    const silencing = suppressions.find(
      (suppression) =>
        suppression.reason !== '' &&
        suppression.rules.has(finding.rule) &&
        (suppression.line === undefined || suppression.line === finding.range.start.line),
    )
    if (silencing) used.add(silencing)
    return !silencing
  })
  const source = yamlSource(text)
  const about = suppressions
    .filter((suppression) => !used.has(suppression))
    .map(
      ({ start, end, reason, rules }): Finding => ({
        rule: reason === '' ? 'suppression-without-reason' : 'unused-suppression',
        severity: reason === '' ? 'warning' : 'info',
        message:
          reason === ''
            ? 'This comment silences nothing: it gives no reason'
            : `There is nothing here that ${[...rules].join(' or ')} finds and that can be silenced`,
        help:
          reason === ''
            ? 'Write: # governance-ignore RULE: why this is right here'
            : 'Remove the comment.',
        file,
        range: source.rangeBetween(start, end),
      }),
    )
  return [...left, ...about]
}

function read(text: string): Suppression[] {
  const source = yamlSource(text)
  const scalars: [number, number][] = []
  for (const document of source.documents)
    walkNodes(document.contents, (node) => {
      if (isScalar(node) && node.range) scalars.push([node.range[0], node.range[1]])
    })
  return [...text.matchAll(comment)].flatMap((match) => {
    const [whole, body = '', wholeFile, rest = ''] = match
    const start = match.index + whole.length - body.length
    if (scalars.some(([from, to]) => from < start && start < to)) return []
    const { line, character } = source.positionAt(start)
    const alone = text.slice(start - character, start).trim() === ''
    const colon = rest.indexOf(':')
    const names = colon < 0 ? rest : rest.slice(0, colon)
    return [
      {
        rules: new Set(names.split(/[\s,]+/).filter((name) => name !== '')),
        reason: colon < 0 ? '' : rest.slice(colon + 1).trim(),
        line: wholeFile ? undefined : alone ? nextLine(text, source.offsetAt, line) : line,
        start,
        end: start + body.length,
      },
    ]
  })
}

/** The next line that is neither empty nor a comment: comments may stand above one another. */
function nextLine(
  text: string,
  offsetAt: (position: { line: number; character: number }) => number,
  line: number,
): number {
  for (let next = line + 1; ; next += 1) {
    const start = offsetAt({ line: next, character: 0 })
    const content = text.slice(start, offsetAt({ line: next, character: Number.MAX_SAFE_INTEGER }))
    if (start >= text.length || !/^\s*(#|$)/.test(content)) return next
  }
}
