import { readFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'

/** The name under which a project lists files that are not to be linted, as in .gitignore. */
export const ignoreName = '.governanceignore'

/** Tells whether a path is to be left out. */
export type Ignores = (path: string) => boolean

/** Reads the ignore file of a folder and adds patterns of the configuration; later patterns win, `!` takes back. */
export async function readIgnores(
  folder: string,
  patterns: readonly string[] = [],
): Promise<Ignores> {
  const text = await readFile(join(folder, ignoreName), 'utf8').catch(() => '')
  const lines = [...text.split(/\r?\n/), ...patterns].filter(
    (line) => line.trim() !== '' && !line.startsWith('#'),
  )
  const rules = lines.map((line) => {
    const taken = line.startsWith('!')
    return { ignores: !taken, pattern: toPattern(taken ? line.slice(1) : line) }
  })
  return (path) => {
    const inside = relative(folder, resolve(path)).split(sep).join('/')
    if (inside.startsWith('../')) return false
    return rules.reduce(
      (ignored, { ignores, pattern }) => (pattern.test(inside) ? ignores : ignored),
      false,
    )
  }
}

/**
 * A pattern of .gitignore: anchored when a slash stands before its end, else at any depth; what it names is left out
 * with everything below it.
 */
function toPattern(line: string): RegExp {
  const text = line.trim().replace(/\/$/, '')
  const anchored = text.includes('/')
  const body = text
    .replace(/^\//, '')
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/g, (star) =>
      star === '**/' ? '(?:.*/)?' : star === '**' ? '.*' : star === '*' ? '[^/]*' : '[^/]',
    )
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${body}(?:/.*)?$`)
}
