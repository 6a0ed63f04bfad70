import { parse } from 'yaml'
import { loadProject, type Transformed, transform } from '../../../compose-transform/index.ts'

export const guidePolicy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata:
  name: agent-policy-001
spec:
  network:
    allowedDomains: ["*.github.com", "api.openai.com"]
    denyLocalNetwork: true
  credentials:
    allowedKeys: [GITHUB_TOKEN, OPENAI_API_KEY]
    maxExpirationHours: 24
  mcp:
    allowedTools: [read_file, write_file, git_push]
    deniedTools: [delete_production_db, send_email]
  audit:
    enabled: true
    logLevel: info
`

/** File names below /project → texts. The policy of the guide is there unless given. */
export type Files = Record<string, string>

/** Loads a project that exists in memory only. */
export function load(files: Files, environment: Record<string, string> = {}, names?: string[]) {
  const all = new Map(
    Object.entries({ 'governance-policy.yaml': guidePolicy, ...files }).map(([name, text]) => [
      name.startsWith('/') ? name : `/project/${name}`,
      text,
    ]),
  )
  return loadProject({
    files: names ?? ['compose.yaml'],
    workingDirectory: '/project',
    environment: new Map(Object.entries({ HOME: '/home/dev', ...environment })),
    async readFile(path) {
      const text = all.get(path)
      if (text !== undefined) return text
      throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' })
    },
    async realPath(path) {
      return path
    },
  })
}

export async function govern(
  files: Files | string,
  environment: Record<string, string> = {},
  names?: string[],
): Promise<Transformed> {
  const all = typeof files === 'string' ? { 'compose.yaml': files } : files
  return transform(await load(all, environment, names))
}

/** The ids of the rules that refuse. */
export function refusals({ findings }: { findings: Transformed['findings'] }): string[] {
  return findings.filter((finding) => finding.action === 'refuse').map((finding) => finding.rule)
}

export const field = 'x-docker-ai-governance:\n  policy: ./governance-policy.yaml\n'

/** An emitted file as plain data, with what is merged by << in place. */
// biome-ignore lint/suspicious/noExplicitAny: a Compose file of any shape
export function emittedFile(text: string): any {
  return parse(text, { merge: true, maxAliasCount: -1 })
}
