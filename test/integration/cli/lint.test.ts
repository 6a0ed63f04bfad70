import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type LintOptions, lint } from '../../../cli/lint/command.ts'
import { buildProgram } from '../../../cli/program.ts'
import type { Finding } from '../../../policy/finding.ts'
import { type Folder, folderWith, guideCompose, guidePolicy } from '../server/client.ts'

const permissive = guidePolicy.replace('"*.github.com"', '"*"')
let folder: Folder | undefined

afterEach(async () => {
  vi.restoreAllMocks()
  await folder?.remove()
  folder = undefined
})

/** Runs the linter in a folder with these files. */
async function run(
  files: Record<string, string>,
  paths = ['.'],
  options: Partial<LintOptions> = {},
) {
  folder ??= await folderWith({})
  for (const [name, text] of Object.entries(files)) await folder.write(name, text)
  const root = folder.path
  vi.spyOn(process, 'cwd').mockReturnValue(root)
  let [output, errors] = ['', '']
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors += text
    return true
  })
  const absolute = paths.map((path) => join(root, path))
  const exit = await lint(absolute, { format: 'json', ...options }).finally(() =>
    vi.restoreAllMocks(),
  )
  const { findings } = JSON.parse(output) as { findings: Finding[] }
  return { exit, errors, rules: findings.map(({ rule }) => rule), findings }
}

describe('governance lint', () => {
  it('finds nothing in the guide', async () => {
    const { exit, rules } = await run({
      'governance-policy.yaml': guidePolicy,
      'docker-compose.yml': guideCompose,
    })
    expect({ exit, rules }).toEqual({ exit: 0, rules: [] })
  })

  it('warns of a lone star, and fails only when told to', async () => {
    expect(await run({ 'p.yaml': permissive })).toMatchObject({
      exit: 0,
      rules: expect.arrayContaining(['permissive-wildcard']),
    })
    expect((await run({}, ['.'], { maxWarnings: 0 })).exit).toBe(1)
  })

  it('goes by the severities of the project, which cannot make an invalid policy valid', async () => {
    const files = {
      '.governance-lint.yaml':
        'rules: {permissive-wildcard: error, shadowed-entry: off, wrong-type: off}\n',
      'p.yaml': permissive.replace('denyLocalNetwork: true', 'denyLocalNetwork: maybe'),
    }
    const { exit, findings } = await run(files)
    expect(exit).toBe(1)
    const bySeverity = findings.map(({ rule, severity }) => `${rule} ${severity}`)
    expect(bySeverity).toContain('wrong-type error')
    expect((await run({ 'p.yaml': permissive })).findings).toMatchObject([
      { rule: 'permissive-wildcard', severity: 'error' },
    ])
  })

  it('refuses a configuration that does not meet its schema', async () => {
    await expect(
      run({ '.governance-lint.yaml': 'rulse: {}\n', 'p.yaml': guidePolicy }),
    ).rejects.toMatchObject({
      exitCode: 2,
      message: "'rulse' is no key of a lint configuration",
    })
  })

  it('passes over what the project ignores', async () => {
    const { rules } = await run({
      '.governance-lint.yaml': 'ignore: ["!old/kept.yaml"]\n',
      '.governanceignore': '# old ones\nold/*\n*.draft.yaml\n',
      'old/p.yaml': permissive,
      'old/kept.yaml': permissive,
      'deep/x.draft.yaml': permissive,
    })
    expect(rules.filter((rule) => rule === 'permissive-wildcard')).toHaveLength(1)
  })

  it('counts only what is new since the baseline, and tells what is mended', async () => {
    await run({ 'p.yaml': permissive })
    const baseline = join(folder?.path ?? '', 'baseline.json')
    await run({}, ['.'], { baseline, updateBaseline: true })
    expect(JSON.parse(await readFile(baseline, 'utf8')).files).toHaveProperty(
      ['p.yaml', 'permissive-wildcard'],
      1,
    )
    expect(await run({}, ['.'], { baseline, maxWarnings: 0 })).toMatchObject({ exit: 0, rules: [] })
    const grown = permissive.replace('- "read_file"', '- "*"')
    expect((await run({ 'p.yaml': grown }, ['.'], { baseline })).rules).toContain(
      'permissive-wildcard',
    )
    expect((await run({ 'p.yaml': guidePolicy }, ['.'], { baseline })).errors).toContain(
      'are mended',
    )
  })

  it('silences a rule where the text says why', async () => {
    const silenced = permissive.replace(
      '- "*"',
      '- "*" # governance-ignore permissive-wildcard, shadowed-entry: a sandbox',
    )
    expect((await run({ 'p.yaml': silenced })).rules).not.toContain('permissive-wildcard')
  })

  it('--require-policy makes an agent without a policy an error', async () => {
    const compose = guideCompose.slice(0, guideCompose.indexOf('x-docker'))
    expect(await run({ 'compose.yaml': compose })).toMatchObject({
      exit: 0,
      rules: ['agent-without-policy'],
    })
    expect((await run({}, ['.'], { requirePolicy: true })).exit).toBe(1)
  })

  it('reads the other files of the project from disk when one is named alone, as pre-commit does', async () => {
    const files = {
      'governance-policy.yaml': guidePolicy.replace('true', 'maybe'),
      'compose.yaml': guideCompose,
    }
    const { exit, findings } = await run(files, ['compose.yaml'])
    expect(exit).toBe(1)
    expect(findings).toMatchObject([
      { rule: 'policy-file-invalid', related: [{ message: expect.any(String) }] },
    ])
  })

  it('--explain says what a rule is for, and lints nothing', async () => {
    let output = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      output += text
      return true
    })
    const words = ['lint', '--explain', 'permissive-wildcard', '/nowhere']
    await buildProgram().parseAsync(words, { from: 'user' })
    expect(output).toContain('Good')
  })

  it('passes over files that are none of ours when a hook names them', async () => {
    const files = { 'values.yaml': 'a: [', 'latin1.yaml': 'a: b\n' }
    expect(await run(files, ['values.yaml', 'latin1.yaml'], { ignoreUnknown: true })).toMatchObject(
      { exit: 0, rules: [], errors: '' },
    )
  })
})
