import { describe, expect, it } from 'vitest'
import { chooseAddresses } from '../../../compose-transform/roles/addresses.ts'

const networks = new Map([
  ['agent', 'governance-sandbox-agent'],
  ['files', 'governance-sandbox-files'],
])
const subnets = (...from: Parameters<typeof chooseAddresses>) =>
  new Map([...chooseAddresses(...from)].map(([service, { subnet }]) => [service, subnet]))

const alone = subnets('p', networks)
const ofAgent = alone.get('agent') ?? ''

describe('the subnets of a project', () => {
  it('lie in 198.18.0.0/15, differ, and are the same each time', () => {
    expect(new Set(alone.values()).size).toBe(2)
    for (const subnet of alone.values()) expect(subnet).toMatch(/^198\.1[89]\.\d+\.\d+\/26$/)
    expect(subnets('p', networks)).toEqual(alone)
  })

  it('stay when a service comes', () => {
    const more = new Map([...networks, ['new', 'governance-sandbox-new']])
    expect([...subnets('p', more)]).toEqual(expect.arrayContaining([...alone]))
  })

  it.each([
    ['another project has it', { project: 'q', key: 'governance-sandbox', subnet: ofAgent }],
    ['nobody knows whose network has it', { subnet: ofAgent }],
    [
      'the project had it under another key, which no file has any more',
      { project: 'p', key: 'governance-sandbox', subnet: ofAgent },
    ],
    ['a wider network covers it', { project: 'q', subnet: ofAgent.replace(/\.\d+\/26/, '.0/24') }],
    ['a narrower one lies in it', { project: 'q', subnet: ofAgent.replace('/26', '/30') }],
  ])('are others when %s', (_why, present) => {
    const moved = subnets('p', networks, [present])
    expect(moved.get('agent')).not.toBe(ofAgent)
    expect(new Set([...moved.values(), ofAgent]).size).toBe(3)
  })

  it('stay where they were moved to, though the reason has gone', () => {
    const elsewhere = '198.18.0.64/26'
    const present = [{ project: 'p', key: 'governance-sandbox-agent', subnet: elsewhere }]
    expect(subnets('p', networks, present).get('agent')).toBe(elsewhere)
  })

  it('pass over what is not ours: IPv6, other ranges, what cannot be read', () => {
    const present = ['fd00::/64', '172.17.0.0/16', '', '198.18.0.0/33', '198.20.0.0/26']
    expect(
      subnets(
        'p',
        networks,
        present.map((subnet) => ({ subnet })),
      ),
    ).toEqual(alone)
  })

  it('end in an error, not in a search for ever, when none is free', () => {
    expect(() => subnets('p', networks, [{ subnet: '198.18.0.0/15' }])).toThrow(RangeError)
  })
})
