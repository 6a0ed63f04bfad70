import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { KeptConfiguration } from '../../../sidecars/kept-configuration.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('a restarted container finds what it was last told', async () => {
  expect(await new KeptConfiguration(folder, 'one').read()).toBeUndefined()
  await new KeptConfiguration(folder, 'one').keep('{"a":1}')
  await new KeptConfiguration(folder, 'one').keep('{"a":2}')
  expect(await new KeptConfiguration(folder, 'one').read()).toBe('{"a":2}')
})

it('a container that is made anew goes by its environment, and the old word is gone for good', async () => {
  await new KeptConfiguration(folder, 'one').keep('{}')
  expect(await new KeptConfiguration(folder, 'two').read()).toBeUndefined()
  expect(await new KeptConfiguration(folder, 'one').read()).toBeUndefined()
})

it('what is kept and cannot be read stops the start instead of falling back', async () => {
  for (const text of ['', '{"container":"one"}', 'null']) {
    writeFileSync(join(folder, 'configuration.json'), text)
    await expect(new KeptConfiguration(folder, 'one').read()).rejects.toThrow(/force-recreate/)
  }
})
