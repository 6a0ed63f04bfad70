import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leaseShape } from '../../../policy/credential-bindings.ts'
import { composeLease, findLeases, LEASE_MARKER } from '../../../sidecars/broker/exchange.ts'
import { type LeaseIdentity, leaseText } from '../../../sidecars/broker/lease.ts'
import { cpuTime } from '../../support/cpu-time.ts'

const identity: LeaseIdentity = {
  project: 'demo',
  service: 'agent',
  key: 'GITHUB_TOKEN',
  serial: 1,
  nonce: 'n',
  ...leaseShape('GITHUB_TOKEN'),
}
const signingKey = Buffer.alloc(32, 7)

describe('a lease', () => {
  test.each(['GITHUB_TOKEN', 'OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'ATLASSIAN_API_TOKEN', 'MINE'])(
    'of %s has the shape that its clients expect',
    (key) => {
      const shape = leaseShape(key)
      const text = leaseText(signingKey, { ...identity, key, ...shape })
      expect(text.startsWith(shape.prefix)).toBe(true)
      expect(text).toHaveLength(shape.length)
      expect(text).toContain(LEASE_MARKER)
      expect(text.slice(shape.prefix.length)).toMatch(/^[A-Za-z0-9]+$/)
    },
  )

  test('has at least 131 random bits, however short the shape', () => {
    const text = leaseText(signingKey, { ...identity, prefix: 'AKIA', length: 20 })
    expect(text.length).toBe(4 + LEASE_MARKER.length + 3 + 22)
  })

  test('is the same for the same identity, and another for any other', () => {
    const text = leaseText(signingKey, identity)
    expect(leaseText(signingKey, { ...identity })).toBe(text)
    const others = [
      { project: 'demo2' },
      { service: 'agent2' },
      { key: 'GH_TOKEN' },
      { serial: 2 },
      { nonce: 'm' },
    ].map((change) => leaseText(signingKey, { ...identity, ...change }))
    others.push(leaseText(randomBytes(32), identity))
    expect(new Set([text, ...others]).size).toBe(7)
  })

  test('names are not glued together: what ends one cannot begin the next', () => {
    const one = leaseText(signingKey, { ...identity, project: 'a', service: 'bc' })
    const other = leaseText(signingKey, { ...identity, project: 'ab', service: 'c' })
    expect(one).not.toBe(other)
  })
})

describe('finding leases', () => {
  const lease = leaseText(signingKey, identity)
  const other = leaseText(signingKey, { ...identity, key: 'MINE', prefix: '', length: 48 })

  test('cuts them exactly out of whatever they stand in', () => {
    const prefix = fc.stringMatching(/^[A-Za-z0-9_.-]{0,20}$/)
    const tail = fc.stringMatching(/^[A-Za-z0-9]{22,200}$/)
    const around = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('govlease'))
    fc.assert(
      fc.property(prefix, tail, around, around, (before, after, left, right) => {
        const text = composeLease(before, after)
        fc.pre(!before.includes(LEASE_MARKER) && text.indexOf(LEASE_MARKER) === before.length)
        expect(findLeases(`${left}${text}${right}`)).toEqual([text])
      }),
      { numRuns: 300 },
    )
  })

  test('finds several, each once', () => {
    expect(findLeases(`a=${lease}&b=${other}&c=${lease}`)).toEqual([lease, other])
    expect(findLeases(lease + other)).toEqual([lease, other])
  })

  test('a text with the marker never gives none', () => {
    for (const text of ['govlease', 'xgovlease', 'govleaseZZZ', 'govlease!!', 'govleasegovlease']) {
      expect(findLeases(text).length, text).toBeGreaterThan(0)
    }
    expect(findLeases('nothing here')).toEqual([])
  })

  test('a long hostile text costs linear time', () => {
    expect(cpuTime(() => findLeases('govlease'.repeat(50_000)))).toBeLessThan(2_000)
  })
})
