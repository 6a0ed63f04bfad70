import type { YAMLParseError } from 'yaml'
import type { Finding, Fix, TextEdit } from './finding.ts'
import type { LocatedTree } from './located.ts'
import type { YamlSource } from './yaml-source.ts'

export interface SyntaxFindings {
  readonly findings: readonly Finding[]
  /** The text is broken in a way that makes its meaning a guess. */
  readonly damaged: boolean
}

/** One mistake makes the parser complain about much of what follows. */
const mostReported = 5

/** What is wrong with the text as YAML, in words, each mistake once. */
export function syntaxFindings(
  source: YamlSource,
  tree: LocatedTree,
  file: string,
): SyntaxFindings {
  const conflict = conflictMarkers(source, file)
  if (conflict) return { findings: [conflict], damaged: true }
  if (source.documents.length === 0 || isBlank(source)) {
    // A comment that no line feed ends goes to the end of the file.
    if (/\r(?!\n)[^\r]/.test(source.text))
      return { findings: [bareReturns(source, file)], damaged: true }
    return { findings: [emptyPolicy(source, file)], damaged: true }
  }
  const errors = source.documents.flatMap((document) => document.errors)
  if (errors.length > 0 && /\r(?!\n)/.test(source.text)) {
    return { findings: [bareReturns(source, file)], damaged: true }
  }
  const odd = errors.length > 0 ? oddIndentation(source, file) : undefined
  if (odd) return { findings: [odd], damaged: true }
  const findings = [...tree.findings]
  const reported = onePerLine(source, errors, tree.mendedAliases)
  for (const error of reported.slice(0, mostReported)) findings.push(describe(source, error, file))
  const several = severalDocuments(source, file)
  if (several) findings.push(several)
  return { findings, damaged: reported.some((error) => !isHalfTyped(error)) }
}

function isBlank(source: YamlSource): boolean {
  return (
    source.documents.every(
      (document) =>
        document.contents === null || document.contents.range?.[0] === document.contents.range?.[1],
    ) && source.documents.every((document) => document.errors.length === 0)
  )
}

/** A key that is being typed leaves the rest of the document as it was. */
function isHalfTyped({ code, message }: YAMLParseError): boolean {
  return code === 'MULTILINE_IMPLICIT_KEY' || message.startsWith('Implicit map keys')
}

function onePerLine(
  source: YamlSource,
  errors: readonly YAMLParseError[],
  mended: ReadonlySet<number>,
): YAMLParseError[] {
  const lines = new Set<number>()
  return errors.filter(({ pos: [start], code }) => {
    const { line } = source.positionAt(start)
    if ((code === 'BAD_ALIAS' && mended.has(start)) || lines.has(line)) return false
    lines.add(line)
    return true
  })
}

function describe(source: YamlSource, error: YAMLParseError, file: string): Finding {
  const [start, end] = error.pos
  const range = source.rangeBetween(start, end)
  if (error.code === 'TAB_AS_INDENT') {
    return {
      rule: 'tab-indentation',
      severity: 'error',
      message: 'YAML does not allow tabs as indentation',
      file,
      range,
      help: 'Indent with spaces.',
      fix: spacesForTabs(source),
    }
  }
  return { rule: 'yaml-syntax', severity: 'error', message: inWords(error), file, range }
}

/** Lines that begin with white space that YAML takes for a part of the word behind it, as pages and chats hand it on. */
function oddIndentation(source: YamlSource, file: string): Finding | undefined {
  const edits: TextEdit[] = []
  for (const match of source.text.matchAll(
    /^ *[\u00a0\u2000-\u200a\u202f\u3000][ \u00a0\u2000-\u200a\u202f\u3000]*/gm,
  )) {
    const range = source.rangeBetween(match.index, match.index + match[0].length)
    edits.push({ range, newText: match[0].replaceAll(/[^ ]/g, ' ') })
  }
  const [first] = edits
  if (!first) return undefined
  return {
    rule: 'yaml-syntax',
    severity: 'error',
    message:
      'this line is indented with non-breaking spaces, which YAML takes for a part of the word',
    file,
    range: first.range,
    help: 'Indent with plain spaces.',
    fix: { title: 'Indent with plain spaces', edits },
  }
}

function inWords({ code, message }: YAMLParseError): string {
  if (code === 'MULTILINE_IMPLICIT_KEY') return 'this line is no key: it lacks a colon'
  if (message.startsWith('Implicit map keys')) return 'a key needs a colon and a value'
  if (message.startsWith('Missing closing')) {
    return 'a quote is opened and never closed; everything after it is swallowed'
  }
  if (message.includes('end with a ]')) return 'a list is opened with [ and never closed'
  if (message.includes('end with a }')) return 'a map is opened with { and never closed'
  return `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
}

function spacesForTabs(source: YamlSource): Fix {
  const edits: TextEdit[] = []
  for (const match of source.text.matchAll(/^[ \t]*\t[ \t]*/gm)) {
    const range = source.rangeBetween(match.index, match.index + match[0].length)
    edits.push({ range, newText: match[0].replaceAll('\t', '  ') })
  }
  return { title: 'Indent with two spaces for each tab', edits }
}

function conflictMarkers(source: YamlSource, file: string): Finding | undefined {
  if (!source.text.includes('<<<<<<<')) return undefined
  const opening = /^<{7}( .*)?$/m.exec(source.text)
  const closing = /^>{7}( .*)?$/m.exec(source.text)
  if (!opening || !closing || closing.index < opening.index) return undefined
  return {
    rule: 'conflict-markers',
    severity: 'error',
    message:
      'an unresolved merge conflict: the file holds two versions of a policy, and neither counts',
    file,
    range: source.rangeBetween(opening.index, closing.index + closing[0].length),
    help: 'Keep one side and delete the marker lines.',
  }
}

function bareReturns(source: YamlSource, file: string): Finding {
  const start = source.text.search(/\r(?!\n)/)
  return {
    rule: 'yaml-syntax',
    severity: 'error',
    message:
      'the lines end with a carriage return alone, which YAML readers do not take for a line end',
    file,
    range: source.rangeBetween(start, start),
    help: 'Save the file with LF or CRLF line ends.',
  }
}

function emptyPolicy(source: YamlSource, file: string): Finding {
  return {
    rule: 'empty-policy',
    severity: 'error',
    message: 'the policy is empty; it has to say at least apiVersion, kind, metadata.name and spec',
    file,
    range: source.rangeBetween(0, 0),
    help: 'Write apiVersion: ai.docker.com/v1, kind: GovernancePolicy, metadata: { name: my-policy } and spec: {}, which denies everything.',
  }
}

function severalDocuments(source: YamlSource, file: string): Finding | undefined {
  const second = source.documents[1]
  if (second === undefined) return undefined
  const start = second.contents?.range?.[0] ?? second.range[0]
  return {
    rule: 'several-documents',
    severity: 'error',
    message:
      'the file holds several documents; a policy file holds one, so this one would be left out',
    file,
    range: source.rangeBetween(start, second.contents?.range?.[1] ?? start),
    help: 'Put each policy in a file of its own and list the files under policy: in the Compose file.',
  }
}
