import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inPassing, remember } from '../../../cli/compose/applied.ts'
import { newFiles, requireKnownFiles, trustNewFiles } from '../../../cli/compose/new-files.ts'
import { loadProject, transform } from '../../../compose-transform/index.ts'
import { guidePolicy } from '../compose-transform/project.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'new-files-'))
  mkdirSync(join(folder, 'project/src'), { recursive: true })
  vi.stubEnv('XDG_STATE_HOME', join(folder, 'state'))
  write('governance-policy.yaml', guidePolicy)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const path = (name: string) => join(folder, 'project', name)
const write = (name: string, text: string) => writeFileSync(path(name), text)
const override = 'services: { helper: { image: h } }\n'

async function govern(mount = '.:/workspace') {
  write(
    'compose.yaml',
    `name: p\nservices:\n  a: { image: a, volumes: ["${mount}"] }\nx-docker-ai-governance:\n  policy: ./governance-policy.yaml\n  services: [a]\n`,
  )
  const loaded = await loadProject({
    files: [],
    projectDirectory: path('.'),
    workingDirectory: path('.'),
    environment: new Map([['HOME', folder]]),
    readFile: (file) => readFile(file, 'utf8'),
  })
  const { output, findings } = await transform(loaded)
  if (!output) throw new Error(JSON.stringify(findings))
  return output
}

describe('a file that an agent could have written since the last start', () => {
  it.each([
    ['an override', 'compose.override.yaml', override],
    ['variables', '.env', 'X=1\n'],
  ])('is not read before its user has seen it: %s', async (_what, name, text) => {
    await remember(await govern())
    write(name, text)
    const output = await govern()
    await expect(requireKnownFiles(output, '')).rejects.toThrow(
      new RegExp(`${name.replace('.', '\\.')}\\n.*\\n +governance compose trust`),
    )
    expect(await trustNewFiles(output)).toEqual([path(name)])
    await expect(requireKnownFiles(output, '')).resolves.toBeUndefined()
  })

  it('is looked at again when it has changed since', async () => {
    await remember(await govern())
    write('compose.override.yaml', override)
    await trustNewFiles(await govern())
    write('compose.override.yaml', override.replace('helper', 'another'))
    await expect(requireKnownFiles(await govern(), '')).rejects.toThrow('compose.override.yaml')
  })

  it('does not become known by a verb that starts nothing', async () => {
    await remember(await govern())
    write('compose.override.yaml', override)
    await inPassing(await govern())
    await expect(requireKnownFiles(await govern(), '')).rejects.toThrow('compose.override.yaml')
  })

  it('is known once the project was started with it', async () => {
    write('compose.override.yaml', override)
    await expect(requireKnownFiles(await govern(), '')).resolves.toBeUndefined()
    await remember(await govern())
    await expect(requireKnownFiles(await govern(), '')).resolves.toBeUndefined()
  })

  it.each([['.:/workspace:ro'], ['./src:/workspace'], ['data:/workspace']])(
    'is nobody’s business where no agent could write it: %s',
    async (mount) => {
      const before = { files: ['/p/compose.yaml'], writableFolders: [] as string[] }
      if (!mount.startsWith('data')) before.writableFolders = (await govern(mount)).writableFolders
      expect(newFiles({ files: [...before.files, path('.env')] }, before)).toEqual([])
    },
  )
})
