import { describe, expect, it, test } from 'vitest'
import {
  bindingPorts,
  builtInBinding,
  leaseShape,
  wellKnownKeys,
} from '../../../policy/credential-bindings.ts'
import { parseDomainPattern } from '../../../policy/domain-pattern.ts'
import { publicSuffixOf } from '../../../policy/public-suffix.ts'

describe('every key of the built-in table', () => {
  test.each(wellKnownKeys().map((key) => [key]))('%s', (key) => {
    expect(key).toMatch(/^[A-Z][A-Z0-9_]*$/)
    const hosts = builtInBinding(key)?.hosts ?? []
    expect(hosts.length).toBeGreaterThan(0)
    for (const text of hosts) {
      const result = parseDomainPattern(text, bindingPorts)
      if (!result.ok || result.pattern.kind === 'any') throw new Error(`${text} is no bound host`)
      expect(result.pattern.ports).toEqual([443])
      expect(publicSuffixOf(result.pattern.host)).toBeUndefined()
    }
    // Room for the marker and for 128 bits in letters and digits.
    const { prefix, length } = leaseShape(key)
    expect(prefix).toMatch(/^[A-Za-z0-9._-]*$/)
    expect(length - prefix.length - 'govlease'.length).toBeGreaterThanOrEqual(22)
  })
})

it('binds the keys of the guide and no further', () => {
  expect(builtInBinding('GITHUB_TOKEN')).toEqual({ hosts: ['*.github.com'] })
  expect(builtInBinding('OPENAI_API_KEY')).toEqual({ hosts: ['api.openai.com'] })
  expect(builtInBinding('constructor')).toBeUndefined()
  expect(builtInBinding('__proto__')).toBeUndefined()
})

it('has a shape for leases of every key', () => {
  expect(leaseShape('GITHUB_TOKEN')).toEqual({ prefix: 'ghp_', length: 40 })
  expect(leaseShape('SOMETHING_ELSE')).toEqual({ prefix: '', length: 48 })
  expect(leaseShape('constructor')).toEqual({ prefix: '', length: 48 })
})
