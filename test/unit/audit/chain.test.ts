import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundedDraft } from '../../../audit/bounds.ts'
import { parseLine, readSealedLine, sealEvent } from '../../../audit/chain.ts'
import { keepByLevel } from '../../../audit/level.ts'
import { canonicalJson } from '../../../policy/canonical-json.ts'
import { draft, event } from './events.ts'

function unsealed(more = {}) {
  const { hash: _, ...rest } = event(more)
  return rest
}

describe('a sealed line', () => {
  test('carries SHA-256 over the canonical event without its hash', () => {
    const { line, hash } = sealEvent(unsealed())
    expect(hash).toBe(createHash('sha256').update(canonicalJson(unsealed())).digest('hex'))
    expect(JSON.parse(line)).toEqual({ ...unsealed(), hash })
    expect(line.endsWith('\n')).toBe(true)
  })

  test('is one line, whatever an agent called the thing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (resource) => {
        const { line } = sealEvent(unsealed({ resource }))
        expect(line.indexOf('\n')).toBe(line.length - 1)
        const read = readSealedLine(line.slice(0, -1))
        expect(read.ok && read.event.resource).toBe(resource)
      }),
      { numRuns: 200 },
    )
  })

  test('is still good when another program wrote its JSON anew', () => {
    const { line } = sealEvent(unsealed())
    const { hash, ...rest } = JSON.parse(line)
    expect(readSealedLine(JSON.stringify({ hash, ...rest }, null, 1)).ok).toBe(true)
  })

  test('no change of one character goes unseen', () => {
    const line = sealEvent(unsealed()).line.trimEnd()
    for (let at = 0; at < line.length; at += 1) {
      const changed = `${line.slice(0, at)}${line[at] === '1' ? '2' : '1'}${line.slice(at + 1)}`
      expect(readSealedLine(changed).ok, `character ${at}`).toBe(false)
    }
  })

  test('a second member of the same name does not smuggle another value in', () => {
    const line = sealEvent(unsealed({ decision: 'blocked' })).line.trimEnd()
    const smuggled = line.replace(',"hash"', ',"decision":"allowed","hash"')
    expect(parseLine(smuggled).ok).toBe(true)
    expect(readSealedLine(smuggled).ok).toBe(false)
  })
})

describe('a draft', () => {
  test('is cut to a bounded size, so that an agent cannot fill the disk with one name', () => {
    const details = Object.fromEntries(
      Array.from({ length: 99 }, (_, i) => [`d${i}`, 'x'.repeat(9999)]),
    )
    const bounded = boundedDraft(draft({ resource: 'x'.repeat(1_000_000), details }))
    expect(JSON.stringify(bounded).length).toBeLessThan(40_000)
    expect(bounded.resource.endsWith('…')).toBe(true)
  })

  test('is copied: what the caller changes later does not change the record', () => {
    const original = draft({ details: { host: 'a' } })
    const bounded = boundedDraft(original)
    original.resource = 'changed'
    if (original.details) original.details.host = 'changed'
    expect(bounded).toMatchObject({ resource: 'api.openai.com:443', details: { host: 'a' } })
  })
})

describe('the level of a policy', () => {
  const level = (enabled: boolean, logLevel: 'debug' | 'info' | 'warn' | 'error') =>
    keepByLevel(new Map([[draft().policyDigest, { enabled, logLevel }]]))
  const kept = (keeps: ReturnType<typeof keepByLevel>) =>
    (['allowed', 'would-block', 'blocked'] as const).filter((decision) =>
      keeps(draft({ decision })),
    )

  test('decides which decisions are on record', () => {
    expect(kept(level(true, 'debug'))).toEqual(['allowed', 'would-block', 'blocked'])
    expect(kept(level(true, 'info'))).toEqual(['allowed', 'would-block', 'blocked'])
    expect(kept(level(true, 'warn'))).toEqual(['would-block', 'blocked'])
    expect(kept(level(true, 'error'))).toEqual(['blocked'])
    expect(kept(level(false, 'info'))).toEqual([])
  })

  test('never silences sidecars, leases, or what no known policy decided', () => {
    const silent = level(false, 'error')
    expect(silent(draft({ kind: 'lifecycle', action: 'start' }))).toBe(true)
    expect(silent(draft({ kind: 'credential', action: 'revoke' }))).toBe(true)
    expect(silent(draft({ policyDigest: 'another' }))).toBe(true)
  })
})
