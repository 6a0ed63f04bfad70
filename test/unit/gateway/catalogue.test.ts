import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entry, joinNames, possibleMeanings } from '../../../sidecars/gateway/catalogue.ts'
import { matchesTemplate } from '../../../sidecars/gateway/desk/resources.ts'
import { cpuTime } from '../../support/cpu-time.ts'

const entries = (...names: string[]): Entry[] =>
  names.map((text) => {
    const [server = '', name = ''] = text.split('/')
    return { server, name, definition: new Map() }
  })
const namesOf = (list: Entry[]): string[] => joinNames(list).shown.map(({ name }) => name)

describe('joined names', () => {
  it('prefixes names that several servers have, and no others', () => {
    expect(namesOf(entries('a/x', 'a/y', 'b/x'))).toEqual(['a__x', 'y', 'b__x'])
  })

  it('keeps apart what prefixing would make the same', () => {
    expect(namesOf(entries('a/b__c', 'a__b/c', 'z/c', 'z/b__c'))).toEqual([
      'a__b__c',
      'a__b___c',
      'z__c',
      'z__b__c',
    ])
    expect(namesOf(entries('a/x', 'b/x', 'c/a__x'))).toEqual(['a___x', 'b__x', 'a__x'])
  })

  it('gives every tool exactly one name, whatever servers call them', () => {
    const name = fc.constantFrom('a', 'b', 'a__b', 'b__a', 'a_', '_a', 'a__a', '__', 'a__b__a')
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, name), { selector: String, maxLength: 25 }),
        (pairs) => {
          const list = pairs.map(([server, own]) => ({ server, name: own, definition: new Map() }))
          const { shown, byName } = joinNames(list)
          expect(new Set(shown.map((item) => item.name)).size).toBe(list.length)
          expect(shown.map(({ entry }) => entry)).toEqual(list)
          for (const item of shown) expect(byName.get(item.name)).toBe(item.entry)
          expect(byName.size).toBe(list.length)
        },
      ),
      { numRuns: 3_000 },
    )
  })

  it('knows what a name that was not shown may mean', () => {
    expect(possibleMeanings('a__x', ['a', 'b'])).toEqual([
      { server: 'a', name: 'x' },
      { server: 'a', name: 'a__x' },
      { server: 'b', name: 'a__x' },
    ])
  })
})

describe('resource templates', () => {
  it.each([
    ['file:///{path}', 'file:///a/b', true],
    ['file:///{path}', 'http:///a', false],
    ['a://{x}/b/{y}.txt', 'a://1/b/2.txt', true],
    ['a://{x}/b/{y}.txt', 'a://1/c/2.txt', false],
    ['a://x', 'a://x', true],
    ['a://{x}a', 'a://', false],
  ])('%s and %s: %s', (template, uri, matches) => {
    expect(matchesTemplate(template, uri)).toBe(matches)
  })

  it('is linear, whatever the template', () => {
    const time = cpuTime(() => matchesTemplate('{a}a'.repeat(20_000), 'a'.repeat(100_000)))
    expect(time).toBeLessThan(500)
  })
})
