import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askCompose, findCompose } from '../../conformance/compose/theirs.ts'
import { emittedFile, field, govern } from '../../unit/compose-transform/project.ts'

const compose = findCompose()
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emitted-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const source = `services:
  agent:
    image: agent
    environment: { GITHUB_TOKEN: "\${GITHUB_TOKEN}", PRICE: "5$$", YES: "yes", OCTAL: "0777", QUOTES: "a 'b' \\"c\\"", LINES: "a\\n b\\n\\n" }
    command: ["sh", "-c", "echo $$HOME && exit 0"]
    ports: ["8080:80"]
    volumes: ["./work:/work", "data:/data", ".:/all"]
  files: { image: files }
  db: { image: db, environment: { PASSWORD: "\${DB_PASSWORD}" }, volumes: ["data:/data"] }
  site: { image: site, networks: [internet] }
networks: { internet: {} }
volumes: { data: {} }
${field}  services: [agent]
  mcp: { servers: { fs: { service: files, port: 3000 } } }
  exempt: { site: stands in }
  egress: { network: internet }
`

async function accepted(text: string, name: string, variables: Record<string, string>) {
  const path = join(folder, name)
  await writeFile(path, text)
  const environment = new Map(
    Object.entries({ PATH: process.env.PATH ?? '', HOME: '/home/dev', ...variables }),
  )
  return askCompose(compose ?? '', ['-f', path, 'config', '--format', 'json'], environment, folder)
}

describe.skipIf(!compose)('the emitted file', () => {
  it('is one that docker compose loads where all of a setting is taken out', async () => {
    const { output } = await govern(
      `services: { agent: { build: { context: ./made, args: [NOBODY_SET_IT] } } }\n${field}`,
    )
    expect(output?.text).toContain('NOBODY_SET_IT is taken out')
    expect(await accepted(output?.text ?? '', 'unset.yaml', {})).toMatchObject({ code: 0 })
  })

  it('is a file that docker compose loads, as YAML and as JSON, to the very same project', async () => {
    const { output } = await govern(source, {
      GITHUB_TOKEN: 'ghp_therealtoken0123456789',
      DB_PASSWORD: 'pw',
    })
    const variables = { GOVERNANCE_LEASE_AGENT_GITHUB_TOKEN: 'lease', DB_PASSWORD: 'pw' }
    const yaml = await accepted(output?.text ?? '', 'compose.yaml', variables)
    const json = await accepted(JSON.stringify(output?.document), 'compose.json', variables)
    expect([yaml.code, yaml.stderr]).toEqual([0, ''])
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(yaml.stdout))
    const { agent } = JSON.parse(yaml.stdout).services
    expect(agent.environment).toMatchObject({
      GITHUB_TOKEN: 'lease',
      PRICE: '5$$',
      YES: 'yes',
      OCTAL: '0777',
      QUOTES: `a 'b' "c"`,
      LINES: 'a\n b\n\n',
    })
    expect(agent.command).toEqual(['sh', '-c', 'echo $$HOME && exit 0'])
    expect(Object.keys(agent.networks)).toEqual(['governance-sandbox'])
  })

  it('does not start without the leases: docker compose itself refuses it', async () => {
    const { output } = await govern(source, { GITHUB_TOKEN: 'ghp_therealtoken0123456789' })
    const { code, stderr } = await accepted(output?.text ?? '', 'bare.yaml', { DB_PASSWORD: 'pw' })
    expect(code).not.toBe(0)
    expect(stderr).toContain('governance compose up')
  })

  it('governs no further when it is governed again: its names are taken', async () => {
    const { output } = await govern(source, { GITHUB_TOKEN: 'ghp_therealtoken0123456789' })
    expect(emittedFile(output?.text ?? '').services['governance-proxy']).toBeDefined()
    const again = await govern(`${output?.text ?? ''}\n${field}`, {
      GOVERNANCE_LEASE_AGENT_GITHUB_TOKEN: 'lease',
    })
    expect(again.findings.map((finding) => finding.rule)).toContain('reserved-name')
    expect(again.output).toBeUndefined()
  })
})
