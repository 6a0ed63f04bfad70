import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkLintConfiguration } from '../../../policy/lint-configuration.ts'
import { readSettings } from '../../../server/settings.ts'
import { codeBlocks } from '../../support/markdown.ts'

const blocks = codeBlocks('docs/editor.md')
const yaml = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => parse(text))
const hooks: { id: string; files: string }[] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'))

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
      .find((one) => one.with)
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)))
  })
})

describe('the pre-commit hooks', () => {
  it('see every Compose file and every policy', () => {
    const names = [
      'compose.yaml',
      'docker-compose.yml',
      'a/compose.override.yml',
      'policy.yaml',
      'x/compose.json',
      'agent-policy.json',
    ]
    for (const { files } of hooks) {
      const pattern = new RegExp(files.replace('(?i)', ''), 'i')
      for (const name of names) expect(pattern.test(name), name).toBe(true)
      expect(pattern.test('package.json')).toBe(false)
    }
  })
})

describe('the GitHub Action', () => {
  it('hands its inputs on as arguments, and never as commands', () => {
    const folder = mkdtempSync(join(tmpdir(), 'governance-action-'))
    const fake = join(folder, 'bin/governance')
    spawnSync('mkdir', ['-p', join(folder, 'bin')])
    writeFileSync(fake, 'console.log(JSON.stringify(process.argv.slice(2)))')
    const { runs } = parse(readFileSync('action.yml', 'utf8'))
    const { run, env } = runs.steps[1]
    expect(run).not.toContain('${{')
    expect(Object.keys(env)).toEqual(['PATHS', 'REQUIRE_POLICY', 'MAX_WARNINGS'])
    const { stdout } = spawnSync('bash', ['-e', '-c', run], {
      encoding: 'utf8',
      env: {
        ...process.env,
        GITHUB_ACTION_PATH: folder,
        PATHS: 'a b$(touch x);echo',
        REQUIRE_POLICY: 'true',
        MAX_WARNINGS: '0',
      },
    })
    rmSync(folder, { recursive: true })
    expect(JSON.parse(stdout)).toEqual([
      'lint',
      '--format',
      'github',
      '--require-policy',
      '--max-warnings',
      '0',
      'a',
      'b$(touch',
      'x);echo',
    ])
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
