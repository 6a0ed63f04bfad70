import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { comparable, differences, unescaped } from '../../conformance/compose/comparable.ts'
import { asConfig, asWritten, loadFromDisk } from '../../conformance/compose/ours.ts'
import { askCompose, findCompose } from '../../conformance/compose/theirs.ts'
import { accepted, type Fixture, refused } from './fixtures.ts'

const compose = findCompose()
const folders: string[] = []
const usual = Object.entries(accepted).filter(([, fixture]) => !fixture.onlyAsWritten)
const raw = Object.entries(accepted).filter(([, fixture]) => !fixture.onlyInterpolated)

async function onDisk(fixture: Fixture, interpolate = true) {
  const folder = await mkdtemp(join(tmpdir(), 'compose-fixture-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(fixture.files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  const environment = new Map(
    Object.entries({ PATH: process.env.PATH ?? '', HOME: '/home/dev', ...fixture.environment }),
  )
  const files = fixture.use ?? []
  const ours = await loadFromDisk(files, environment, folder, interpolate)
  const words = ['--profile', '*', ...files.flatMap((file) => ['-f', file])]
  const form = interpolate ? [] : ['--no-interpolate']
  const theirs = await askCompose(
    compose ?? '',
    [...words, 'config', '--format', 'json', ...form],
    environment,
    folder,
  )
  return { ours, theirs, folder: basename(folder) }
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

describe.skipIf(!compose)('our loader beside docker compose config', () => {
  it.each(usual)('reads the same: %s', async (_name, fixture) => {
    const { ours, theirs } = await onDisk(fixture)
    expect(theirs.stderr.replaceAll(/^time=.*level=warning.*$/gm, '').trim()).toBe('')
    expect(ours.findings.filter((finding) => finding.action === 'refuse')).toEqual([])
    if (!ours.project) throw new Error('not loaded')
    expect(
      differences(
        comparable(asConfig(ours.project)),
        comparable(unescaped(JSON.parse(theirs.stdout))),
      ),
    ).toEqual([])
  })

  it.each(raw)('reads the same without interpolation: %s', async (_name, fixture) => {
    const { ours, theirs } = await onDisk(fixture, false)
    expect(theirs.code).toBe(0)
    if (!ours.project) throw new Error(JSON.stringify(ours.findings))
    expect(
      differences(comparable(asWritten(ours.project)), comparable(JSON.parse(theirs.stdout))),
    ).toEqual([])
  })

  it.each(Object.entries(refused))('refuses the same, at a place: %s', async (_name, fixture) => {
    const { ours, theirs } = await onDisk(fixture)
    expect(theirs.code).not.toBe(0)
    const [finding] = ours.findings.filter((one) => one.action === 'refuse')
    expect(ours.project).toBeUndefined()
    expect(finding?.file).not.toBe('')
    expect(finding?.message).not.toBe('')
  })
})
