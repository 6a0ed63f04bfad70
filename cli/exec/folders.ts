import { chmod, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CommandError } from '../exit.ts'
import { isWithin } from './inside/mount-table.ts'

/** The private folder of one run. */
export interface Folders {
  root: string
  certificates: string
  state(sidecar: string): Promise<string>
  /** The folder of one governed process. */
  room(service: string): Promise<string>
  /** The sockets of the sidecars for one governed process. */
  sockets(service: string): Promise<string>
  remove(): Promise<void>
}

/** Makes a folder that nobody else can enter. Its path is short, because that of a Unix socket has to be. */
export async function makeFolders(): Promise<Folders> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'governance-')))
  await chmod(root, 0o700)
  const make = async (...parts: string[]) => {
    const path = join(root, ...parts)
    await mkdir(path, { recursive: true, mode: 0o700 })
    return path
  }
  return {
    root,
    certificates: await make('certificates'),
    state: (sidecar) => make('state', sidecar),
    room: (service) => make('rooms', service),
    sockets: (service) => make('sockets', service),
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

/**
 * What the command may change: its working directory, and what was asked for.
 *
 * @returns the trees, and whether the working directory is one: a home directory as a whole is not, because what lies
 *   there runs when its owner next logs in; nor is a folder in which everybody's programs meet
 * @throws CommandError for a tree that is not there, or is everything
 */
export async function writableTrees(
  directory: string,
  asked: readonly string[],
): Promise<{ trees: string[]; isDirectoryWritable: boolean }> {
  const trees: string[] = []
  for (const path of asked) {
    const tree = await realpath(path).catch(() => {
      throw new CommandError(`--writable ${path}: there is nothing there.`)
    })
    if (dirname(tree) === tree) throw new CommandError(`--writable ${path}: that is everything.`)
    trees.push(tree)
  }
  const home = await realpath(homedir()).catch(() => homedir())
  const isShared = [home, '/tmp', '/var/tmp', '/run'].some((path) => isWithin(path, directory))
  if (!isShared) trees.unshift(directory)
  return { trees, isDirectoryWritable: trees.some((tree) => isWithin(directory, tree)) }
}
