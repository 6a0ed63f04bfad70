import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answers, command } from './command.ts'

/** A Debian root folder with an engine in it. */
export interface RootRecipe {
  /** Debian's name for the release, such as `bookworm`. */
  readonly suite: string
  readonly packages: readonly string[]
}

/**
 * Whether the root made after this very recipe is there. `.complete` holds the recipe and is written last, so
 * that a root that was broken off, or is of another recipe, is made again.
 */
export function hasRoot(cache: string, recipe: RootRecipe): boolean {
  const mark = join(cache, `root-${recipe.suite}`, '.complete')
  return existsSync(mark) && readFileSync(mark, 'utf8') === JSON.stringify(recipe)
}

/** Gives the folder of a Debian root made after the recipe; making it takes half a minute. */
export async function ensureRoot(cache: string, recipe: RootRecipe): Promise<string> {
  const folder = join(cache, `root-${recipe.suite}`)
  if (hasRoot(cache, recipe)) return folder
  const making = `${folder}.making`
  rmSync(making, { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
  await requireMmdebstrap()
  await command('mmdebstrap', [
    '--mode=root',
    '--variant=apt',
    // The tests may run behind a mirror that is a snapshot, whose lists have expired.
    '--aptopt=Acquire::Check-Valid-Until "false"',
    `--include=${recipe.packages.join(',')}`,
    recipe.suite,
    making,
  ])
  renameSync(making, folder)
  writeFileSync(join(folder, '.complete'), JSON.stringify(recipe))
  return folder
}

let installation: Promise<void> | undefined

/** Installs the program that makes Debian roots, where it is missing. */
export function requireMmdebstrap(): Promise<void> {
  installation ??= install() // two roots are made at once, and apt wants to be alone
  return installation
}

async function install(): Promise<void> {
  if (await answers('mmdebstrap')) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await command('apt-get', ['update', '-qq'], { env })
  const install = ['install', '-y', '-qq', '--no-install-recommends']
  await command('apt-get', [...install, 'mmdebstrap', 'debian-archive-keyring'], { env })
}
