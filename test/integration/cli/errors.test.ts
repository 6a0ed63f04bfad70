import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const program = new URL('../../../bin/governance', import.meta.url).pathname
const good = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec: {}
`

/** Wrong input of every kind: one message with the place and the reason, exit 2, and never a stack trace. */
describe('wrong input', () => {
  const folder = mkdtempSync(join(tmpdir(), 'governance-errors-'))
  let more: NodeJS.ProcessEnv = {}
  const governance = (...words: string[]) => {
    const nowhere = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }
    const environment = { ...process.env, NO_COLOR: '1', ...nowhere, ...more }
    const { status, stdout, stderr } = spawnSync(program, words, {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
    })
    expect(stdout + stderr).not.toMatch(/internal error|node:internal|^\s+at /m)
    return { status, stdout, stderr }
  }

  beforeAll(() => {
    const files = {
      'good.yaml': good,
      'empty.yaml': '',
      'broken.yaml': 'a: [1\nb: }',
      'utf16.yaml': Buffer.from(`\uFEFF${good}`, 'utf16le'),
      'binary.yaml': Buffer.from([0xfe, 0x00, 0x9f, 0x92, 0x96, 0x0e]),
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    mkdirSync(join(folder, 'folder'))
    symlinkSync('circle.yaml', join(folder, 'circle.yaml'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const readers: [string, (file: string) => string[]][] = [
    ['policy explain', (file) => ['policy', 'explain', file]],
    ['policy test', (file) => ['policy', 'test', file]],
    ['policy diff', (file) => ['policy', 'diff', 'good.yaml', file]],
    ['exec', (file) => ['exec', '--policy', file, '--', 'true']],
    ['dashboard', (file) => ['dashboard', '--policy', file]],
    ['mcp import', (file) => ['mcp', 'import', file]],
    ['lint --config', (file) => ['lint', '--config', file, 'good.yaml']],
    ['lint --baseline', (file) => ['lint', '--baseline', file, 'good.yaml']],
    ['compose -f', (file) => ['compose', '-f', file, 'check']],
  ]
  describe.each(readers)('%s', (_, words) => {
    it.each([
      ['missing.yaml', /missing\.yaml cannot be read: there is no such file\./],
      ['folder', /folder cannot be read: it is a folder\./],
      ['circle.yaml', /circle\.yaml cannot be read: its symbolic links lead in a circle\./],
    ])('%s', (file, message) => {
      const { status, stderr } = governance(...words(file))
      expect([status, stderr]).toEqual([2, expect.stringMatching(message)])
      expect(stderr.trim().split('\n')).toHaveLength(1)
    })
  })

  it.each([
    ['empty.yaml', /^empty\.yaml:1:1: the policy is empty; .* and spec\. Write apiVersion/],
    ['broken.yaml', /^broken\.yaml:2:1: a list is opened with \[ and never closed/],
    ['utf16.yaml', /^governance: utf16\.yaml: not UTF-8\. Save it as UTF-8 and try again\./],
    ['binary.yaml', /^governance: binary\.yaml: not UTF-8\. Save it as UTF-8 and try again\./],
  ])('policy explain %s', (file, message) => {
    const { status, stderr } = governance('policy', 'explain', file)
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)])
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('a binary policy of a Compose file is refused at its first character, and not shown', () => {
    const field = 'x-docker-ai-governance: { policy: ./binary.yaml }'
    writeFileSync(join(folder, 'compose.yaml'), `services: { a: { image: i } }\n${field}\n`)
    const { status, stdout } = governance('compose', 'check')
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(/binary\.yaml\n +1:1 +error +the file is no text in UTF-8/),
    ])
  })

  it('no Compose file at all says where to go', () => {
    const { status, stderr } = spawnSync(program, ['compose', 'check'], {
      cwd: '/',
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([2, expect.stringContaining('name the file: -f FILE')])
  })

  it.each([
    ['exec', ['exec', '--policy', 'good.yaml', '--', 'true'], /audit trail in .*good\.yaml/],
    ['plugin install', ['plugin', 'install'], /good\.yaml.*: part of this path is a file\.\n$/],
  ])('%s where nothing can be written ends with 3', (_, words, message) => {
    more = { XDG_STATE_HOME: join(folder, 'good.yaml'), DOCKER_CONFIG: join(folder, 'good.yaml') }
    const { status, stderr } = governance(...words)
    more = {}
    expect([status, stderr]).toEqual([3, expect.stringMatching(message)])
  })
})
