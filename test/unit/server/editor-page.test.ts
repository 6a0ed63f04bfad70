import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkLintConfiguration } from '../../../policy/lint-configuration.ts'
import { readSettings } from '../../../server/settings.ts'
import { codeBlocks } from '../../support/markdown.ts'

const blocks = codeBlocks('docs/editor.md')
const yaml = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => parse(text))
const hooks: { id: string }[] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'))

describe('docs/editor.md', () => {
  it('shows a configuration that the linter takes', () => {
    const shown = yaml.find((value) => value.rules)
    expect(checkLintConfiguration(shown)).toMatchObject({ ok: true })
  })

  it('names hooks that there are', () => {
    const shown = yaml.flatMap((value) => value.repos ?? []).flatMap(({ hooks: used }) => used)
    for (const { id } of shown) expect(hooks.map((hook) => hook.id)).toContain(id)
  })

  it('gives the action inputs that it has', () => {
    const action = parse(readFileSync('action.yml', 'utf8'))
    const step = yaml
      .flatMap((value) => value.jobs?.governance?.steps ?? [])
      .find(({ uses }) => uses.startsWith('./'))
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)))
  })
})

describe('the GitHub Action', () => {
  let folder: string
  const { run, env: inputs } = parse(readFileSync('action.yml', 'utf8')).runs.steps[1]

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'governance-action-'))
    mkdirSync(join(folder, 'bin'))
    writeFileSync(
      join(folder, 'bin/governance'),
      'console.log(JSON.stringify(process.argv.slice(2)))',
    )
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** Runs the step with a linter that prints what it is asked for. */
  const start = (given: Record<string, string>) =>
    spawnSync('bash', ['-eo', 'pipefail', '-c', run], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, GITHUB_ACTION_PATH: folder, GITHUB_OUTPUT: '/dev/null', ...given },
    })

  it('takes its inputs as variables', () => {
    expect(run).not.toContain('${{')
    expect(Object.keys(inputs)).toEqual(['PATHS', 'REQUIRE_POLICY', 'MAX_WARNINGS', 'SARIF_FILE'])
  })

  it('hands them on as arguments, and never as commands or patterns', () => {
    const { stdout } = start({
      PATHS: 'a b$(touch x);echo *',
      REQUIRE_POLICY: 'true',
      MAX_WARNINGS: '0',
    })
    expect(JSON.parse(stdout)).toEqual([
      'lint',
      '--format',
      'github',
      '--max-warnings',
      '0',
      '--require-policy',
      'a',
      'b$(touch',
      'x);echo',
      '*',
    ])
  })

  it('takes no option for a path', () => {
    const { status, stdout } = start({ PATHS: '. --config=/elsewhere' })
    expect({ status, stdout }).toEqual({
      status: 2,
      stdout: '::error::not a path: --config=/elsewhere\n',
    })
  })
})

describe('the settings of the extension', () => {
  it('are those that the server reads', () => {
    const manifest = JSON.parse(readFileSync('client-vscode/package.json', 'utf8'))
    const names = Object.keys(manifest.contributes.configuration.properties)
    expect(names).toEqual(
      expect.arrayContaining([
        'governance.rules',
        'governance.syntaxErrors',
        'governance.inlayHints.enabled',
        'governance.codeLens.enabled',
      ]),
    )
    const read = readSettings({
      rules: { a: 'off', b: 'nonsense' },
      syntaxErrors: 'on',
      inlayHints: { enabled: false },
      codeLens: { enabled: false },
    })
    expect(read).toMatchObject({ syntaxErrors: 'on', inlayHints: false, codeLens: false })
    expect([...read.severities]).toEqual([['a', 'off']])
  })
})
