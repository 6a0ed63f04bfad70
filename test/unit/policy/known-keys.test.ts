import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { placesOfKeys } from '../../../policy/known-keys.ts'
import { nearest } from '../../../policy/nearest.ts'
import { matchesWildcard } from '../../../policy/wildcard.ts'

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/policy.schema.json', import.meta.url), 'utf8'),
)

it('knows the place of every key that the schema knows', () => {
  const { metadata, spec, ...top } = schema.properties
  const sections = ['network', 'credentials', 'mcp', 'audit'] as const
  const expected: [string, string][] = [
    ...Object.keys({ metadata, spec, ...top }).map((key): [string, string] => [key, '']),
    ...Object.keys(metadata.properties).map((key): [string, string] => [key, 'metadata']),
    ...Object.keys(spec.properties).map((key): [string, string] => [key, 'spec']),
    ...sections.flatMap((section) =>
      Object.keys(schema.definitions[section].properties).map((key): [string, string] => [
        key,
        `spec.${section}`,
      ]),
    ),
  ]
  expect(new Map(placesOfKeys)).toEqual(new Map(expected))
})

describe('the nearest word', () => {
  const words = ['allowedDomains', 'deniedDomains', 'denyLocalNetwork', 'allowedLocal', 'http']
  test.each([
    ['allowedDomain', 'allowedDomains'],
    ['allowed_domains', 'allowedDomains'],
    ['allowed-domains', 'allowedDomains'],
    ['AllowedDomains', 'allowedDomains'],
    ['alowedDomians', 'allowedDomains'],
    ['denyLocal', 'denyLocalNetwork'],
    ['htpp', 'http'],
    ['zebra', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('to %s is %s', (word, expected) => {
    expect(nearest(word, words)).toBe(expected)
  })
})

describe('a wildcard', () => {
  test.each([
    ['*', '', true],
    ['a*', 'a', true],
    ['*a', 'ba', true],
    ['a*c', 'abbc', true],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'acb', false],
    ['', '', true],
    ['', 'a', false],
    ['a', 'A', false],
    ['a.c', 'abc', false],
    ['*ab', 'aab', true],
    ['*aab', 'aaab', true],
  ])('%j on %j: %j', (pattern, text, expected) => {
    expect(matchesWildcard(pattern, text)).toBe(expected)
  })
})
