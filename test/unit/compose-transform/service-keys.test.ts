import { describe, expect, it } from 'vitest'
import { rules } from '../../../compose-transform/inspect/index.ts'
import {
  decisionFor,
  sectionKeys,
  serviceKeys,
} from '../../../compose-transform/inspect/service-keys.ts'
import { serviceShapes } from '../../../compose-transform/load/schema.ts'
import { emittedFile, govern } from './project.ts'

describe('every setting of a service', () => {
  it('that the loader knows has a decision', () => {
    expect([...serviceShapes.keys()].filter((key) => !decisionFor(key))).toEqual([])
  })

  it('with a decision is one that the loader knows', () => {
    const tops = [...serviceKeys.keys()].map((path) => path.split('.')[0] ?? '')
    expect(tops.filter((key) => !serviceShapes.has(key))).toEqual([])
  })

  it('that starts what cannot be governed is refused where it stands, with what to do instead', async () => {
    const { findings, output } = await govern({
      'compose.yaml': 'services:\n  agent:\n    image: x\n    pre_start: [{ command: x }]\n',
    })
    expect(output).toBeUndefined()
    expect(findings[0]).toMatchObject({ rule: 'unknown-key', range: { start: { line: 3 } } })
    expect(findings[0]?.message).toMatch(
      /^services\.agent\.pre_start .* make it a service of its own/,
    )
  })

  it('that is judged is judged by rules that there are', () => {
    const known = new Set(rules.map((rule) => rule.id))
    for (const [key, { fate, by }] of [...serviceKeys, ...sectionKeys]) {
      if (fate !== 'judged') continue
      for (const rule of by.split(/\s+/)) expect([key, known.has(rule)]).toEqual([key, true])
    }
  })

  it('that is removed is not in the emitted file', async () => {
    const { output } = await govern({
      'compose.yaml': `services:
  base: { image: b }
  agent:
    extends: base
    env_file: .env
    label_file: labels
    ports: ["8080:80"]
    links: [db]
    extra_hosts: ["x:192.0.2.1"]
    mac_address: "02:42:ac:11:65:43"
  db: { image: d }
x-docker-ai-governance: { policy: ./governance-policy.yaml, services: [agent] }
`,
      '.env': 'A=1\n',
      labels: 'a=b\n',
    })
    const { agent } = emittedFile(output?.text ?? '').services
    for (const key of Object.keys(agent)) {
      expect([key, decisionFor(key)?.fate]).not.toEqual([key, 'removed'])
    }
  })

  it('has none when nobody thought of it', () => {
    expect(decisionFor('teleport')).toBeUndefined()
    expect(decisionFor('build.teleport')).toBeUndefined()
    expect(decisionFor('volumes.bind.teleport')).toBeUndefined()
    expect(decisionFor('healthcheck.test')).toBeDefined()
  })
})
