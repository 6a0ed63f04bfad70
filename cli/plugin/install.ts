import { access, lstat, mkdir, readlink, rename, symlink, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { CommandError, Exit } from '../exit.ts'
import { pluginFolder, pluginName, pluginProgram } from './folder.ts'

/** `governance plugin install`: a link in the user's plugin folder, so that an update of this program updates both. */
export async function installPlugin(): Promise<number> {
  if (process.platform === 'win32') {
    throw new CommandError(
      'the docker command line of Windows takes .exe plugins only. Use governance itself, or WSL.',
      { exitCode: Exit.machine },
    )
  }
  await access(pluginProgram).catch(() => {
    throw new CommandError(`${pluginProgram} is missing: this installation is not whole.`, {
      exitCode: Exit.machine,
    })
  })
  const link = join(pluginFolder(), pluginName)
  const present = await linkedTo(link)
  if (present === pluginProgram) {
    process.stdout.write(`${link} is there already.\n`)
    return Exit.fine
  }
  await mkdir(pluginFolder(), { recursive: true, mode: 0o700 })
  const draft = `${link}.${process.pid}`
  await symlink(pluginProgram, draft)
  await rename(draft, link)
  const replaced = present === undefined ? '' : ` It led to ${present} before.`
  process.stdout.write(
    `Linked ${link} to ${pluginProgram}.${replaced}\nTry it: docker governance --help\n`,
  )
  return Exit.fine
}

/** `governance plugin uninstall`: takes the link away, and nothing that somebody else put there. */
export async function uninstallPlugin(): Promise<number> {
  const link = join(pluginFolder(), pluginName)
  const present = await linkedTo(link)
  if (present === undefined) process.stdout.write(`There is no ${link}.\n`)
  else {
    await unlink(link)
    process.stdout.write(`Removed ${link}. docker governance is gone; governance is still there.\n`)
  }
  return Exit.fine
}

/** Where our link leads; undefined when there is none. Refuses what is there and is not a link to this plugin. */
async function linkedTo(link: string): Promise<string | undefined> {
  const there = await lstat(link).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new CommandError(`${link} cannot be looked at: ${error.message}`, {
      exitCode: Exit.machine,
    })
  })
  if (!there) return undefined
  const target = there.isSymbolicLink() ? await readlink(link) : undefined
  if (target !== undefined && basename(target) === pluginName) return target
  throw new CommandError(
    `${link} is not a link that this program made, so it is left alone. Remove it yourself if it is not wanted.`,
  )
}
