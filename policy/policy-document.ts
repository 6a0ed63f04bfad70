import type { Finding, Range } from './finding.ts'
import { keyRangeAt, type Located, locateDocument, type Path, partAt, rangeAt } from './located.ts'
import { type SyntaxFindings, syntaxFindings } from './syntax-findings.ts'
import { type YamlSource, yamlSource } from './yaml-source.ts'

/** A policy file as text, as plain data and as places, whether or not it is a good policy. */
export interface PolicyDocument {
  readonly text: string
  readonly file: string
  readonly source: YamlSource
  /** Plain data; null for an empty file. */
  readonly value: unknown
  /** What is wrong with the text as YAML. */
  readonly findings: readonly Finding[]
  /** The text is broken in a way that makes its meaning a guess: what else could be said of it would mislead. */
  readonly damaged: boolean
  part(path: Path): Located | undefined
  locate(path: Path): Range
  locateKey(path: Path): Range
}

const maximumLength = 1_000_000

/** What YAML has in no text, and what becomes of the first bytes of another encoding. */
const noText = /^\ufffd|[\0-\x08\x0b\x0c\x0e-\x1f]/

/** Reads the text of a policy file. Never throws: what cannot be read is a finding. */
export function readPolicyDocument(text: string, file: string): PolicyDocument {
  const unreadable = whyUnreadable(text)
  const readable = unreadable === undefined ? text : ''
  const source = yamlSource(readable)
  const [document] = source.documents
  const tree = locateDocument(source, document?.contents ?? null, file)
  const syntax = syntaxFindings(source, tree, file)
  const problems: SyntaxFindings =
    unreadable === undefined
      ? syntax
      : { damaged: true, findings: [wholeFile(unreadable, source, file)] }
  return {
    text,
    file,
    source,
    value: tree.root.value,
    ...problems,
    part: (path) => partAt(tree.root, path),
    locate: (path) => rangeAt(source, tree.root, path),
    locateKey: (path) => keyRangeAt(source, tree.root, path),
  }
}

function whyUnreadable(text: string): string | undefined {
  if (text.length > maximumLength)
    return `the file is longer than ${maximumLength} characters; that is no policy`
  return noText.test(text) ? 'the file is no text in UTF-8; save it as UTF-8' : undefined
}

function wholeFile(message: string, source: YamlSource, file: string): Finding {
  return {
    rule: 'yaml-syntax',
    severity: 'error',
    message,
    file,
    range: source.rangeBetween(0, 0),
  }
}
