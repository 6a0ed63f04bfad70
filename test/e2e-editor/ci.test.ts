import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { compose, mayInstallPackages, permissivePolicy, recipes, repository } from './workspace.ts'

const allowed = mayInstallPackages('the blocks for GitHub and GitLab')
const [github, gitlab] = ['jobs:', 'governance:'].map((start) =>
  parse(recipes('yaml').find((text) => text.startsWith(start)) ?? ''),
)

interface Step {
  id?: string
  run?: string
  env?: Record<string, string>
  'working-directory'?: string
}

/** The files and variables by which GitHub's runner speaks to a step, and how it starts one. */
async function runAction(workspace: string, inputs: Record<string, string>) {
  const uses = join(workspace, 'vendor/docker-ai-governance')
  const action = parse(await readFile(join(uses, 'action.yml'), 'utf8'))
  const given: Record<string, string> = {}
  for (const [name, { default: usual }] of Object.entries<{ default: string }>(action.inputs))
    given[name] = inputs[name] ?? usual
  const evaluate = (text: string) =>
    text.replace(/\$\{\{ (?:inputs\.([\w-]+)|(github\.action_path)) \}\}/g, (_, input, path) =>
      path ? uses : (given[input] ?? ''),
    )
  const outputFile = join(workspace, '../output')
  await writeFile(outputFile, '')
  let log = ''
  for (const step of action.runs.steps as Step[]) {
    const script = join(workspace, '../step.sh')
    await writeFile(script, evaluate(step.run ?? ''))
    const env = Object.entries(step.env ?? {}).map(([name, text]) => [name, evaluate(text)])
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', script],
      {
        cwd: evaluate(step['working-directory'] ?? workspace),
        encoding: 'utf8',
        env: {
          ...process.env,
          ...Object.fromEntries(env),
          GITHUB_ACTIONS: 'true',
          GITHUB_WORKSPACE: workspace,
          GITHUB_ACTION_PATH: uses,
          GITHUB_OUTPUT: outputFile,
        },
      },
    )
    log += stdout + stderr
    if (status !== 0) return { status, log, output: await readFile(outputFile, 'utf8') }
  }
  return { status: 0, log, output: await readFile(outputFile, 'utf8') }
}

describe.skipIf(!allowed)('in CI', () => {
  let root: string
  let project: string
  /** The steps of the block for GitHub, by what they use. */
  const steps: { uses: string; with?: Record<string, string> }[] = github.jobs.governance.steps
  const own = steps.find(({ uses }) => uses.startsWith('./'))
  const upload = steps.find(({ uses }) => uses.startsWith('github/codeql-action/upload-sarif'))

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'governance-ci-'))
    project = join(root, 'project')
    await mkdir(project)
    git('clone', '-q', '--bare', repository, join(root, 'governance.git'))
    git('-C', join(root, 'governance.git'), 'tag', '-f', 'v0.1.0')
    await bad()
  })
  afterAll(() => rm(root, { recursive: true, force: true }))

  function git(...args: string[]): void {
    const { status, stderr } = spawnSync('git', ['-c', 'safe.directory=*', ...args], {
      encoding: 'utf8',
    })
    expect({ status, stderr }).toMatchObject({ status: 0 })
  }

  async function bad(): Promise<void> {
    await writeFile(join(project, 'governance-policy.yaml'), permissivePolicy)
    await writeFile(join(project, 'docker-compose.yml'), compose)
  }

  async function mend(): Promise<void> {
    const good = permissivePolicy.replace('denyLocalNetwrk', 'denyLocalNetwork')
    await writeFile(join(project, 'governance-policy.yaml'), good)
  }

  describe('on GitHub', () => {
    beforeAll(() => {
      const checkout = steps.find((step) => step.with?.repository)?.with
      expect(own?.uses).toBe(`./${checkout?.path}`)
      git(
        'clone',
        '-q',
        '--branch',
        checkout?.ref ?? '',
        join(root, 'governance.git'),
        join(project, checkout?.path ?? ''),
      )
    })

    it('annotates what is wrong, fails, and leaves a report for code scanning', async () => {
      const { status, log, output } = await runAction(project, own?.with ?? {})
      expect({ status, log }).toMatchObject({ status: 1 })
      expect(log).toMatch(/^::error file=governance-policy\.yaml,line=9,.*title=unknown-key::/m)
      expect(log).not.toContain('file=vendor')
      expect(output).toBe(`sarif-file=${upload?.with?.sarif_file}\n`)
      const report = await readFile(join(project, upload?.with?.sarif_file ?? ''), 'utf8')
      const [run] = JSON.parse(report).runs
      expect(run.results).toContainEqual(
        expect.objectContaining({
          ruleId: 'unknown-key',
          locations: [
            {
              physicalLocation: expect.objectContaining({
                artifactLocation: { uri: 'governance-policy.yaml', uriBaseId: '%SRCROOT%' },
              }),
            },
          ],
        }),
      )
    })

    it('passes when nothing is wrong, and counts warnings where it is told to', async () => {
      const uses = join(project, 'vendor/docker-ai-governance')
      const action = parse(await readFile(join(uses, 'action.yml'), 'utf8'))
      action.runs.steps.shift() // it is installed
      await writeFile(join(uses, 'action.yml'), JSON.stringify(action))
      await mend()
      expect(await runAction(project, own?.with ?? {})).toMatchObject({ status: 0 })
      expect(await runAction(project, { 'max-warnings': '0' })).toMatchObject({ status: 1 })
      await bad()
    })
  })

  describe('on GitLab', () => {
    const run = (lines: string[]) =>
      spawnSync('bash', ['-eo', 'pipefail', '-c', lines.join('\n')], {
        cwd: project,
        encoding: 'utf8',
        env: {
          ...process.env,
          CI_BUILDS_DIR: root,
          GOVERNANCE_REPOSITORY: `file://${join(root, 'governance.git')}`,
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'safe.directory',
          GIT_CONFIG_VALUE_0: '*',
        },
      })
    const report = () => readFile(join(project, gitlab.governance.artifacts.reports.junit), 'utf8')

    it('fails with a report of what is wrong, and passes when it is mended', async () => {
      const script: string[] = gitlab.governance.script
      const first = run(script)
      expect({ status: first.status, errors: first.stderr }).toMatchObject({ status: 1 })
      expect(await report()).toContain('<failure type="unknown-key"')
      await mend()
      expect(run(script.slice(-1)).status).toBe(0)
      expect(await report()).toContain(
        '<testcase classname="governance" name="docker-compose.yml"/>',
      )
    })
  })
})
