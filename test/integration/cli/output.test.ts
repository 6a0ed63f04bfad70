import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findCompose } from '../../conformance/compose/theirs.ts'

const governance = resolve('bin/governance')
const compose = findCompose()
const folder = mkdtempSync(join(tmpdir(), 'governance-output-'))

const shell = (command: string) =>
  execFileSync('bash', ['-c', `set -o pipefail; ${command}`], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  })

beforeAll(() => {
  const services = Array.from(
    { length: 1000 },
    (_, index) => `  s${index}: { image: i, environment: { A: "${index}" } }\n`,
  ).join('')
  writeFileSync(
    join(folder, 'compose.yaml'),
    `services:\n${services}x-docker-ai-governance: { policy: ./policy.yaml }\n`,
  )
  writeFileSync(
    join(folder, 'policy.yaml'),
    'apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata: { name: many }\nspec: {}\n',
  )
  shell(`'${governance}' compose config -o governed.yaml`)
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('loses nothing of a long file on a pipe whose reader is slow', () => {
  const slow = `'${governance}' compose config | (sleep 1; cmp - governed.yaml && echo same)`
  expect(shell(slow)).toBe('same\n')
}, 120_000)

it('ends quietly when the reader stops early', () => {
  expect(shell(`'${governance}' compose config | head -n 1 | wc -l`).trim()).toBe('1')
}, 120_000)

it.skipIf(!compose)(
  'docker compose takes 1,000 governed services',
  () => {
    const words = ['-f', 'governed.yaml', 'config', '-q']
    expect(() => execFileSync(compose ?? '', words, { cwd: folder, stdio: 'pipe' })).not.toThrow()
  },
  120_000,
)
