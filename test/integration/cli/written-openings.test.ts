// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a dollar is what the test is about
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

// Known attacks that are written in a file: what looks like a policy and would allow everything, and what a Compose
// file asks for to get round one. (The attacks over the network are in test/e2e/egress.)

const folder = mkdtempSync(join(tmpdir(), 'governance-openings-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const governance = (...args: string[]) =>
  spawnSync(join(import.meta.dirname, '../../../bin/governance'), args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
const policy = (section: string) =>
  `apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata: { name: p }\nspec:\n  ${section}\n`

describe('a policy', () => {
  const verdict = (section: string) => {
    writeFileSync(join(folder, 'tried.yaml'), policy(section))
    return governance('policy', 'explain', 'tried.yaml', '--host', 'evil.test').status
  }

  it.each([
    ['an empty list', 'network: { allowedDomains: [] }', 1],
    ['null', 'network: { allowedDomains: null }', 1],
    ['nothing at all', 'network: {}', 1],
    ['no section', 'mcp: {}', 1],
    ['an empty text', 'network: { allowedDomains: [""] }', 2],
    ['a typing slip', 'network: { allowDomains: [ok.test] }', 2],
    ['a text for a list', 'network: { allowedDomains: "*" }', 2],
    ['a line end', 'network: { allowedDomains: ["ok.test\\nevil.test"] }', 2],
    ['a quote', 'network: { allowedDomains: ["ok.test\\"", evil.test] }', 2],
    ['a comment sign', 'network: { allowedDomains: ["ok.test#.evil.test"] }', 2],
    ['a variable', 'network: { allowedDomains: ["${HOST}"] }', 2],
    ['a dollar', 'network: { allowedDomains: ["$$HOST"] }', 2],
    ['a space', 'network: { allowedDomains: ["ok.test evil.test"] }', 2],
    ['everything below a suffix', 'network: { allowedDomains: ["*.com"] }', 2],
  ])('with %s opens nothing', (_what, section, code) => {
    expect(verdict(section)).toBe(code)
  })

  it('(control) that allows a host allows it', () => {
    expect(verdict('network: { allowedDomains: [evil.test] }')).toBe(0)
  })
})

describe('a Compose file that asks for', () => {
  it.each([
    ['the socket of the engine', 'volumes: ["/var/run/docker.sock:/var/run/docker.sock"]'],
    ['the network of the host', 'network_mode: host'],
    ['the network of another', 'network_mode: "service:internet"'],
    ['a name for the host', 'extra_hosts: ["host.docker.internal:host-gateway"]'],
    ['a link to what is elsewhere', 'external_links: [elsewhere]'],
    ['everything', 'privileged: true'],
  ])('%s is refused with its place, or does not get it', (_what, more) => {
    writeFileSync(join(folder, 'governance-policy.yaml'), policy('network: {}'))
    writeFileSync(
      join(folder, 'asks.yml'),
      `services:\n  agent:\n    image: a\n    ${more}\n  internet: { image: a }\nx-docker-ai-governance:\n  policy: ./governance-policy.yaml\n  services: [agent]\n`,
    )
    const { status, stdout, stderr } = governance('compose', '-f', 'asks.yml', 'config')
    if (status === 0) expect(stdout).not.toContain(more.split(': ')[1])
    else expect([status, stderr]).toEqual([1, expect.stringMatching(/asks\.yml\n +4:/)])
  })
})
