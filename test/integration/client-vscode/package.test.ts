import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const most = 1.5 * 1024 * 1024

interface Setting {
  description?: string
  markdownDescription?: string
  enum?: string[]
  enumDescriptions?: string[]
}

describe('the VS Code extension', () => {
  let folder: string
  let files: string[]
  const manifest = JSON.parse(readFileSync('client-vscode/package.json', 'utf8'))
  const { contributes } = manifest

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'governance-extension-'))
    const made = spawnSync(process.execPath, ['scripts/package-extension.mjs', '--stage', folder], {
      encoding: 'utf8',
    })
    expect(made).toMatchObject({ status: 0 })
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('comes to less than 1.5 MB as a package', async () => {
    // A .vsix is a zip: each file deflated, and some hundred bytes about it.
    const sizes = await Promise.all(
      files.map(async (file) => deflateRawSync(await readFile(file)).length + 400),
    )
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(most)
  })

  it('holds every file that its manifest names', () => {
    const named: string[] = [
      manifest.icon,
      manifest.main,
      'dist/server/server.mjs',
      'docs/rules/permissive-wildcard.md',
      ...contributes.snippets.map(({ path }: { path: string }) => path),
      ...contributes.walkthroughs.flatMap(
        ({ steps }: { steps: { media: { markdown: string } }[] }) =>
          steps.map(({ media }) => media.markdown),
      ),
    ]
    expect(named.filter((path) => !existsSync(join(folder, path)))).toEqual([])
  })

  it('describes every setting, and every value of those that have a few', () => {
    const settings = Object.entries<Setting>(contributes.configuration.properties)
    const bare = settings.filter(([, one]) => !(one.description ?? one.markdownDescription))
    expect(bare.map(([name]) => name)).toEqual([])
    for (const [, one] of settings)
      if (one.enum) expect(one.enumDescriptions).toHaveLength(one.enum.length)
  })

  it('registers every command that it offers, and leads to none that it has not', async () => {
    const offered: string[] = contributes.commands.map(
      ({ command }: { command: string }) => command,
    )
    const source = await readFile('client-vscode/src/extension.ts', 'utf8')
    for (const name of offered) expect(source).toContain(`command('${name.split('.')[1]}'`)
    const links = JSON.stringify(contributes.walkthroughs).matchAll(/command:(governance\.\w+)/g)
    for (const [, name = ''] of links) expect(offered).toContain(name)
  })

  it('has an icon that the marketplace takes', async () => {
    const png = await readFile(join(folder, manifest.icon))
    expect(png.toString('latin1', 1, 4)).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([256, 256])
  })

  it('reads what governance lint prints for GitHub as problems', () => {
    const [{ regexp }] = contributes.problemPatterns
    const line =
      "::warning file=a/policy.yaml,line=8,col=9,endLine=8,endColumn=12,title=permissive-wildcard::'*' allows every host%0AName what is needed."
    expect(new RegExp(regexp).exec(line)?.slice(1)).toEqual([
      'warning',
      'a/policy.yaml',
      '8',
      '9',
      '8',
      '12',
      'permissive-wildcard',
      "'*' allows every host",
    ])
  })
})
