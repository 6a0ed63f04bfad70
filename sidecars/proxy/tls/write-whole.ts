import { open, rename } from 'node:fs/promises'

/** Nobody ever reads half a file: it is written beside, flushed, and put in place in one step. */
export async function writeWhole(
  path: string,
  content: string | Buffer,
  mode: number,
): Promise<void> {
  const beside = `${path}.${process.pid}.new`
  const file = await open(beside, 'w', mode)
  try {
    await file.chmod(mode)
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, path)
}
