import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { buildProgram } from '../../../cli/program.ts'
import { fileKind } from '../../../policy/file-kind.ts'

interface Hook {
  id: string
  entry: string
  language: string
  files: string
  require_serial: boolean
  language_version?: string
}
const hooks: Hook[] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'))
const names = [
  'compose.yaml',
  'compose.override.yml',
  'docker-compose.yml',
  'deploy/docker-compose.prod.yaml',
  'Compose.YAML',
  'compose.json',
  'governance-policy.yaml',
  'agent.policy.yml',
]

describe('the hooks for pre-commit', () => {
  it.each(hooks)('$id is given every file that the linter knows by its name', ({ files }) => {
    const pattern = new RegExp(files.replace('(?i)', ''), 'i')
    for (const name of names) {
      expect(fileKind(name, ''), name).toBeDefined()
      expect(pattern.test(name), name).toBe(true)
    }
    expect(pattern.test('package.json')).toBe(false)
  })

  it.each(hooks)('$id runs once for all files, with any Node', (hook) => {
    // Several processes would each miss the files of the others; a pinned Node would be downloaded.
    expect(hook.require_serial).toBe(true)
    expect(hook.language_version).toBeUndefined()
  })

  it.each(hooks)('$id calls the linter with options that it has', ({ entry }) => {
    const [program, command, ...options] = entry.split(' ')
    expect(program).toBe('governance')
    const known = buildProgram().commands.find((one) => one.name() === command)
    expect(options.filter((one) => !known?.options.some(({ long }) => long === one))).toEqual([])
  })
})
