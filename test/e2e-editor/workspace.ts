import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeBlocks } from '../support/markdown.ts'

/** A policy that does not restrict its network and misspells a key, and a Compose file under it. */
export const permissivePolicy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata:
  name: agent-policy-001
spec:
  network:
    allowedDomains:
      - "*"
    denyLocalNetwrk: true
  credentials:
    allowedKeys: [GITHUB_TOKEN]
    maxExpirationHours: 24
  mcp:
    allowedTools: [read_file]
    deniedTools: [send_email]
`

export const compose = `services:
  agent:
    image: my-agent-image
    environment:
      - GITHUB_TOKEN=\${GITHUB_TOKEN}
x-docker-ai-governance:
  policy: ./governance-policy.yaml
`

/** A folder of its own for an editor, with a home beside it so that nothing of the user's is read or written. */
export async function editorWorkspace(): Promise<{
  root: string
  home: string
  folder: string
  remove(): Promise<void>
}> {
  const root = await mkdtemp(join(tmpdir(), 'governance-editor-'))
  const [home, folder] = [join(root, 'home'), join(root, 'project')]
  await mkdir(home)
  await mkdir(folder)
  await writeFile(join(folder, 'governance-policy.yaml'), permissivePolicy)
  await writeFile(join(folder, 'docker-compose.yml'), compose)
  return { root, home, folder, remove: () => rm(root, { recursive: true, force: true }) }
}

/** Whether a program is there; says plainly what is left out when it is not. */
export function hasProgram(name: string, leftOut: string): boolean {
  const found = spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0
  if (!found) console.warn(`left out: ${leftOut} (${name} is not installed)`)
  return found
}

/** Whether a test may have npm install packages; says plainly what is left out when it may not. */
export function mayInstallPackages(leftOut: string): boolean {
  const allowed = process.env.CI === 'true' || process.env.GOVERNANCE_NETWORK_TESTS === '1'
  if (!allowed)
    console.warn(`left out: ${leftOut} (it installs packages: set GOVERNANCE_NETWORK_TESTS=1)`)
  return allowed
}

/** The folder of this repository. */
export const repository = new URL('../..', import.meta.url).pathname

/** A PATH on which the programs of this repository come first, as after their installation. */
export const installedPath = `${join(repository, 'bin')}:${process.env.PATH}`

/** The blocks of docs/editor.md in one language, in their order: what people copy is what is tested. */
export function recipes(language: string): string[] {
  return codeBlocks('docs/editor.md')
    .filter((block) => block.language === language)
    .map(({ text }) => text)
}
