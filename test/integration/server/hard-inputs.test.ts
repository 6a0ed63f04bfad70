import { describe, expect, it } from 'vitest'
import { lintText } from '../../../server/lint.ts'
import { sourceFile } from '../../../server/model/file.ts'
import { hardInputs } from './corpus.ts'

/** What is said about each of the hard inputs: the rules, and no others. `sweep` asks everything about them. */
const said: ReadonlyMap<string, readonly string[]> = new Map([
  ['unquoted wildcard', ['permissive-wildcard', 'unquoted-wildcard']],
  ['unquoted wildcard with a name', ['unquoted-wildcard']],
  ['unquoted wildcard in flow', ['permissive-wildcard', 'unquoted-wildcard', 'wrong-type']],
  ['merge key', ['unknown-key']],
  ['two merge keys', ['unknown-key']],
  ['bad value through an alias', ['invalid-domain', 'wrong-type']],
  ['recursive alias', ['yaml-syntax']],
  ['alias bomb', ['unknown-key', 'wrong-type', 'wrong-value', 'yaml-syntax']],
  ['many aliases', ['duplicate-entry']],
  ['several documents', ['several-documents']],
  ['empty', ['empty-policy']],
  ['only comments', ['empty-policy']],
  ['byte order mark', []],
  ['byte order mark in the second document', ['several-documents']],
  ['CRLF', []],
  ['bare CR', ['yaml-syntax']],
  ['tabs', ['tab-indentation', 'yaml-syntax']],
  ['no-break space', ['yaml-syntax']],
  ['half-typed key', ['yaml-syntax']],
  ['half-typed last key', ['wrong-type']],
  ['unclosed quote', ['yaml-syntax']],
  ['unclosed brackets', ['yaml-syntax']],
  ['duplicate keys', ['duplicate-key', 'monitor-mode']],
  ['YAML 1.1 booleans', ['wrong-type']],
  ['YAML 1.1 numbers', ['ambiguous-number', 'binding-outside-allowed-domains']],
  ['empty values', ['wrong-type']],
  ['Compose tags', ['wrong-type']],
  ['variables', ['invalid-domain']],
  ['emoji before the column', ['invalid-domain', 'local-host-in-allowed-domains', 'wrong-type']],
  ['lone surrogate', ['invalid-domain']],
  ['NUL', ['yaml-syntax']],
  ['replacement characters', ['wrong-value']],
  ['deep nesting', ['yaml-syntax']],
  ['block scalar for a list', ['wrong-type']],
  ['JSON', ['wrong-value']],
  ['complex keys', ['unknown-key', 'yaml-syntax']],
  ['names of prototypes', ['key-without-binding', 'missing-expiration', 'unknown-key']],
  ['conflict markers', ['conflict-markers']],
  // What only the files beside them show is shown by `protocol`: across files.
  ['Compose under a missing policy', []],
  ['Compose under paths that lead nowhere good', ['governance-field']],
  ['a blank first line and no end of line', []],
])

function findings(name: string, text = hardInputs.get(name) ?? '') {
  const path = name.startsWith('Compose under') ? '/compose.yaml' : '/governance-policy.yaml'
  return lintText(sourceFile(`file://${path}`, text), text)
}

describe('the hard inputs', () => {
  it('all have an expectation', () => {
    expect([...said.keys()].sort()).toEqual([...hardInputs.keys()].sort())
  })

  for (const [name, rules] of said)
    it(`${name}: ${rules.join(', ') || 'nothing'}`, () => {
      const found = new Set(findings(name).map(({ rule }) => rule))
      expect([...found].sort()).toEqual(rules)
    })

  it('are explained in words where the parser has none', () => {
    const words = (name: string) =>
      findings(name)
        .map(({ message }) => message)
        .join('\n')
    expect(words('bare CR')).toContain('carriage return')
    expect(words('no-break space')).toContain('non-breaking spaces')
    expect(words('unclosed quote')).toContain('a quote is opened and never closed')
    expect(words('half-typed key')).toMatch(/colon/)
    expect(words('several documents')).toContain('several documents')
  })

  it('one conflict is one finding, unclosed brackets are one, and so is each mistake behind an alias', () => {
    expect(findings('conflict markers')).toHaveLength(1)
    expect(findings('unclosed brackets')).toHaveLength(1)
    expect(findings('unclosed quote')).toHaveLength(1)
    expect(findings('bad value through an alias')).toHaveLength(2)
  })
})
