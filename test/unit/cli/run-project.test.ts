import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runProject } from '../../../cli/run/project.ts'
import { readRunRequest, readVariables } from '../../../cli/run/request.ts'
import { loadProject, transform } from '../../../compose-transform/index.ts'

/** A reference as Compose writes it. */
const braced = (body: string) => `$\{${body}}`

const folder = mkdtempSync(join(tmpdir(), 'governance-run-'))
const policy = join(folder, 'policy.yaml')
writeFileSync(
  policy,
  `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: run-policy }
spec:
  network: { allowedDomains: [api.openai.com] }
  credentials: { allowedKeys: [OPENAI_API_KEY], maxExpirationHours: 1 }
`,
)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function projectOf(words: readonly string[], caller: NodeJS.ProcessEnv = {}) {
  const request = readRunRequest(['--governance-policy', policy, ...words])
  if (!request) throw new Error('asks for help')
  const variables = await readVariables(request.given, caller)
  return { request, variables, ...runProject(request, variables, folder) }
}

/** What Compose makes of the generated project. */
async function loaded(words: readonly string[], caller: NodeJS.ProcessEnv = {}) {
  const { text } = await projectOf(words, caller)
  const read = async (path: string) =>
    path === '-' ? text : (await import('node:fs/promises')).readFile(path, 'utf8')
  const project = await loadProject({
    files: ['-'],
    projectDirectory: folder,
    projectName: 'run',
    environment: new Map([['HOME', '/home/somebody']]),
    readFile: read,
  })
  return transform(project)
}

const agentOf = async (words: readonly string[], caller: NodeJS.ProcessEnv = {}) => {
  const { output, findings } = await loaded(words, caller)
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  const model = output?.model as { services: Record<string, Record<string, unknown>> }
  return { agent: model.services.agent ?? {}, output }
}

describe('a call of governance run', () => {
  it('becomes a service that is what docker run would have made', async () => {
    const { agent } = await agentOf([
      ...[
        '-it',
        '--init',
        '--read-only',
        '-u',
        '1000:1000',
        '-w',
        '/w',
        '-h',
        'box',
        '--name',
        'box-1',
      ],
      ...['-m', '512m', '--cpus', '1.5', '--pids-limit', '99', '--shm-size', '64m'],
      ...['--ulimit', 'nofile=10:20', '--tmpfs', '/t:size=1m', '--entrypoint', '/bin/sh'],
      ...['-l', 'a=b', '--label', 'c', '--stop-timeout', '3', '--cap-drop', 'ALL'],
      ...['-v', './data:/data:ro', '--mount', 'type=bind,src=./more,dst=/more,readonly'],
      ...['image:1', 'sh', '-c', `echo $HOME $$ ${braced('X:-y')}`],
    ])
    expect(agent).toMatchObject({
      ...{ image: 'image:1', tty: true, stdin_open: true, init: true, read_only: true },
      ...{ user: '1000:1000', working_dir: '/w', hostname: 'box', container_name: 'box-1' },
      ...{ cpus: 1.5, ulimits: { nofile: { soft: 10, hard: 20 } }, stop_grace_period: '3s' },
      ...{ entrypoint: ['/bin/sh'], command: ['sh', '-c', `echo $HOME $$ ${braced('X:-y')}`] },
      labels: { a: 'b', c: '' },
    })
    expect(agent.volumes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ source: `${folder}/data`, target: '/data', read_only: true }),
        expect.objectContaining({ source: `${folder}/more`, target: '/more', read_only: true }),
      ]),
    )
  })

  it('hands every value over as it stands: no dollar and no quote is read again', async () => {
    const value = `a $b ${braced('c')} $$d "e" 'f' #g: {h} \\n \u2028`
    const { agent } = await agentOf(['-e', `A=${value}`, '-l', 'd$l=$v', 'image', value])
    expect(agent.environment).toMatchObject({ A: value })
    expect(agent.labels).toMatchObject({ d$l: '$v' })
    expect(agent.command).toEqual([value])
  })

  it('holds a lease in place of a key that the policy allows, given by value or by name', async () => {
    const secret = 'sk-proj-7Jr0vWqLx2NcT8dKzB4mYgHs6PeUaF1iRo9XtVb3'
    for (const [words, caller] of [
      [['-e', `OPENAI_API_KEY=${secret}`, 'image'], {}],
      [['-e', 'OPENAI_API_KEY', 'image'], { OPENAI_API_KEY: secret }],
    ] as const) {
      const { output } = await agentOf(words, caller)
      expect(output?.text).not.toContain(secret)
      expect(output?.secrets).toEqual(new Map([['OPENAI_API_KEY', secret]]))
      expect(output?.keys).toMatchObject([{ service: 'agent', key: 'OPENAI_API_KEY' }])
    }
  })

  it('does not get a credential that the policy does not allow', async () => {
    const token = 'ghp_8fQ2xVrTn4KcZw71LdMsYb06HgJpEuXa39Ri'
    const { output } = await agentOf(['-e', `GITHUB_TOKEN=${token}`, 'image'])
    expect(output?.text).not.toContain(token)
  })

  it.each([
    ['-v /var/run/docker.sock:/var/run/docker.sock image', 'no-docker-socket'],
    ['--mount type=bind,source=/var/run/docker.sock,target=/s image', 'no-docker-socket'],
    ['-v /:/host image', 'no-docker-socket'],
    ['-v ~/.ssh:/keys image', 'no-system-path'],
    ['-v ./policy.yaml:/p image', 'no-own-files'],
  ])('%s meets the rules of every Compose file', async (line, rule) => {
    const { output, findings } = await loaded(line.split(' '))
    expect(output).toBeUndefined()
    expect(findings.map((finding) => finding.rule)).toContain(rule)
  })

  it('reads variables as docker does', async () => {
    const file = join(folder, 'env')
    writeFileSync(file, '# c\n\nA="quoted"\nB=2\nHOST_B\n  C=$x\nUNSET\n')
    const { variables } = await projectOf(
      ['--env-file', file, '-e', 'B=3', '-e', 'HERE', '-e', 'NOT_HERE', '-e', 'E=', 'image'],
      { HERE: 'yes', HOST_B: 'b' },
    )
    expect(Object.fromEntries(variables)).toEqual({
      ...{ A: '"quoted"', B: '3', C: '$x', E: '', HERE: 'yes', HOST_B: 'b' },
    })
  })

  it('names its volumes, which outlive it', async () => {
    const words = ['-v', 'data:/d', '--mount', 'source=more,target=/m', '-v', '/only', 'image']
    expect((await projectOf(words)).volumes).toEqual(['data', 'more'])
  })

  it.each([
    [['image'], /--governance-policy FILE is missing/],
    [['--governance-policy', 'p'], /the image is missing/],
    [['--governance-policy', 'p', '--rm', '--restart', 'always', 'i'], /contradict/],
    [['--governance-policy', 'p', '--sig-proxy=false', 'i'], /signals always reach/],
    [['--governance-policy', 'p', '--pull', 'maybe', 'i'], /it takes always, missing, never/],
    [['--governance-policy', 'p', '--governance-mcp', 'x', 'i'], /NAME=URL/],
  ])('%s is refused as a wrong call', (words, message) => {
    expect(() => readRunRequest(words)).toThrow(message)
  })

  it.each([
    [['--ipc', 'host', 'i'], /namespace/],
    [['--ipc', 'shareable', 'i'], /namespace/],
    [['--mount', 'type=npipe,source=a,target=b', 'i'], /no bind, volume or tmpfs/],
    [['--mount', 'type=volume,target=/a,volume-opt=type=nfs', 'i'], /"volume-opt" is not known/],
    [['--pids-limit', 'many', 'i'], /a number is wanted/],
  ])('%s is refused', async (words, message) => {
    await expect(projectOf(words)).rejects.toThrow(message)
  })
})
