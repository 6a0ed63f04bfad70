import { describe, expect, it } from 'vitest'
import { judge, judgeAll, type Membership } from '../../../engine/strangers.ts'

const membership: Membership = {
  project: 'p',
  services: new Map([
    ['agent', { marked: true, networks: new Set(['p_governance-sandbox']), digest: 'sha256:a' }],
    ['db', { marked: true, networks: new Set(['p_default']), digest: undefined }],
    ['web', { marked: false, networks: new Set(['p_open']), digest: undefined }],
  ]),
  ownNetworks: new Set(['p_governance-sandbox', 'p_governance-control']),
}

function container(service: string | undefined, networks: string[], labels: string[][] = []) {
  const compose =
    service === undefined
      ? []
      : [
          ['com.docker.compose.project', 'p'],
          ['com.docker.compose.service', service],
        ]
  return {
    id: 'x',
    name: 'c',
    labels: new Map([...compose, ...labels] as [string, string][]),
    addresses: new Map(networks.map((network) => [network, []])),
    ports: [],
  }
}
const mark = ['ai.docker.governance.project', 'p']
const digest = ['ai.docker.governance.digest', 'sha256:a']

describe('a container of a governed project', () => {
  it.each([
    ['as it was started', container('agent', ['p_governance-sandbox'], [mark, digest])],
    ['a companion', container('db', ['p_default'], [mark])],
    ['an exempt service, wherever it is', container('web', ['p_open', 'elsewhere'])],
    ['of a service that was taken out since', container('old', ['p_default'], [mark])],
    ['of another project', container(undefined, ['bridge'])],
    [
      'a probe of ours',
      container(undefined, ['p_governance-sandbox'], [['ai.docker.governance.throwaway', 'true']]),
    ],
  ])('belongs: %s', (_, one) => {
    expect(judge(one, membership)).toEqual([])
  })

  it.each([
    [
      'an agent that a plain docker compose started',
      container(
        'agent',
        ['p_default'],
        [['com.docker.compose.project.config_files', '/x/compose.yaml']],
      ),
      /WITHOUT governance: .*\/x\/compose.yaml/,
      'governance compose up -d',
    ],
    [
      'a companion that a plain docker compose started',
      container('db', ['p_default']),
      /WITHOUT governance/,
      'governance compose up -d',
    ],
    [
      'one that was put on another network',
      container('agent', ['p_governance-sandbox', 'bridge'], [mark, digest]),
      /is on bridge/,
      'docker network disconnect bridge c',
    ],
    [
      'a stranger on the sandbox',
      container(undefined, ['p_governance-sandbox']),
      /nobody but the project/,
      'docker network disconnect p_governance-sandbox c',
    ],
    [
      'an exempt service on the sandbox',
      container('web', ['p_open', 'p_governance-control']),
      /p_governance-control|p_open/,
      /disconnect/,
    ],
    [
      'one under an older policy',
      container(
        'agent',
        ['p_governance-sandbox'],
        [mark, ['ai.docker.governance.digest', 'sha256:b']],
      ),
      /another policy/,
      'governance compose up -d',
    ],
    [
      'one that uses the name of the project',
      container('more', ['p_default']),
      /no service/,
      'docker rm -f c',
    ],
  ])('does not belong: %s', (_, one, why, next) => {
    const [stranger] = judge(one, membership)
    expect(stranger?.why).toMatch(why)
    if (typeof next === 'string') expect(stranger?.next).toBe(next)
    else expect(stranger?.next).toMatch(next)
  })
})

describe('while a start is under way', () => {
  const earlier: Membership = {
    ...membership,
    services: new Map([
      ['agent', { marked: true, networks: new Set(['p_old']), digest: 'sha256:old' }],
    ]),
  }

  it('a container of the file before is not told of', () => {
    const old = container('agent', ['p_old'], [mark, ['ai.docker.governance.digest', 'sha256:old']])
    expect(judgeAll(old, [membership])).not.toEqual([])
    expect(judgeAll(old, [membership, earlier])).toEqual([])
  })

  it('one that neither file accounts for is', () => {
    expect(judgeAll(container('agent', ['p_old']), [membership, earlier])).toMatchObject([
      { why: expect.stringMatching(/WITHOUT governance/) },
    ])
  })
})
