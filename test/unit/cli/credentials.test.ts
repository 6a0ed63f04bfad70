import { describe, expect, it } from 'vitest'
import { lineOf } from '../../../cli/credentials.ts'
import type { LeaseView } from '../../../sidecars/broker/lease-desk.ts'

const now = Date.parse('2026-01-01T10:00:00Z')
const lease: LeaseView = {
  id: 'lease-1',
  service: 'agent',
  key: 'GITHUB_TOKEN',
  policy: 'p',
  state: 'active',
  issuedAt: '2026-01-01T09:00:00.123Z',
  expiresAt: '2026-01-01T11:30:00.456Z',
  renewals: 0,
  unlocked: true,
}

describe('a lease in the list', () => {
  it.each<[string, Partial<LeaseView>, RegExp]>([
    ['that is good', {}, /active {3}until 2026-01-01T11:30:00Z \(90 min left\)$/],
    ['for hours', { expiresAt: '2026-01-02T09:00:00.000Z' }, /\(23 h left\)$/],
    ['without its secret', { unlocked: false }, /locked/],
    [
      'that is over',
      { state: 'expired', expiresAt: '2026-01-01T09:30:00.000Z' },
      /expired {2}until 2026-01-01T09:30:00Z$/,
    ],
    ['that was revoked, locked or not', { state: 'revoked', unlocked: false }, /revoked/],
  ])('%s', (_, change, line) => {
    expect(lineOf({ ...lease, ...change }, now)).toMatch(line)
  })

  it('without end', () => {
    const { expiresAt: _, ...endless } = lease
    expect(lineOf(endless, now)).toContain('without end')
  })
})
