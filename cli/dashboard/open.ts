import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stateDirectory, writeWhole } from '../state.ts'

/**
 * Opens a link in the browser of this user by way of a file that nobody else can read: what a program is started with
 * is seen by everybody on the machine, and the link holds the token.
 *
 * @returns removes the file
 */
export async function openInBrowser(url: string): Promise<() => Promise<void>> {
  const file = join(stateDirectory(), `dashboard-${process.pid}.html`)
  // The link is our own: it holds letters, digits and what belongs to a URL.
  await writeWhole(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${url}">\n`)
  const [program, words] = opener(pathToFileURL(file).href)
  const child = spawn(program, words, { stdio: 'ignore', detached: true })
  child.on('error', () => {
    process.stderr.write(`governance: ${program} was not found; open the link yourself.\n`)
  })
  child.unref()
  return () => rm(file, { force: true })
}

function opener(target: string): [string, string[]] {
  if (process.platform === 'darwin') return ['open', [target]]
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', target]]
  return ['xdg-open', [target]]
}
