import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

// V8's code is an aid and no more: where it cannot be used, the program does the same, only later.
const folder = mkdtempSync(join(tmpdir(), 'governance-packs-'))
const packs = join(folder, 'dist/cli/packs')
cpSync('bin', join(folder, 'bin'), { recursive: true })
cpSync('dist/cli', join(folder, 'dist/cli'), { recursive: true })
writeFileSync(
  join(folder, 'compose.yaml'),
  'services: { agent: { image: agent } }\nx-docker-ai-governance: { policy: ./policy.yaml }\n',
)
writeFileSync(
  join(folder, 'policy.yaml'),
  'apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata: { name: few }\nspec: {}\n',
)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const config = (...flags: string[]) =>
  execFileSync(process.execPath, [...flags, join(folder, 'bin/governance'), 'compose', 'config'], {
    cwd: folder,
    encoding: 'utf8',
  })

it('does the same with code of another V8, with half of it, and with none', () => {
  const usual = config()
  expect(usual).toContain('governance-proxy')
  expect(config('--no-opt'), 'V8 takes no code that was compiled under other flags').toBe(usual)
  truncateSync(join(packs, 'compose.v8'), 4096)
  expect(config()).toBe(usual)
  writeFileSync(join(packs, 'compose.v8'), '')
  expect(config()).toBe(usual)
  rmSync(join(packs, 'compose.v8'))
  expect(config()).toBe(usual)
  rmSync(packs, { recursive: true })
  expect(config()).toBe(usual)
})
