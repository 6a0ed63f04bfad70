import { builtInBinding, wellKnownKeys } from './credential-bindings.ts'
import { parseDomainPattern } from './domain-pattern.ts'
import type { Finding, Fix } from './finding.ts'
import { canonicalAuthority } from './host.ts'
import { compileLinearRegExp } from './linear-regexp.ts'
import type { Path } from './located.ts'
import { nearest } from './nearest.ts'
import { parsePathPattern } from './path.ts'
import type { PolicyDocument } from './policy-document.ts'
import { entriesAt, type PolicyEntry, textAt } from './policy-entries.ts'
import { publicSuffixOf } from './public-suffix.ts'
import { parseToolPattern } from './tool-pattern.ts'

const network = ['spec', 'network'] as const
const credentials = ['spec', 'credentials'] as const
const mcp = ['spec', 'mcp'] as const

/** What is wrong with single entries: domains, local services, paths, keys, tools, patterns of arguments. */
export function entryFindings(document: PolicyDocument): Finding[] {
  return [
    ...entriesAt(document, [...network, 'allowedDomains']).flatMap(domainProblem(document)),
    ...entriesAt(document, [...network, 'deniedDomains']).flatMap(domainProblem(document)),
    ...entriesAt(document, [...network, 'allowedLocal']).flatMap(localProblem(document)),
    ...httpProblems(document),
    ...entriesAt(document, [...credentials, 'allowedKeys']).flatMap(keyProblem(document)),
    ...bindingProblems(document),
    ...entriesAt(document, [...mcp, 'allowedTools']).flatMap(toolProblem(document)),
    ...entriesAt(document, [...mcp, 'deniedTools']).flatMap(toolProblem(document)),
    ...argumentProblems(document),
  ]
}

/** What is wrong with an entry. Empty text is the schema's finding and never gets here. */
type Problem = (entry: PolicyEntry) => Finding[]

function domainProblem(document: PolicyDocument): Problem {
  return (entry) => {
    const result = parseDomainPattern(entry.text)
    if (!result.ok) {
      const message = `${JSON.stringify(entry.text)} is not a domain, because ${result.problem}`
      const help = 'Write host, host:port, *.host, *.host:port or "*".'
      return [problem(document, entry, 'invalid-domain', message, help, result.suggestion)]
    }
    const { pattern } = result
    if (pattern.kind !== 'below' || publicSuffixOf(pattern.host) !== 'icann') return []
    const message = `'${entry.text}' covers every name that anyone registers under the public suffix '${pattern.host}'`
    const help = `Name the domains that are meant, as in *.example.${pattern.host}.`
    return [problem(document, entry, 'public-suffix-wildcard', message, help)]
  }
}

function localProblem(document: PolicyDocument): Problem {
  return (entry) => {
    if (canonicalAuthority(entry.text) !== undefined) return []
    const message = entry.text.includes('*')
      ? `${JSON.stringify(entry.text)} holds a star; allowedLocal opens one service at a time`
      : `${JSON.stringify(entry.text)} is not host:port; allowedLocal opens one port of one service`
    const withPort = canonicalAuthority(`${entry.text}:1`) === undefined ? '' : `${entry.text}:5432`
    const help = `Name one service and its port, as in ${withPort || 'postgres:5432'}.`
    return [problem(document, entry, 'invalid-local', message, help)]
  }
}

function httpProblems(document: PolicyDocument): Finding[] {
  const path = [...network, 'http']
  return listAt(document, path).flatMap((_, index) => [
    ...textAt(document, [...path, index, 'host']).flatMap(domainProblem(document)),
    ...entriesAt(document, [...path, index, 'paths']).flatMap(pathProblem(document)),
  ])
}

function pathProblem(document: PolicyDocument): Problem {
  return (entry) => {
    const result = parsePathPattern(entry.text)
    // A path without its slash is the schema's finding.
    if (result.ok || !entry.text.startsWith('/')) return []
    const message = `${JSON.stringify(entry.text)} is not a path, because ${result.problem}`
    const help =
      'Write a canonical path, as in /repos/acme/**, without query and without . and .. segments.'
    return [problem(document, entry, 'invalid-path', message, help)]
  }
}

function keyProblem(document: PolicyDocument): Problem {
  const written = document.part([...credentials, 'bindings'])?.children
  return (entry) => {
    if (builtInBinding(entry.text) !== undefined || written?.has(entry.text)) return []
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(entry.text)) return []
    const guess = nearest(entry.text, wellKnownKeys())
    const message = `the key ${entry.text} has no binding, so nobody knows to which hosts its secret may go${guess ? `; is ${guess} meant?` : ''}`
    const help = `Under credentials, write bindings: { ${entry.text}: { hosts: ["api.example.com"], header: X-Api-Key } }, with the hosts that take the key; header is optional.`
    return [problem(document, entry, 'key-without-binding', message, help, guess)]
  }
}

function bindingProblems(document: PolicyDocument): Finding[] {
  const path = [...credentials, 'bindings']
  return namesAt(document, path).flatMap((key) => [
    ...entriesAt(document, [...path, key, 'hosts']).flatMap(bindingHostProblem(document, key)),
    ...entriesAt(document, [...path, key, 'paths']).flatMap(pathProblem(document)),
  ])
}

function bindingHostProblem(document: PolicyDocument, key: string): Problem {
  return (entry) => {
    if (entry.text !== '*') return domainProblem(document)(entry)
    const message = `a binding to '*' would send the secret of ${key} to every host`
    const help = 'Name the hosts that take this key.'
    return [problem(document, entry, 'binding-to-everything', message, help)]
  }
}

function toolProblem(document: PolicyDocument): Problem {
  return (entry) => {
    const result = parseToolPattern(entry.text)
    if (result.ok) return []
    const message = `${JSON.stringify(entry.text)} is not a tool, because ${result.problem}`
    const help =
      'Write the name of a tool, or server/tool; * stands for anything within one segment.'
    return [problem(document, entry, 'invalid-tool', message, help, result.suggestion)]
  }
}

function argumentProblems(document: PolicyDocument): Finding[] {
  const path = [...mcp, 'arguments']
  return namesAt(document, path).flatMap((tool) => {
    const result = parseToolPattern(tool)
    const named = result.ok
      ? []
      : [
          finding(
            document,
            'invalid-tool',
            `${JSON.stringify(tool)} is not a tool, because ${result.problem}`,
            'Write the name of a tool, or server/tool.',
            document.locateKey([...path, tool]),
          ),
        ]
    const patterns = namesAt(document, [...path, tool]).flatMap((argument) =>
      textAt(document, [...path, tool, argument, 'pattern']).flatMap(patternProblem(document)),
    )
    return [...named, ...patterns]
  })
}

function patternProblem(document: PolicyDocument): Problem {
  return (entry) => {
    const result = compileLinearRegExp(entry.text)
    if (result.ok) return []
    const message = `the pattern ${JSON.stringify(entry.text)} is refused: ${result.problem}`
    const help =
      'Write a JavaScript regular expression without look-around and back references: it is matched in linear time, so that no argument can make it hang.'
    return [problem(document, entry, 'invalid-argument-pattern', message, help)]
  }
}

function problem(
  document: PolicyDocument,
  entry: PolicyEntry,
  rule: string,
  message: string,
  help: string,
  suggestion?: string,
): Finding {
  const range = document.locate(entry.path)
  const newText = JSON.stringify(suggestion)
  const fix: Fix | undefined =
    suggestion === undefined
      ? undefined
      : { title: `Write ${newText}`, edits: [{ range, newText }] }
  return { ...finding(document, rule, message, help, range), ...(fix && { fix }) }
}

function finding(
  document: PolicyDocument,
  rule: string,
  message: string,
  help: string,
  range: Finding['range'],
): Finding {
  return { rule, severity: 'error', message, file: document.file, range, help }
}

function listAt(document: PolicyDocument, path: Path): readonly unknown[] {
  const value = document.part(path)?.value
  return Array.isArray(value) ? value : []
}

function namesAt(document: PolicyDocument, path: Path): readonly string[] {
  const part = document.part(path)
  return Array.isArray(part?.value) ? [] : [...(part?.children.keys() ?? [])]
}
